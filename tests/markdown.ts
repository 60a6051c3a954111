/** The cells of the first table below a heading, without its head. */
export function tableBelow(
  text: string,
  heading: string,
): readonly (readonly string[])[] {
  const [, section = ""] = text.split(`\n## ${heading}\n`);
  const lines = (section.split("\n## ")[0] ?? "").split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(2, end === -1 ? undefined : end).map(cellsOf);
}

/** A `\|` is no border, but a pipe in a cell. */
function cellsOf(line: string): readonly string[] {
  return line.split(/(?<!\\)\|/).slice(1, -1)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** What stands in a text as code; no stray backtick reaches beyond its paragraph. */
export function codeIn(text: string): readonly string[] {
  return text.split(/\n\s*\n/).flatMap((paragraph) =>
    [...paragraph.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/gs)]
      .map(([, , code = ""]) => code)
  );
}

/**
 * The command lines of a document: every line of its `sh` blocks, what follows
 * `$` in the others, and code in which the tool is called.
 */
export function commandLines(text: string): readonly string[] {
  const prose: string[] = [];
  const lines: string[] = [];
  // Every second part is a block, and begins with its language.
  for (const [at, part] of text.split(/^ *```/m).entries()) {
    if (at % 2 === 0) prose.push(part);
    else lines.push(...linesOfBlock(part));
  }
  const code = codeIn(prose.join("\n"))
    .map((text) => text.replace(/\s+/g, " ").replaceAll("\\|", "|"))
    .filter((text) => /(?:^| )autoresearch [a-zA-Z-]/.test(text));
  return [...new Set([...lines, ...code])];
}

/** Where a document's blocks of code begin, each with its language. */
export function blocksIn(text: string): readonly string[] {
  return text.split("\n").filter((line) => /^ *(?:```|~~~)/.test(line))
    .filter((_, index) => index % 2 === 0).map((line) => line.trim());
}

function linesOfBlock(block: string): readonly string[] {
  const [language = "", ...rest] = block.replace(/\\\n\s*/g, "").split("\n");
  const lines = rest.map((line) => line.trim()).filter((line) => line !== "");
  if (language === "sh") return lines.filter((line) => !line.startsWith("#"));
  return lines.filter((line) => line.startsWith("$ "))
    .map((line) => line.slice(2));
}
