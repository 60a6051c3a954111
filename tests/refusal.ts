import { assertEquals } from "@std/assert";
import { stateOf } from "./folder_state.ts";
import type { Repo } from "./harness.ts";

/** What a refused call says, in one line each, and with which exit code. */
export interface Refusal {
  readonly code: 1 | 2;
  readonly message: string;
  readonly hint: string;
}

/**
 * Asserts that a call is refused: in words for a person, as the last line of
 * stdout for a program, and with every file, ref and HEAD as they were.
 */
export async function assertRefused(
  repo: Repo,
  args: readonly string[],
  { code, message, hint }: Refusal,
): Promise<void> {
  const before = await stateOf(repo);

  const asText = await repo.autoresearch(...args);
  const asJson = await repo.autoresearch(...args, "--json");

  assertEquals(asText, {
    code,
    stdout: "",
    stderr: `Error: ${message}\nHint: ${hint}\n`,
  });
  const kind = code === 2 ? "usage" : "user";
  assertEquals(
    [asJson.code, JSON.parse(asJson.stdout)],
    [code, { error: { kind, message, hint } }],
  );
  assertEquals(await stateOf(repo), before);
}
