/** What stands where a file of the skill is to be written. */
export type CopyState =
  | "missing"
  | "current"
  /** As another version of the tool wrote it. */
  | "older"
  /** Somebody's own work, which is not ours to overwrite. */
  | "changed";

const STAMP = /<!-- Installed by autoresearch; sha256 ([0-9a-f]+) -->\n$/;

/**
 * Says what a file is that may have been installed before.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const found = withStamp("# Skill\n", "c0ffee");
 * const wanted = withStamp("# A better skill\n", "decade");
 * assertEquals(copyState({ found, hash: "c0ffee", wanted }), "older");
 * assertEquals(copyState({ found, hash: "facade", wanted }), "changed");
 * ```
 */
export function copyState(
  { found, hash, wanted }: {
    readonly found: string | undefined;
    /** Hash of what was found, without its stamp. */
    readonly hash: string;
    readonly wanted: string;
  },
): CopyState {
  if (found === undefined) return "missing";
  if (found === wanted) return "current";
  return STAMP.exec(found)?.[1] === hash ? "older" : "changed";
}

/**
 * Returns a text as it is installed: its last line holds its hash, by which a
 * later version knows a copy that nobody changed, wherever it was carried.
 */
export function withStamp(text: string, hash: string): string {
  return `${text}<!-- Installed by autoresearch; sha256 ${hash} -->\n`;
}

/** Returns an installed text as it was before it got its stamp. */
export function withoutStamp(text: string): string {
  return text.replace(STAMP, "");
}
