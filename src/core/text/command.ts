import { basename, isAbsolute, join, normalize } from "@std/path";
import { type SimpleCommand, splitCommand } from "./shell_command.ts";

/** No system has longer ones. */
const MAX_PATH = 4096;

const CURRENT_FOLDER = /^(?:\$PWD|\$\{PWD\})\//;

const SHELL = /^(?:ba|da|k|z)?sh$/;

/** Programs that run the file they are given, whatever its name. */
const INTERPRETER =
  /^(?:(?:python|pypy)[\d.]*|node|perl|php|ruby|Rscript|julia|lua|tsx|ts-node)$/;

/** Words that come before a program or a script without being the script. */
const LAUNCHERS = wordSet(
  "! { then do else env command exec nice nohup time timeout stdbuf sudo uv uvx poetry pdm " +
    "pipenv hatch rye pixi conda npx pnpm bunx deno bun run x tool bench test " +
    "torchrun accelerate launch",
);

/** Flags that take the next word, by what they are given to. */
const VALUE_FLAGS = {
  launcher: wordSet(
    "-C -c -k -n -o -p -s -u --chdir --config --cwd --directory --env-file " +
      "--extra --group --project --python --signal --with --with-editable " +
      "--with-requirements",
  ),
  interpreter: wordSet("-W -X -r --env-file --import --loader --require"),
  shell: wordSet("-o -eo -euo +o"),
} as const;

/** Flags after which there is code or a module's name instead of a file. */
const INLINE_FLAG = { shell: /^-\w*c$/, interpreter: /^-\w*[cemp]$/ } as const;

/**
 * Returns the paths that a shell command may name, normalised, each once, but
 * for those that it only writes to. Some are none, since `sh` is a word like any
 * other: keep those that exist.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const existing = ["ci/eval.sh", "a b.csv", "target.txt"];
 * const paths = commandFiles("cd ci && sh ./eval.sh --data='../a b.csv'");
 * assertEquals(existing.filter((path) => paths.includes(path)), [
 *   "ci/eval.sh",
 *   "a b.csv",
 * ]);
 * ```
 */
export function commandFiles(command: string): readonly string[] {
  const written = new Set(filesFrom(".", ["."], command, "outputs"));
  return [...new Set(filesFrom(".", ["."], command, "words"))]
    .filter((path) => !written.has(path));
}

/**
 * Returns the script that a command is meant to run, as a path inside the
 * project; of several commands the last one's, which prints the metric. None
 * for a module (`python -m x`), inline code, or a tool that finds its own files.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(scriptOf("cd ci && uv run bench.py --n 3"), "ci/bench.py");
 * assertEquals(scriptOf("cargo bench"), undefined);
 * ```
 */
export function scriptOf(command: string): string | undefined {
  let folder = ".";
  let script: string | undefined;
  for (const { words } of splitCommand(command)) {
    folder = join(folder, folderIn(words) ?? ".");
    const found = scriptIn(words);
    if (found !== undefined) script = join(folder, found);
  }
  return script === undefined || /^\.\.(?:\/|$)/.test(script)
    ? undefined
    : script;
}

/**
 * Returns the program that a shell command starts first, as it is written;
 * none where that can't be told without a shell.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(programOf("LOG=1 claude -p | tee log"), "claude");
 * assertEquals(programOf("$AGENT -p"), undefined);
 * ```
 */
export function programOf(command: string): string | undefined {
  // A redirection may come first, and its file is no program.
  if (/^\s*\d*[<>]/.test(command)) return undefined;
  const { words = [] } = splitCommand(command)
    .find(({ words }) => words.length > 0) ?? {};
  const word = words.find((word) => !/^\w+=/.test(word));
  // An empty word is in no folder of PATH either.
  return word === undefined || word === "" || /[$*?`~{]/.test(word)
    ? undefined
    : word;
}

function* filesFrom(
  start: string,
  around: readonly string[],
  command: string,
  part: keyof SimpleCommand,
): Iterable<string> {
  let folder = start;
  let folders = around;
  for (const simple of splitCommand(command)) {
    const { words } = simple;
    const entered = folderIn(words);
    if (entered !== undefined) {
      folder = join(folder, entered);
      // Alone as well: `(cd a && x); (cd b && y)` never comes to a/b.
      folders = [...folders, folder, entered];
    }
    // The inside of sh -c '…' and of "$(…)" is a command of its own.
    for (const word of words.filter((word) => /\s/.test(word))) {
      yield* filesFrom(folder, folders, word, part);
    }
    for (const [index, word] of simple[part].entries()) {
      const isModule = words[index - 1] === "-m";
      const names = isModule ? filesOfModule(word) : namesIn(word);
      for (const name of names) yield* inFolders(folders, name);
    }
  }
}

function folderIn(words: readonly string[]): string | undefined {
  if (words[0] === "cd" || words[0] === "pushd") return words[1];
  const flag = /^(?:-C|--(?:chdir|cwd|directory))(?:=(.+))?$/s;
  const index = words.findIndex((word) => flag.test(word));
  return index < 0
    ? undefined
    : flag.exec(words[index] ?? "")?.[1] ?? words[index + 1];
}

function inFolders(
  folders: readonly string[],
  name: string,
): readonly string[] {
  if (isAbsolute(name)) return [normalize(name)];
  return folders.map((folder) => join(folder, name));
}

/** `--data=x.csv` and `N=1` hold a name after the sign, `x.py::case` before. */
function namesIn(word: string): readonly string[] {
  const names = [
    word,
    word.slice(word.indexOf("=") + 1),
    word.replace(/::.*$/s, ""),
    word.replace(/^@/, ""),
  ].map((name) => name.replace(CURRENT_FOLDER, ""));
  return names.filter((name) =>
    name !== "" && !name.startsWith("-") && name.length <= MAX_PATH
  );
}

function filesOfModule(module: string): readonly string[] {
  const path = module.replaceAll(".", "/");
  return [`${path}.py`, `${path}/__main__.py`];
}

function scriptIn(words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "-m") return undefined;
    const name = basename(word);
    if (SHELL.test(name)) return scriptAfter("shell", words.slice(at + 1));
    if (INTERPRETER.test(name)) {
      return scriptAfter("interpreter", words.slice(at + 1));
    }
    if (VALUE_FLAGS.launcher.has(word)) at++;
    else if (!isPrefix(word)) {
      return looksLikeFile(word) ? toScript(word) : undefined;
    }
  }
  return undefined;
}

function scriptAfter(
  program: "shell" | "interpreter",
  words: readonly string[],
): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!/^[-+]/.test(word)) return toScript(word);
    if (INLINE_FLAG[program].test(word)) {
      return program === "shell" ? scriptOf(words[at + 1] ?? "") : undefined;
    }
    if (VALUE_FLAGS[program].has(word)) at++;
  }
  return undefined;
}

/** A flag, `N=1`, the `60s` of `timeout 60s`, or a launcher. */
function isPrefix(word: string): boolean {
  if (/^(?:-|\w+=|[\d.]+[smhd]?$)/.test(word)) return true;
  // `./bench` is a script, however much its name is like a launcher's.
  return LAUNCHERS.has(isAbsolute(word) ? basename(word) : word);
}

function looksLikeFile(word: string): boolean {
  return /\/.|\.[a-z]\w{0,4}$/i.test(word);
}

function toScript(word: string): string | undefined {
  const path = word.replace(CURRENT_FOLDER, "");
  // What the shell would still expand is no name yet.
  return isAbsolute(path) || /[$*?`~{]|\s$/.test(path)
    ? undefined
    : normalize(path);
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
