import { assertEquals } from "@std/assert";
import type { Direction } from "../../../src/core/config/config.ts";
import { type Knob, readKnobs } from "../../../src/core/tuner/knobs.ts";
import { propose, type Trial } from "../../../src/core/tuner/tuner.ts";
import { drawPoint } from "../../../src/core/tuner/tuner_moves.ts";
import type { Draw } from "../draw.ts";
import { anyDouble, oddNumeral } from "../odd_text.ts";
import { claim, claimOneLine, makeRoom } from "../room.ts";

function makeInput(draw: Draw) {
  const line = (name: string) =>
    draw.chance(0.3)
      ? `${name} = relu # tune: relu|gelu|silu\n`
      : `${name} = ${oddNumeral(draw)} # tune: ` +
        `${oddNumeral(draw)}..${oddNumeral(draw)}${draw.pick("", " log")}\n`;
  const text = ["n = 4 # tune: 1..9\n", line("x"), line("y")].join("");
  const { knobs } = readKnobs("t.py", text);
  const trial = (): Trial => ({
    point: draw.chance(0.05) ? undefined : drawPoint(knobs, draw.unit),
    outcome: draw.chance(0.2) ? { kind: "crash" } : {
      kind: "measured",
      value: draw.chance(0.2) ? anyDouble(draw) : draw.unit(),
    },
    kept: draw.chance(0.3),
  });
  const direction = draw.pick<Direction>("lower", "higher");
  return {
    text,
    trials: draw.list(0, 12, trial),
    direction,
    seed: draw.whole(0, 99),
  };
}

/** A proposal lies in its ranges, is new, and the same from the same rows. */
export const tunerRoom = makeRoom("tuner", 2, makeInput, (input) => {
  const { text, trials, direction, seed } = input;
  const { knobs } = readKnobs("t.py", text);
  const proposal = propose(knobs, trials, { direction, seed });
  if (proposal === undefined) return;
  assertEquals(propose(knobs, trials, { direction, seed }), proposal);
  claimOneLine(proposal.idea, "the idea");
  claim(proposal.changes.size > 0, () => "nothing changes");
  for (const [id, value] of proposal.changes) {
    const knob = knobs.find((knob) => knob.id === id);
    claim(knob !== undefined && isIn(knob, value), () => `${id} is ${value}`);
  }
});

function isIn({ domain }: Knob, value: number | string): boolean {
  if (domain.kind === "choice") return domain.options.includes(String(value));
  if (typeof value !== "number") return false;
  return value >= domain.low && value <= domain.high &&
    (domain.kind === "float" || Number.isInteger(value));
}
