import { join } from "@std/path";
import type { Repo } from "./harness.ts";

/** What any call of ours may touch, also one that is refused. */
const FREE =
  /^\.autoresearch\/(lock|index|seals\.json)$|^run\.log$|^\.git\/(index|objects\/|temporary\/deno-compile)/;

/**
 * Returns everything about a repository that a refusal must leave alone: every
 * file byte for byte, the refs, HEAD and what git thinks of the files.
 */
export async function stateOf(repo: Repo): Promise<Record<string, string>> {
  const state: Record<string, string> = {
    refs: await repo.sh("git for-each-ref"),
    status: await repo.git("--no-optional-locks", "status", "--short"),
  };
  for await (const name of filesBelow(repo.path)) {
    if (!FREE.test(name)) state[name] = await textOf(join(repo.path, name));
  }
  return state;
}

async function* filesBelow(
  folder: string,
  prefix = "",
): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(folder, prefix))) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory) yield* filesBelow(folder, `${name}/`);
    else yield name;
  }
}

/** Byte for byte: what is no UTF-8 must not look like what is. */
async function textOf(path: string): Promise<string> {
  const { isFile } = await Deno.lstat(path);
  if (!isFile) return "no file";
  return new TextDecoder("latin1").decode(await Deno.readFile(path));
}
