import type { Ports } from "../core/ports.ts";
import { USUAL_CHARS } from "../core/prompt/prompt_template.ts";
import { makePrompter } from "./proposal/next_prompt.ts";
import { readConfig } from "./session/config_file.ts";
import { openSession } from "./session/session.ts";

export interface NextPrompt {
  /** The experiment that it is for. */
  readonly row: number;
  readonly prompt: string;
  /** Characters that it may have. */
  readonly maxLength: number;
}

/**
 * Returns what the next proposer would be told. Changes nothing, and works
 * beside a running loop, wherever its agent has put HEAD meanwhile.
 */
export async function showPrompt(
  ports: Pick<Ports, "files" | "git" | "machine">,
  root: string,
): Promise<NextPrompt> {
  const { branch } = await readConfig(ports, root);
  const known = branch === undefined ? {} : { branch };
  const session = await openSession(ports, root, known);
  return {
    row: session.rows.length,
    prompt: await makePrompter(ports)(session),
    maxLength: session.config.promptChars ?? USUAL_CHARS,
  };
}
