import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { KnobValue } from "../../../src/core/tuner/knob_domain.ts";
import {
  type Knob,
  type Point,
  pointOf,
  readKnobs,
  setKnobs,
} from "../../../src/core/tuner/knobs.ts";
import {
  type Proposal,
  propose,
  type Trial,
} from "../../../src/core/tuner/tuner.ts";

const OPTIONS = { direction: "lower", seed: "t1" } as const;

const TARGET = `lr = 1e-2        # tune: 1e-4..1e-1 log
width = 32       # tune: 4..64
rate = 0.5       # tune: 0..1
act = "relu"     # tune: relu|gelu|silu
tokens = 100     # tune: 1..10000 log
`;
const { knobs: KNOBS } = readKnobs("t", TARGET);

function knobsOf(text: string): readonly Knob[] {
  return readKnobs("t", text).knobs;
}

function measured(point: Point, value: number, kept: boolean): Trial {
  return { point, outcome: { kind: "measured", value }, kept };
}

function crashed(point: Point): Trial {
  return { point, outcome: { kind: "crash" }, kept: false };
}

function pointWith(values: Record<string, KnobValue>): Point {
  return new Map(Object.entries(values).map(([name, v]) => [`t:${name}`, v]));
}

/** How far a point of TARGET's is from 0.003, 20, 0.3, gelu, 1000. */
function costOf(point: Point): number | undefined {
  const number = (name: string) => Number(point.get(`t:${name}`));
  if (number("width") > 60) return undefined;
  return Math.log10(number("lr") / 0.003) ** 2 +
    ((number("width") - 20) / 60) ** 2 + (number("rate") - 0.3) ** 2 +
    (point.get("t:act") === "gelu" ? 0 : 0.3) +
    Math.log10(number("tokens") / 1000) ** 2 / 4;
}

/** Goes on with a session as the loop does, by the text of the target. */
function goOn(
  trials: readonly Trial[],
  count: number,
  {
    text = TARGET,
    cost = costOf,
    direction = "lower",
    seed = "t1",
  }: {
    readonly text?: string;
    readonly cost?: (point: Point) => number | undefined;
    readonly direction?: "lower" | "higher";
    readonly seed?: number | string;
  } = {},
): readonly Trial[] {
  const rows = [...trials];
  const sign = direction === "lower" ? 1 : -1;
  const judge = (point: Point) => {
    const value = cost(point);
    const best = rows.findLast(({ kept }) => kept)?.outcome;
    if (value === undefined) return crashed(point);
    const kept = best?.kind !== "measured" || value < sign * best.value;
    return measured(point, sign * value, kept);
  };
  if (rows.length === 0) rows.push(judge(pointOf(knobsOf(text))));
  while (rows.length <= count) {
    const incumbent = rows.findLast(({ kept }) => kept)?.point ?? new Map();
    const current = setKnobs("t", text, incumbent);
    const proposal = propose(knobsOf(current), rows, { direction, seed });
    if (proposal === undefined) break;
    const changed = setKnobs("t", current, proposal.changes);
    rows.push(judge(pointOf(knobsOf(changed))));
  }
  return rows;
}

function keysOf(trials: readonly Trial[]): readonly string[] {
  return trials.map(({ point }) => JSON.stringify([...point ?? []]));
}

Deno.test("propose() gives the same proposal for the same rows and seed", () => {
  const trials = goOn([], 12);

  const proposal = propose(KNOBS, trials, OPTIONS);

  assertEquals(propose(KNOBS, trials, OPTIONS), proposal);
  const others = ["t2", "t3", 1].map((seed) =>
    propose(KNOBS, trials, { ...OPTIONS, seed })
  );
  assert(others.some((other) => other?.idea !== proposal?.idea));
});

Deno.test("propose() goes on after a cut as if there had been none", () => {
  const whole = goOn([], 24);

  for (const cut of [1, 2, 7, 13, 24]) {
    assertEquals(goOn(whole.slice(0, cut), 24), whole);
  }
});

const SEEDS = [1, 2, 3, "night"];
for (const seed of SEEDS) {
  Deno.test(`propose() stays in range, never twice, and finds the optimum, seed ${seed}`, () => {
    const trials = goOn([], 40, { seed });

    assertEquals(trials.length, 41);
    assertEquals(new Set(keysOf(trials)).size, 41);
    for (const { point } of trials) {
      for (const { id, domain } of KNOBS) {
        const value = point?.get(id);
        if (domain.kind === "choice") {
          assert(domain.options.some((option) => option === value));
          continue;
        }
        const number = Number(value);
        assert(number >= domain.low && number <= domain.high, `${id} ${value}`);
        assert(domain.kind !== "integer" || Number.isInteger(number));
        assertEquals(Number(number.toPrecision(5)), number);
      }
    }
    const best = trials.findLast(({ kept }) => kept)?.outcome;
    assert(best?.kind === "measured" && best.value < 0.02);
  });
}

Deno.test("propose() maximises as it minimises", () => {
  const lower = goOn([], 15);

  const higher = goOn([], 15, { direction: "higher" });

  assertEquals(keysOf(higher), keysOf(lower));
});

const FINITE: [text: string, size: number][] = [
  ["x = a # tune: a|b", 2],
  ["x = 3 # tune: 1..7", 7],
  ["x = 3 # tune: 1..7 log", 7],
  ["x = 0 # tune: 0..1\ny = a # tune: a|b|c", 6],
  ["x = 2 # tune: 1..4\ny = 2 # tune: 1..5\nz = b # tune: a|b", 40],
];
for (const [text, size] of FINITE) {
  Deno.test(`propose() tries all ${size} points of ${JSON.stringify(text)}`, () => {
    const cost = (point: Point) => Number(point.get("t:x")) || 0;

    const trials = goOn([], 1000, { text, cost });

    assertEquals(trials.length, size);
    assertEquals(new Set(keysOf(trials)).size, size);
  });
}

Deno.test("propose() has nothing to propose without knobs", () => {
  assertEquals(propose([], [], OPTIONS), undefined);
});

Deno.test("propose() can start before anything is measured", () => {
  const knobs = knobsOf("x = a # tune: a|b");
  const proposal: Proposal = {
    changes: new Map([["t:x", "b"]]),
    idea: "x a -> b",
  };

  assertEquals(propose(knobs, [], OPTIONS), proposal);
});

Deno.test("propose() starts from the last kept row, not the smallest", () => {
  const knobs = knobsOf("a = x # tune: x|y|z\nb = x # tune: x|y|z");
  const trials = [
    measured(pointWith({ a: "x", b: "x" }), 1, true),
    measured(pointWith({ a: "y", b: "x" }), 5, true),
    measured(pointWith({ a: "x", b: "y" }), 0, false),
  ];

  const proposal = propose(knobs, trials, OPTIONS);

  const changed = [...proposal?.changes.keys() ?? []];
  assertEquals(changed.length, 1);
  const [idea] = proposal?.idea.split(", ") ?? [];
  assert(idea === "a y -> z" || idea?.startsWith("b x -> "), idea);
});

Deno.test("propose() skips an unreadable row but counts it", () => {
  const trials = goOn([], 9);
  const unreadable: Trial = {
    point: undefined,
    outcome: { kind: "measured", value: -100 },
    kept: false,
  };

  const before = propose(KNOBS, trials, OPTIONS);
  const after = propose(KNOBS, [...trials, unreadable], OPTIONS);
  const other = propose(KNOBS, [...trials, {
    ...unreadable,
    outcome: { kind: "crash" },
  }], OPTIONS);

  assertNotEquals(after, before);
  assertEquals(after, other);
});

Deno.test("propose() skips a row of before a knob was declared", () => {
  const knobs = knobsOf("a = x # tune: x|y\nb = x # tune: x|y");
  const old = [pointWith({ a: "y" }), pointWith({ a: "y", b: 3 })];
  const trials = [
    measured(pointOf(knobs), 1, true),
    ...old.map((point) => measured(point, 0, true)),
  ];

  const proposal = propose(knobs, trials, OPTIONS);

  assert(proposal?.idea.includes("x -> y"), proposal?.idea);
});

Deno.test("propose() keeps away from crashes", () => {
  const knobs = knobsOf("x = 10 # tune: 0..100");
  const at = (x: number) => pointWith({ x });
  const trials = [
    measured(at(10), 2, true),
    measured(at(25), 1, true),
    measured(at(0), 3, false),
    ...[50, 62, 75, 87, 100].map((x) => crashed(at(x))),
  ];

  const proposal = propose(knobs, trials, OPTIONS);

  const next = Number(proposal?.changes.get("t:x"));
  assert(next > 10 && next < 50, `${next}`);
});

Deno.test("propose() tries every option before long", () => {
  const text = "x = 0.5 # tune: 0..1\nc = a # tune: a|b|d|e|f";
  const cost = (point: Point) => Number(point.get("t:x"));

  const trials = goOn([], 5 + 4, { text, cost });

  const options = new Set(trials.map(({ point }) => point?.get("t:c")));
  assertEquals([...options].toSorted(), ["a", "b", "d", "e", "f"]);
});

Deno.test("propose() finds two options that only pay together", () => {
  const text = "a = off # tune: off|on|auto\nb = off # tune: off|on|auto\n" +
    "x = 0.8 # tune: 0..1";
  const cost = (point: Point) => {
    const pays = point.get("t:a") === "on" && point.get("t:b") === "on";
    return (pays ? 0 : 1) + Math.abs(Number(point.get("t:x")) - 0.5);
  };

  const trials = goOn([], 40, { text, cost });

  const best = trials.findLast(({ kept }) => kept)?.point;
  assertEquals([best?.get("t:a"), best?.get("t:b")], ["on", "on"]);
});

Deno.test("propose() walks along a valley that no single change follows", () => {
  const text = "a = 0.2 # tune: 0..1\nb = 0.2 # tune: 0..1\n" +
    "c = 0.8 # tune: 0..1";
  const cost = (point: Point) => {
    const [a = 0, b = 0, c = 0] = [...point.values()].map(Number);
    return 5 * Math.abs(a - b) + (0.9 - a) ** 2 + 0.2 * (c - 0.3) ** 2;
  };

  const trials = goOn([], 40, { text, cost });

  // 0.54 at the start.
  const best = trials.findLast(({ kept }) => kept)?.outcome;
  assert(best?.kind === "measured" && best.value < 0.1);
});

const IDEAS: [files: Record<string, string>, idea: string][] = [
  [
    { "a.py": "width = 40_000  # tune: 40_000..40_001" },
    "width 40_000 -> 40_001",
  ],
  [{ "a.c": "int b = 0x0F; // tune: 15..16" }, "b 0x0F -> 0x10"],
  [{ "a.c": 'f("x"); // tune: x|y z' }, "f x -> y"],
  [
    { "a.py": "n = 1 # tune: 1..2", "b.py": "n = 1u # tune: 1..2" },
    "a.py:n 1 -> 2, b.py:n 1 -> 2",
  ],
  [
    { "a.py": "f(n=1 /* tune: 1..2 */, n='x' /* tune: x|y */)" },
    "a.py:n 1 -> 2, a.py:n:2 x -> y",
  ],
];
for (const [files, idea] of IDEAS) {
  Deno.test(`propose() says ${idea}`, () => {
    const knobs = Object.entries(files).flatMap(([path, text]) =>
      readKnobs(path, text).knobs
    );
    const start = pointOf(knobs);
    const last = new Map(start);
    for (const { id, domain } of knobs) {
      const end = domain.kind === "choice" ? domain.options[1] : domain.high;
      last.set(id, end ?? "");
    }
    // All but the last is tried.
    const singles = knobs.length < 2
      ? []
      : knobs.map(({ id }) => new Map(start).set(id, last.get(id) ?? ""));
    const trials = [start, ...singles].map((point, row) =>
      measured(point, row, row === 0)
    );

    assertEquals(propose(knobs, trials, OPTIONS), {
      changes: last,
      idea,
    });
  });
}

Deno.test("propose() takes no longer for a thousand rows than for 150", () => {
  const text = "x = 1 # tune: 1..5000\ny = 0.5 # tune: 0..1";
  const knobs = knobsOf(text);
  const rows = Array.from(
    { length: 1000 },
    (_, i) => measured(pointWith({ x: i + 1, y: 0.5 }), i % 7, i === 0),
  );
  // Beyond the incumbent and the last 149 a value doesn't matter any more.
  const changed = rows.map((trial, i): Trial =>
    i > 0 && i < 851
      ? { ...trial, outcome: { kind: "measured", value: -1e6 } }
      : trial
  );
  const kept = rows.map((trial, i): Trial =>
    i === 0 || i >= 900
      ? { ...trial, outcome: { kind: "measured", value: i === 0 ? 99 : 1 } }
      : trial
  );

  const proposal = propose(knobs, rows, OPTIONS);

  assertEquals(propose(knobs, changed, OPTIONS), proposal);
  assertNotEquals(propose(knobs, kept, OPTIONS), proposal);
});

Deno.test("propose() repeats no row, however old", () => {
  const knobs = knobsOf("x = 1 # tune: 1..200");
  const rows = Array.from(
    { length: 199 },
    (_, i) => measured(pointWith({ x: i + 1 }), i, i === 0),
  );

  const proposal = propose(knobs, rows, OPTIONS);

  assertEquals(proposal?.idea, "x 1 -> 200");
});

Deno.test("propose() uses a value outside its range as it stands", () => {
  const knobs = knobsOf("x = 0 # tune: 1..10 log\ny = 50 # tune: 1..10");
  const trials = [
    measured(pointOf(knobs), 1, true),
    measured(pointWith({ x: 5, y: 1e300 }), 2, false),
    measured(pointWith({ x: -5, y: 5 }), 3, false),
  ];

  const proposal = propose(knobs, trials, OPTIONS);

  const values = [...proposal?.changes.values() ?? []].map(Number);
  assert(values.length > 0);
  assert(values.every((value) => value >= 1 && value <= 10), `${values}`);
});

Deno.test("propose() tells values of a narrow range apart", () => {
  const text = "x = 1000.0 # tune: 1000..1001";
  const cost = (point: Point) => Math.abs(Number(point.get("t:x")) - 1000.4);

  const trials = goOn([], 15, { text, cost });

  const best = trials.findLast(({ kept }) => kept)?.point;
  assert(Math.abs(Number(best?.get("t:x")) - 1000.4) < 0.03);
});
