import type { Ports } from "../../core/ports.ts";
import { type Idea, parseIdea } from "../../core/prompt/idea.ts";

/** Many times what is ever shown of it. */
const IDEA_BYTES = 16 * 1024;

/**
 * Reads what a proposer wrote of its change. It may have put anything in that
 * place: a folder, a pipe that nobody writes to, a link to a device without an
 * end, a file of gigabytes. None of them may end a night.
 */
export async function readIdea(
  { files }: Pick<Ports, "files">,
  place: string,
): Promise<Idea> {
  if ((await files.facts(place))?.kind !== "file") return {};
  const bytes = await files.readFrom(place, 0, IDEA_BYTES);
  return parseIdea(new TextDecoder().decode(bytes));
}
