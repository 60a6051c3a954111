import { assertEquals } from "@std/assert";
import {
  fromUnit,
  type KnobValue,
} from "../../../src/core/tuner/knob_domain.ts";
import {
  type Knob,
  readKnobs,
  setKnobs,
  writeValue,
} from "../../../src/core/tuner/knobs.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddNumeral, oddText } from "../odd_text.ts";
import { claim, claimOneLine, makeRoom } from "../room.ts";

const SOURCES: readonly [string, ...string[]] = [
  "mode: fast-path # tune: fast-path|slow-path\n" +
  "shuffle = True  # tune: True|False: whether\n",
  "lr = 3e-4  # tune: 1e-5..1e-1 log\nwidth = 40 # tune: 4..64\n",
  'const act = "relu"; // tune: relu|gelu|silu\nlet r: f64 = 1.0; // tune: 0..2\n',
  "#define BLOCK 64 /* tune: 16..256 log */\nfoo(0x1F); // tune: 1..255\n",
  "--rate=0.10 \\ # tune: 0.1|0.2\nx: [1, 2] # learning, tune: 1..9\n",
  "<p n=3> <!-- tune: 1..5 --> y = -2 ;; tune: -4..4\n",
  "a = 1_000 # tune: 100..10_000\nb = 1'000'000 // tune: 1..2_000_000 log\n",
  'shuffle = True  # tune: True|False\nLR="0.01" # tune: 0.001..0.1 log\n',
  "n = 5. # tune: 0.5..9.5\nm = .5 # tune: -1..1\nk=1E+05; % tune: 1e3..1e6\n",
];

function makeInput(draw: Draw) {
  const line = () => {
    const value = draw.chance(0.3) ? oddText(draw) : oddNumeral(draw);
    const range = draw.chance(0.6)
      ? `${oddNumeral(draw)}..${oddNumeral(draw)}${draw.pick("", " log")}`
      : draw.list(1, 4, () => oddText(draw)).join("|");
    return `${draw.pick("a = ", "a: ", "f(", 'x="')}${value} ` +
      `${draw.pick("#", "//", "/*", "--", ";", "<!--")} tune: ${range}\n`;
  };
  const source = draw.pick(...SOURCES);
  const isClean = draw.chance(0.3);
  return {
    text: isClean
      ? source
      : mutate(draw, source + draw.list(0, 2, line).join("")),
    isClean,
    units: draw.list(1, 5, draw.unit),
  };
}

/** Setting a knob changes its literal alone, and reads back what was set. */
export const knobsRoom = makeRoom("knobs", 10, makeInput, (input) => {
  const { text, units, isClean } = input;
  const { knobs, problems } = readKnobs("a.py", text);
  for (const { message, line } of problems) {
    claimOneLine(message, "a problem");
    claim(line <= text.split(/\r\n|\r|\n/).length, () => `line ${line}`);
  }
  claim(setKnobs("a.py", text, new Map()) === text, () => "nothing changes it");
  const ids = new Set(knobs.map(({ id }) => id));
  claim(ids.size === knobs.length, () => "two knobs of one name");
  // In what is no program a minus may be taken for an operator.
  const sizeOf = (value: KnobValue) =>
    typeof value === "number" && !isClean ? Math.abs(value) : value;
  for (const [at, knob] of knobs.entries()) {
    const value = drawValue(knob, units[at % units.length] ?? 0);
    const written = setKnobs("a.py", text, new Map([[knob.id, value]]));
    claimLiteral(text, written, knob, value);
    if (!isWord(value)) continue;
    const again = readKnobs("a.py", written).knobs;
    assertEquals(
      again.map(({ id, value }) => [id, sizeOf(value)]),
      knobs.map((each) => [
        each.id,
        sizeOf(each === knob ? value : each.value),
      ]),
    );
    assertEquals(again[at]?.domain, knob.domain);
  }
});

function drawValue({ domain }: Knob, unit: number): KnobValue {
  if (domain.kind !== "choice") return fromUnit(domain, unit);
  return domain.options[Math.floor(unit * domain.options.length)] ?? "";
}

/** Brackets and half numbers can't be told from the text around them. */
function isWord(value: KnobValue): boolean {
  return typeof value === "number" || /^\p{L}.*[\p{L}\p{N}]$/su.test(value);
}

/** At one place of the text the old literal gives way to the new one. */
function claimLiteral(
  text: string,
  written: string,
  knob: Knob,
  value: KnobValue,
): void {
  const { literal } = knob;
  const now = writeValue(knob, value);
  let at = text.indexOf(literal);
  while (at >= 0) {
    const end = at + literal.length;
    if (written === text.slice(0, at) + now + text.slice(end)) return;
    at = text.indexOf(literal, at + 1);
  }
  throw new Error(`${knob.id} ${literal} -> ${now} changes more than that`);
}
