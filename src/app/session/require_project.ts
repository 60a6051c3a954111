import { Failure } from "../../core/failure.ts";
import type { Ports } from "../../core/ports.ts";

/**
 * Makes sure, where time has passed, that the project is still there: one that
 * was moved must not begin anew in its old place.
 *
 * @throws {Failure} when it is gone
 */
export async function requireProject(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<void> {
  if (await files.facts(root) !== undefined) return;
  throw new Failure(
    "user",
    `Cannot go on: "${root}" is gone, or was moved`,
    "Run the same command where it is now: what was being tried is finished " +
      "or undone there",
  );
}
