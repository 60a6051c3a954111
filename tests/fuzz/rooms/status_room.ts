import { assertEquals } from "@std/assert";
import { inspect, strangers } from "../../../src/core/experiment/scope.ts";
import {
  fromTop,
  parseStatus,
  statusParts,
  toTop,
} from "../../../src/core/git_status.ts";
import { makePathListReader } from "../../../src/io/path_list.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddText } from "../odd_text.ts";
import { claim, makeRoom } from "../room.ts";

const ID = "e965047ad7c57865823c7d992b1d046ea66edf78";
const MODES: readonly [string, ...string[]] = [
  "100644",
  "100755",
  "120000",
  "160000",
  "000000",
];

function makeInput(draw: Draw) {
  const prefix = draw.pick("", "app/", "app/web/", "ü x/");
  const path = () => drawPath(draw, prefix);
  const tracked = draw.list(0, 5, path);
  const untracked = draw.list(0, 5, path);
  const ignored = draw.list(0, 5, path);
  const whole = [
    `# branch.oid ${draw.pick(ID, "(initial)")}`,
    `# branch.head ${draw.pick("main", "(detached)")}`,
    ...tracked.map((path) => toEntry(draw, path)),
    ...untracked.map((path) => `? ${path}`),
    ...ignored.map((path) => `! ${path}`),
  ].map((entry) => `${entry}\0`).join("");
  const broken = draw.list(1, 3, () => mutate(draw, whole));
  const some = [...tracked, ...untracked, ...ignored];
  const lists = draw.list(1, 4, () => some.filter(() => draw.chance(0.7)));
  return { prefix, tracked, untracked, ignored, whole, broken, lists };
}

function drawPath(draw: Draw, prefix: string): string {
  const part = () => oddText(draw).replace(/[\0/]/g, "").toWellFormed();
  const parts = draw.list(1, 3, part)
    .map((part) => /^\.{0,2}$/.test(part) ? "x" : part);
  return draw.pick("", prefix, "app/") + parts.join("/");
}

function toEntry(draw: Draw, path: string): string {
  const mode = () => draw.pick(...MODES);
  const state = draw.pick(".M", "M.", "A.", "D.", ".D", "MM", ".T");
  const submodule = draw.pick("N...", "SCMU");
  return draw.chance(0.2)
    ? `u UU ${submodule} ${mode()} ${mode()} ${mode()} ${mode()} ${ID} ${ID} ` +
      `${ID} ${path}`
    : `1 ${state} ${submodule} ${mode()} ${mode()} ${mode()} ${ID} ${ID} ${path}`;
}

/** Every path of git's answer comes back; what is no answer breaks nothing. */
export const statusRoom = makeRoom("status", 8, makeInput, (input) => {
  const { prefix, tracked, untracked, ignored, whole, broken, lists } = input;
  const look = parseStatus(whole, prefix);
  const toRoot = (path: string) => fromTop(path, prefix);
  assertEquals(look.untracked, untracked.map(toRoot));
  assertEquals(look.ignored, ignored.map(toRoot));
  if (look.head.commit !== undefined) {
    assertEquals(look.changes.map(({ path }) => path), tracked.map(toRoot));
  }
  for (const path of [...tracked, ...untracked, ...ignored]) {
    assertEquals(toTop(toRoot(path), prefix), path);
  }
  const scope = {
    isTarget: (path: string) => path.length % 2 === 0,
    isProtected: (path: string) => path.length % 3 === 0,
  };
  const { target, outside, violations } = inspect(look, scope);
  assertEquals(outside.length, violations.length);
  const others = new Set(strangers(look, scope));
  claim(!target.some((path) => others.has(path)), () => "target and stranger");

  for (const text of [whole, ...broken, whole]) {
    const bytes = new TextEncoder().encode(text);
    const parts = statusParts(bytes);
    claim(
      parts.untracked <= parts.ignored && parts.ignored <= bytes.length,
      () => JSON.stringify(parts),
    );
    parseStatus(text, prefix);
  }
  const read = makePathListReader((entry) => entry);
  for (const paths of lists) {
    const text = paths.map((path) => `${path}\0`).join("");
    assertEquals(read(new TextEncoder().encode(text)), paths);
  }
});
