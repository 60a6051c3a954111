import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { setUp } from "../../src/app/setup.ts";
import type { Config } from "../../src/core/config/config.ts";
import type { Event } from "../../src/core/experiment/event.ts";
import { makeRepo } from "../harness.ts";
import { makePorts } from "./mortal_ports.ts";
import { playedProcesses } from "./played_processes.ts";

const CONFIG: Config = {
  target: ["target.txt"],
  evaluateCmd: "sh eval.sh",
  metric: "loss",
  direction: "lower",
  budgetMinutes: 30,
  protected: [],
};

interface SetUp {
  readonly reasons: readonly string[];
  readonly settings: readonly string[];
  readonly notes: readonly string[];
}

/** Sets up a session whose evaluations say that they take so long. */
async function setUpWith(
  seconds: number,
  config: Partial<Config> = {},
  skipBaseline = false,
): Promise<SetUp> {
  await using repo = await makeRepo({ "target.txt": "4\n", "eval.sh": "\n" });
  const real = makePorts();
  const target = join(repo.path, "target.txt");
  let runs = 0;
  const processes = playedProcesses(real.processes, target, () => ({
    output: `loss: ${4 + runs++}`,
    seconds,
  }));
  const notes: string[] = [];
  const tell = (event: Event) => {
    if (event.event === "note") notes.push(event.message);
  };

  await setUp({ ...real, processes }, {
    root: repo.path,
    config: { ...CONFIG, ...config },
    tag: "t1",
    skipBaseline,
    mayWrite: () => Promise.resolve(false),
  }, { tell, isLive: false });

  const settings = (await repo.read(".autoresearch.cfg")).split("\n");
  return {
    reasons: (await repo.rows()).map(({ runs, reason }) =>
      `${runs}: ${reason}`
    ),
    settings: settings.filter((line) => line.startsWith("max_pairs")),
    notes,
  };
}

const SAID =
  "One evaluation takes longer than 20 minutes: max_pairs is 0, one " +
  "run of a candidate decides, and the baseline is measured 3 times";

const SETUPS: [what: string, seconds: number, Partial<Config>, SetUp][] = [
  ["longer than 20 minutes", 1201, {}, {
    reasons: ["3: median of 3 runs, sd 1"],
    settings: ["max_pairs: 0"],
    notes: [SAID],
  }],
  ["20 minutes", 1200, {}, {
    reasons: ["1: the first measurement"],
    settings: [],
    notes: [],
  }],
  ["longer, with a word on pairs", 1201, { maxPairs: 5 }, {
    reasons: ["1: the first measurement"],
    settings: ["max_pairs: 5"],
    notes: [],
  }],
  ["longer, under strict", 1201, { decision: "strict" }, {
    reasons: ["1: the first measurement"],
    settings: [],
    notes: [],
  }],
  ["a minute", 60, {}, {
    reasons: ["5: median of 5 runs, sd 1.58"],
    settings: [],
    notes: [],
  }],
];
for (const [what, seconds, config, expected] of SETUPS) {
  Deno.test(`setUp() where an evaluation takes ${what}`, async () => {
    assertEquals(await setUpWith(seconds, config), expected);
  });
}

Deno.test("setUp() that skips the baseline measures nothing, however long it takes", async () => {
  assertEquals(await setUpWith(1201, {}, true), {
    reasons: [],
    settings: [],
    notes: [],
  });
});
