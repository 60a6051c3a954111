import type { FileFacts, Files, Ports } from "../../core/ports.ts";

/** A change is told in whole seconds, and clocks may differ by a little. */
const YOUNG_MS = 2_000;

/** What no file's stamp is: who remembers it has to look at the bytes. */
const UNSETTLED = "unsettled";

/**
 * Returns what changes whenever a file does, and of a link when what it leads
 * to does; empty where there is nothing.
 */
export async function stampOf(files: Files, path: string): Promise<string> {
  return (await factsOf(files, path)).map(toStamp).join(" ");
}

/**
 * Returns the stamp to remember of a file. One that was changed only now could
 * be changed again within the same second, and its times be set back.
 */
export async function settledStamp(
  { files, clock }: Pick<Ports, "files" | "clock">,
  path: string,
): Promise<string> {
  const facts = await factsOf(files, path);
  const now = clock.now().getTime();
  const isYoung = facts.some(({ changedAt }) => now - changedAt < YOUNG_MS);
  return isYoung ? UNSETTLED : facts.map(toStamp).join(" ");
}

async function factsOf(
  files: Files,
  path: string,
): Promise<readonly FileFacts[]> {
  const facts = await files.facts(path);
  if (facts === undefined) return [];
  if (facts.kind !== "link") return [facts];
  const place = await files.realPath(path);
  const behind = place === undefined ? undefined : await files.facts(place);
  return behind === undefined ? [facts] : [facts, behind];
}

/** A pipe or a device has times that say nothing. */
function toStamp({ kind, stamp }: FileFacts): string {
  return kind === "other" ? kind : stamp;
}
