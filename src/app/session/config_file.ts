import { join } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import { parseConfig } from "../../core/config/config_text.ts";
import { parseKeyLines } from "../../core/config/key_lines.ts";
import { pathsWithComma } from "../../core/config/target.ts";
import { Failure } from "../../core/failure.ts";
import { CONFIG_FILE } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";

/** Reads the configuration of a project, whatever state git is in. */
export async function readConfig(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<Config> {
  const text = await files.read(join(root, CONFIG_FILE));
  if (text === undefined) {
    throw new Failure(
      "user",
      `Cannot read "${CONFIG_FILE}" in "${root}": there is none`,
      "Run autoresearch setup there first, or name the project with --path",
    );
  }
  const existing = await filesNamedIn({ files }, root, text, CONFIG_FILE);
  return parseConfig(text, CONFIG_FILE, existing).config;
}

/** Returns the files with a comma in their name that a config's text may mean. */
export async function filesNamedIn(
  ports: Pick<Ports, "files">,
  root: string,
  text: string,
  name: string,
): Promise<ReadonlySet<string>> {
  const lists = parseKeyLines(text, name).lines
    .filter(({ key }) => key === "target" || key === "protected")
    .map(({ value }) => value);
  return await filesWithComma(ports, root, lists);
}

/** Returns the files there are with a comma in their name, among these lists. */
export async function filesWithComma(
  { files }: Pick<Ports, "files">,
  root: string,
  lists: readonly string[],
): Promise<ReadonlySet<string>> {
  const paths = lists.flatMap(pathsWithComma);
  const facts = await Promise.all(
    paths.map((path) => files.facts(join(root, path))),
  );
  return new Set(paths.filter((_, at) => facts[at] !== undefined));
}
