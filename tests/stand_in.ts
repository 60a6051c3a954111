import type { Repo } from "./harness.ts";

/**
 * Puts a shell script in the place of a program that agents are called by.
 *
 * @returns the PATH on which it is found first
 */
export async function addProgram(
  repo: Repo,
  name: string,
  script: string,
): Promise<{ readonly PATH: string }> {
  await repo.write(`.git/bin/${name}`, `#!/bin/sh\n${script}\n`);
  await repo.sh(`chmod +x .git/bin/${name}`);
  return { PATH: `${repo.path}/.git/bin:${Deno.env.get("PATH")}` };
}
