import type { Draw } from "./draw.ts";

/** What has broken somebody's reader before. */
const ODD: readonly [string, ...string[]] = [
  "\x1b[31m",
  "\x1b[0m",
  "\x1b[2J",
  "\x1b]0;title",
  "\x1b]8;;http://x\x07link\x1b]8;;\x1b\\",
  "\x1b[",
  "\x1b",
  "\x9b1m",
  "\0",
  "\x07",
  "\b",
  "\x7f",
  "\uFEFF",
  "\r",
  "\r\n",
  "\n",
  "\n\n",
  "\t",
  "\v",
  "\f",
  " ",
  "\u00a0",
  "\u0085",
  "\u2028",
  "\u202e",
  "\u2066",
  "\u200b",
  "\ud800",
  "\udc80",
  "\udcff",
  "\ufffd",
  "é",
  "e\u0301",
  "µ",
  "μ",
  "İ",
  "ß",
  "日本",
  "👩‍👩‍👧",
  "９",
  "−",
  '"',
  '""',
  "'",
  "`",
  "\\",
  '\\"',
  "$(x)",
  "${x}",
  "{{metric}}",
  "$&",
  "%s",
  "/",
  "//",
  "../",
  "./",
  "|",
  "||",
  "&&",
  ";",
  "#",
  ":",
  "::",
  "=",
  "==",
  ",",
  ",,",
  "*",
  "**",
  "?",
  "[",
  "]",
  "[z-a]",
  "(",
  ")",
  "(?:",
  "{",
  "}",
  "{a,b}",
  "<",
  ">",
  "-",
  "--",
  "+",
  "!",
  "~",
  "^",
  "@{",
  "__proto__",
  "constructor",
  "toString",
];

/** What is nearly a number, or is one and looks like none. */
const NUMERALS: readonly [string, ...string[]] = [
  "0",
  "-0",
  "1",
  "0.997900",
  "12.5 ms",
  "85%",
  "85/100",
  "17/20",
  "1,234",
  "1,23,456",
  "0,95",
  "1.2.3",
  "1e999",
  "-1e999",
  "1e-400",
  "7.0E-07",
  "-7.539458549707136e-05",
  "5e-324",
  "1.7976931348623157e308",
  "9007199254740993",
  "1_000",
  "0x1F",
  "nan",
  "NaN",
  "inf",
  "-Infinity",
  "N/A",
  "None",
  ".5",
  "5.",
  "+3",
  "--3",
  "− 3",
  "$3.50",
  "12:30",
  "1e",
  "1e+",
];

export function oddNumeral(draw: Draw): string {
  if (draw.chance(0.5)) return draw.pick(...NUMERALS);
  return draw.chance(0.5)
    ? String(anyDouble(draw))
    : (draw.unit() * 10 ** draw.whole(-8, 8)).toFixed(draw.whole(0, 9));
}

/** Any finite double, by its bits: half of them are very large or small. */
export function anyDouble(draw: Draw): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, draw.whole(0, 2 ** 32 - 1));
  view.setUint32(4, draw.whole(0, 2 ** 32 - 1));
  const value = view.getFloat64(0);
  return Number.isFinite(value) ? value : 0;
}

/** A short text, mostly ordinary words with something odd among them. */
export function oddText(draw: Draw): string {
  const piece = () => {
    const kind = draw.unit();
    if (kind < 0.45) return draw.pick("loss", "a", "Keep", "b c", "train.py");
    if (kind < 0.55) return oddNumeral(draw);
    if (kind < 0.6) return String.fromCharCode(draw.whole(0, 0xffff));
    return draw.pick(...ODD);
  };
  const text = draw.list(0, 6, piece).join(draw.pick("", "", " "));
  return draw.chance(0.01) ? longText(draw, text) : text;
}

/** One piece many times over: what a reader is slow at, it is slow at here. */
export function longText(draw: Draw, piece = draw.pick(...ODD)): string {
  const size = 10 ** draw.whole(3, 5);
  return piece.repeat(Math.ceil(size / Math.max(1, piece.length)));
}

/** Changes a text at a few places, as a broken disk or a bad editor does. */
export function mutate(draw: Draw, text: string): string {
  let mutant = text;
  for (let left = draw.whole(0, 4); left > 0; left--) {
    mutant = mutateOnce(draw, mutant);
  }
  return mutant;
}

function mutateOnce(draw: Draw, text: string): string {
  const from = draw.whole(0, text.length);
  const to = Math.min(text.length, from + draw.whole(0, 20));
  const [before, middle, after] = [
    text.slice(0, from),
    text.slice(from, to),
    text.slice(to),
  ];
  switch (draw.whole(0, 11)) {
    case 0:
      return before + after;
    case 1:
      return before + middle + middle + after;
    case 2:
      return before + oddText(draw) + after;
    case 3:
      return before + oddNumeral(draw) + after;
    case 4:
      return before;
    case 5:
      return after;
    case 6:
      return text.replaceAll("\n", draw.pick("\r\n", "\r", "\n\n", " \n"));
    case 7:
      return `\uFEFF${text}`;
    case 8:
      return mutateLines(draw, text);
    case 9:
      return draw.chance(0.05) ? before + longText(draw) + after : before;
    default:
      return before + draw.pick(...ODD) + middle + after;
  }
}

function mutateLines(draw: Draw, text: string): string {
  const lines = text.split("\n");
  const at = draw.whole(0, lines.length - 1);
  const line = lines[at] ?? "";
  switch (draw.whole(0, 3)) {
    case 0:
      return lines.toSpliced(at, 1).join("\n");
    case 1:
      return lines.toSpliced(at, 0, line).join("\n");
    case 2:
      return [...lines, line].join("\n");
    default:
      return lines.toSpliced(at, 1, line.split("").toReversed().join(""))
        .join("\n");
  }
}
