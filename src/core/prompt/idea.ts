import { toOneLine } from "../text/plain_text.ts";

const MAX_LENGTH = 500;
const NOTE = /^\s*(why|learnt|learned)\s*:(.*)$/i;

/** What a proposer says beside its idea, for those that come after it. */
export interface Notes {
  readonly why?: string;
  readonly learnt?: string;
}

/** What a proposer wrote of its change. */
export interface Idea {
  readonly idea?: string;
  readonly notes?: Notes;
}

/**
 * Reads what a proposer wrote of its change: its first line is the idea, and
 * `why:` and `learnt:` begin what it wants to be remembered.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseIdea("wider layers\nwhy: the loss still falls\n"), {
 *   idea: "wider layers",
 *   notes: { why: "the loss still falls" },
 * });
 * assertEquals(parseIdea("\n"), {});
 * ```
 */
export function parseIdea(text: string): Idea {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const first = lines.find((line) => !NOTE.test(line));
  const idea = toOneLine(first ?? "", MAX_LENGTH);
  const notes = toNotes(lines);
  return {
    ...(idea === "" ? {} : { idea }),
    ...(Object.keys(notes).length === 0 ? {} : { notes }),
  };
}

function toNotes(lines: readonly string[]): Notes {
  const saying = (isMeant: (key: string) => boolean) => {
    const said = lines.flatMap((line) => {
      const [, key = "", note = ""] = NOTE.exec(line) ?? [];
      return isMeant(key.toLowerCase()) && note.trim() !== ""
        ? [note.trim()]
        : [];
    });
    return toOneLine(said.join("; "), MAX_LENGTH);
  };
  const why = saying((key) => key === "why");
  const learnt = saying((key) => key.startsWith("learn"));
  return {
    ...(why === "" ? {} : { why }),
    ...(learnt === "" ? {} : { learnt }),
  };
}
