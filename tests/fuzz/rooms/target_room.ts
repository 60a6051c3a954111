import {
  makeTargetMatcher,
  namedByGlob,
  namedOutright,
  parseTargetList,
  pathsWithComma,
  splitList,
} from "../../../src/core/config/target.ts";
import { crowdedFolder } from "../../../src/core/doctor/crowded_folder.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddText } from "../odd_text.ts";
import { claim, makeRoom, orOutOfRange } from "../room.ts";

const LISTS: readonly [string, ...string[]] = [
  "train.py",
  "src/*.py, lib/**/*.ts",
  "a.py, src/{b,c,d{e,f}}.py",
  "a,b.txt, c[!x-z]?.md",
  "lib/, ./x, y//z",
  "@(a|b)*.py, +(x|xx)y, !(z)",
];

/** One line of a config; twenty thousand characters are many files. */
const MAX_LIST = 20_000;

const PATHS: readonly [string, ...string[]] = [
  "train.py",
  "src/a.py",
  "src/x/a.py",
  "lib/y/z.ts",
  "a,b.txt",
  "c1.md",
  "x",
];

function makeInput(draw: Draw) {
  const makePath = () =>
    draw.chance(0.7) ? draw.pick(...PATHS) : mutate(draw, draw.pick(...PATHS));
  const text = draw.chance(0.2)
    ? oddText(draw)
    : mutate(draw, draw.pick(...LISTS));
  return {
    text: text.slice(0, MAX_LIST),
    existing: draw.list(0, 5, makePath),
    paths: draw.list(0, 5, makePath),
  };
}

/** An entry that exists is itself, and nothing above the project is one. */
export const targetRoom = makeRoom("target", 8, makeInput, (input) => {
  const { text, paths } = input;
  const existing = new Set(input.existing);
  const entries = splitList(text, existing);
  claim(
    entries.every((entry) => entry === entry.trim() && entry !== ""),
    () => JSON.stringify(entries),
  );
  pathsWithComma(text);
  const target = orOutOfRange(() => parseTargetList(text, existing));
  if (target !== undefined) {
    claim(target.every((entry) => !entry.startsWith("../")), () => text);
  }
  const list = { entries, existing };
  const isTarget = makeTargetMatcher(list);
  for (const entry of entries) {
    if (!existing.has(entry) || entry !== clean(entry)) continue;
    claim(isTarget(entry), () => `"${entry}" is not its own target`);
    claim(namedOutright(list, entry), () => `"${entry}" is not named`);
  }
  for (const path of paths) {
    const isNamed = namedOutright(list, path) || namedByGlob(list, path);
    claim(isNamed || !isTarget(path), () => `"${path}" is named by nothing`);
  }
  crowdedFolder([...paths, ...input.existing]);
});

/** Whether a path is written as git writes it. */
function clean(path: string): string {
  return path.split("/").filter((part) => !["", ".", ".."].includes(part))
    .join("/");
}
