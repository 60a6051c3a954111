import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** Whom the files of a folder may import, beside each other. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  assets: [],
  agents: ["core"],
  app: ["agents", "core"],
  cli: ["app", "core"],
  io: ["core"],
};

/** What each folder may import from outside the project. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: ["@std/csv/parse", "@std/csv/stringify", "@std/path", "strip-ansi"],
  agents: [],
  app: ["@std/path"],
  // A protocol is another face of the same commands, as their flags are.
  cli: ["@std/path", "@stricli/core", "@modelcontextprotocol/sdk", "zod"],
  io: ["@std/path", "@clack/prompts", "node:vm"],
};

const MAX_LINES = 250;

/** Longer all the same: every effect on one page, and what was left to split. */
const LONGER: Readonly<Record<string, number>> = {
  "src/core/ports.ts": 405,
  "src/core/ledger/ledger.ts": 255,
};

interface Source {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

interface Import {
  /** A path from the root of the project, or the name of a package. */
  readonly name: string;
  readonly isLocal: boolean;
}

const sources = await readSources("src");
const main = await readSource("main.ts");

Deno.test("importsOf() finds what main.ts and a lazy command import", () => {
  const names = (path: string) =>
    [...sources, main].find((source) => source.path === path)
      ?.imports.map(({ name }) => name) ?? [];
  assertEquals(names("main.ts").includes("src/cli/app.ts"), true);
  assertEquals(names("src/cli/setup.ts").includes("src/app/setup.ts"), true);
  assertEquals(
    names("src/core/ledger/ledger_line.ts").includes("@std/csv/parse"),
    true,
  );
});

Deno.test("src/ points down only: cli → app → agents → core ← io", () => {
  const wrong = sources.flatMap(({ path, folder, imports }) =>
    imports
      .filter(({ isLocal, name }) => isLocal && name !== "deno.json")
      .filter(({ name }) => !mayImport(folder, folderOf(name)))
      .map(({ name }) => `${path} imports ${name}`)
  );
  assertEquals(wrong, []);
});

Deno.test("src/ imports no package but those of its folder", () => {
  const wrong = sources.flatMap(({ path, folder, imports }) =>
    imports
      .filter(({ isLocal }) => !isLocal)
      .filter(({ name }) => !PACKAGES[folder]?.some(isPartOf(name)))
      .map(({ name }) => `${path} imports ${name}`)
  );
  assertEquals(wrong, []);
});

Deno.test("src/cli/mcp alone imports its SDK, and its command alone loads it", () => {
  const importers = (wanted: RegExp) =>
    sources
      .filter(({ path }) => !path.startsWith("src/cli/mcp/"))
      .filter(({ imports }) => imports.some(({ name }) => wanted.test(name)))
      .map(({ path }) => path);
  assertEquals(importers(/^@modelcontextprotocol|^zod$/), []);
  assertEquals(importers(/^src\/cli\/mcp\//), ["src/cli/mcp.ts"]);
});

Deno.test("src/io is imported by main.ts and by itself alone", () => {
  const others = [...sources, main]
    .filter(({ folder, path }) => folder !== "io" && path !== "main.ts")
    .filter(({ imports }) =>
      imports.some(({ name }) => folderOf(name) === "io")
    )
    .map(({ path }) => path);
  assertEquals(others, []);
  assertEquals(
    main.imports.some(({ name }) => folderOf(name) === "io"),
    true,
  );
});

/** The rooms of `src/app`, from the ground up. */
const ROOMS = [
  "session",
  "candidate",
  "guard",
  "measuring",
  "past",
  "experiment",
  "proposal",
  "opening",
];

Deno.test("src/app's rooms import what lies below them, and no use case", () => {
  const floorOf = (path: string) =>
    dirname(path) === "src/app"
      ? Infinity
      : ROOMS.indexOf(dirname(path).slice("src/app/".length));
  const wrong = sources
    // The doctor tries the use cases out.
    .filter(({ path }) => floorOf(path) >= 0 && floorOf(path) < Infinity)
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ name }) => name.startsWith("src/app/"))
        .filter(({ name }) => floorOf(name) > floorOf(path))
        .map(({ name }) => `${path} imports ${name}`)
    );
  assertEquals(wrong, []);
  const rooms = sources.map(({ path }) => dirname(path))
    .filter((folder) => /^src\/app\/(?!doctor$)/.test(folder));
  assertEquals(
    [...new Set(rooms)].toSorted(),
    ROOMS.map((room) => `src/app/${room}`).toSorted(),
  );
});

Deno.test("src/cli is imported by main.ts and by itself alone", () => {
  const others = sources
    .filter(({ folder }) => folder !== "cli")
    .filter(({ imports }) =>
      imports.some(({ name }) => folderOf(name) === "cli")
    )
    .map(({ path }) => path);
  assertEquals(others, []);
});

Deno.test("CONTRIBUTING.md names no file that isn't there", async () => {
  const text = await Deno.readTextFile(join(ROOT, "CONTRIBUTING.md"));
  const names = [...text.matchAll(/`((?:src|tests)\/[^`]+\.ts)`/g)]
    .map(([, name = ""]) => name);
  const isThere = async (name: string) =>
    await Deno.stat(join(ROOT, name)).then(() => true, () => false);
  const found = await Promise.all(names.map(isThere));
  assertEquals(names.length > 5, true);
  assertEquals(names.filter((_, at) => !found[at]), []);
});

/** Words that reach the world, and the folders in which they may stand. */
const WORDS: readonly (readonly [
  what: string,
  word: RegExp,
  folders: readonly string[],
])[] = [
  ["Deno.*", /\bDeno\s*[.[]/, ["io"]],
  ["the console", /\bconsole\s*\./, []],
  ["Node's modules", /["']node:/, ["io"]],
  ["the global object", /\bglobalThis\b/, []],
  ["the network", /\bfetch\(/, []],
  ["the date", /\bDate\.now\(|new Date\(\s*\)/, ["io"]],
  ["chance", /\bMath\.random\(|\bcrypto\./, ["io"]],
  ["a timer", /\bset(?:Timeout|Interval)\(/, ["io"]],
];
for (const [what, word, folders] of WORDS) {
  const where = folders.length === 0 ? "nowhere" : folders.join(", ");
  Deno.test(`src/ reaches for ${what} in ${where} only`, () => {
    const wrong = sources
      .filter(({ folder }) => !folders.includes(folder))
      .filter(({ text }) => word.test(withoutComments(text)))
      .map(({ path }) => path);
    assertEquals(wrong, []);
  });
}

Deno.test("src/core waits for nothing", () => {
  const wrong = sources
    .filter(({ folder }) => folder === "core")
    .filter(({ text }) => /\b(?:async|await)\b/.test(withoutComments(text)))
    .map(({ path }) => path);
  assertEquals(wrong, []);
});

Deno.test("src/ has no default exports and no barrels", () => {
  const wrong = sources
    .filter(({ text }) => /^export (?:default|\*)/m.test(text))
    .map(({ path }) => path);
  assertEquals(wrong, []);
});

Deno.test(`src/ has no file of more than ${MAX_LINES} lines`, () => {
  const long = sources
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ path, lines }) => lines > (LONGER[path] ?? MAX_LINES))
    .map(({ path, lines }) => `${path}: ${lines}`);
  assertEquals(long, []);
});

Deno.test("src/std.d.ts alone declares types for others", () => {
  const wrong = sources
    .filter(({ path, text }) =>
      path !== "src/std.d.ts" && /^declare /m.test(text)
    )
    .map(({ path }) => path);
  assertEquals(wrong, []);
});

/** A package may be imported by its parts. */
function isPartOf(name: string): (pack: string) => boolean {
  return (pack) => name === pack || name.startsWith(`${pack}/`);
}

function mayImport(from: string, to: string): boolean {
  if (to === "assets") return from === "core";
  return from === to || (ARROWS[from]?.includes(to) ?? false);
}

/** `src/core/metric.ts` is in `core`; what is in no folder is in none. */
function folderOf(path: string): string {
  // The skill is read by people too, so it stands where they look for it.
  if (/^(?:SKILL|references\/[^/]+)\.md$/.test(path)) return "assets";
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? "";
}

async function readSources(folder: string): Promise<readonly Source[]> {
  const found: Source[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await readSources(path));
    else if (path.endsWith(".ts")) found.push(await readSource(path));
  }
  return found.sort((a, b) => a.path < b.path ? -1 : 1);
}

async function readSource(path: string): Promise<Source> {
  const text = await Deno.readTextFile(join(ROOT, path));
  return { path, folder: folderOf(path), text, imports: importsOf(text, path) };
}

/** Static, re-exporting and dynamic ones; an example in a comment is none. */
function importsOf(text: string, path: string): readonly Import[] {
  const found = withoutComments(text).matchAll(
    /^(?:import|export)\s[^;"']*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  );
  return [...found].map(([, from, loaded]) => {
    const name = from ?? loaded ?? "";
    const isLocal = name.startsWith(".");
    return { name: isLocal ? join(dirname(path), name) : name, isLocal };
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}
