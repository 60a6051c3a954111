import { fromTop } from "../core/git_status.ts";
import type { Change } from "../core/ports.ts";
import { splitAtNul } from "./git_call.ts";

/** Arguments of the call that tells what status hides. */
export const DELETED = ["ls-files", "--deleted", "--full-name", "-z"];

/**
 * Says whether status hides a change: of a file below a link that leads to
 * itself it complains, and takes it for unchanged.
 */
export function isHiding(complaints: string): boolean {
  return complaints.includes("Too many levels of symbolic links");
}

/** Adds what is deleted, by the output of that call, and was not told. */
export function withDeleted(
  told: readonly Change[],
  output: string,
  prefix: string,
): readonly Change[] {
  const known = new Set(told.map(({ path }) => path));
  const deleted = splitAtNul(output).map((path) => fromTop(path, prefix));
  const hidden = [...new Set(deleted)].filter((path) => !known.has(path));
  return [
    ...told,
    ...hidden.map((path): Change => ({
      path,
      inHead: false,
      inWorkingTree: true,
      isNew: false,
      kind: "deleted",
    })),
  ];
}
