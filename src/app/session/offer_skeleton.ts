import { join } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import { type DomainName, guessDomain } from "../../core/config/setup_plan.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import { Failure } from "../../core/failure.ts";
import type { Ports } from "../../core/ports.ts";
import { skeletonFor } from "../../core/prompt/program.ts";
import { scriptOf } from "../../core/text/command.ts";

export interface SkeletonRequest {
  readonly config: Config;
  readonly domain?: DomainName;
  readonly skipBaseline: boolean;
  readonly mayWrite: (script: string) => Promise<boolean>;
}

/**
 * Writes an evaluator to be filled in where the evaluate command names a
 * script that isn't there.
 *
 * @throws {Failure} where the script is missing and none was written, and also
 * where one was: only its author can say what it measures
 */
export async function offerSkeleton(
  { files }: Pick<Ports, "files">,
  root: string,
  { config, domain, skipBaseline, mayWrite }: SkeletonRequest,
  watcher: Watcher,
): Promise<void> {
  const script = scriptOf(config.evaluateCmd);
  if (script === undefined || script.startsWith("../")) return;
  const path = join(root, script);
  if (await files.facts(path) !== undefined) return;

  const skeleton = skeletonFor(
    domain ?? guessDomain(config),
    script,
    config.metric,
    config.target[0],
  );
  if (skeleton === undefined || !(await mayWrite(script))) {
    throw new Failure(
      "user",
      `Cannot evaluate: "${script}" does not exist`,
      skeleton === undefined
        ? `Write it so that it prints "${config.metric}: NUMBER" at its end`
        : "Write it, or let setup write a skeleton to fill in: add --yes",
    );
  }
  await files.write(path, skeleton);
  if (skipBaseline) {
    const message = `Wrote ${script}: fill it in before autoresearch run`;
    return watcher.tell({ event: "note", message });
  }
  throw new Failure(
    "user",
    `Cannot measure the baseline yet: "${script}" was missing, and is now a ` +
      "skeleton",
    `Fill in ${script} where it says so, then run the same command again`,
  );
}
