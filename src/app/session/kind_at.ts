import type { FileFacts, Ports } from "../../core/ports.ts";

/**
 * Says what a path leads to, at the end of its links; `link` is one that leads
 * nowhere.
 */
export async function kindAt(
  { files }: Pick<Ports, "files">,
  path: string,
): Promise<FileFacts["kind"] | undefined> {
  const facts = await files.facts(path);
  if (facts?.kind !== "link") return facts?.kind;
  const place = await files.realPath(path);
  return place === undefined ? "link" : (await files.facts(place))?.kind;
}
