import { assertEquals, assertMatch } from "@std/assert";
import type { Repo } from "../harness.ts";
import { makeScripted, makeSessionWith } from "../scripted.ts";
import { assertSound } from "../soundness.ts";

/** Five runs of an incumbent that is noisy. */
const NOISY = [100.2, 101.1, 99.5, 100.7, 99.9];

/** Status, metric, number of runs and reason of each row. */
async function decisions(repo: Repo): Promise<readonly string[]> {
  return (await repo.rows()).map(({ status, metric, runs, reason }) =>
    `${status} ${Number(Number(metric).toFixed(6))} (${runs}) ${reason}`
  );
}

Deno.test("run decides on one run under strict", async () => {
  await using repo = await makeSessionWith({ settings: ["decision: strict"] });

  await repo.try(90);
  await repo.try(95);

  assertEquals(await decisions(repo), [
    "keep 100 (1) the first measurement",
    "keep 90 (1) better by 10",
    "discard 95 (1) not better: 95 against 90",
  ]);
  await assertSound(repo);
});

Deno.test("run decides on two equal runs, and discards on one, where no variance was seen", async () => {
  await using repo = await makeSessionWith();

  await repo.try(90);
  await repo.try(95);
  await repo.try(90.5);

  assertEquals(await decisions(repo), [
    "keep 100 (5) 5 runs, all equal",
    "keep 90 (2) better by 10",
    "discard 95 (1) not better: 95 against 90",
    "discard 90.5 (1) not better: 90.5 against 90",
  ]);
  await assertSound(repo);
});

Deno.test("run goes on with pairs once a second run differs, after 3 runs of the incumbent", async () => {
  await using repo = await makeScripted({
    settings: ["calibrate_runs: 1"],
    script: {
      "100": [100, 100.4, 99.9, 100.1, 99.8, 100.3],
      "90": [90, 91, 90.5, 90.2, 90.9],
    },
  });

  await repo.try(90);

  const [start, kept] = await decisions(repo);
  assertEquals(start, "keep 100 (1) the first measurement");
  assertMatch(kept ?? "", /^keep 90\.\d+ \(10\) keep: clear, gain 9\.\d+ \[/);
  assertEquals(await repo.read(".git/runs/100"), "");
  assertEquals(await repo.read(".git/runs/90"), "");
  await assertSound(repo);
});

type Pairs = readonly (readonly [candidate: number, incumbent: number])[];

/** The worked examples of the rule, as rows. */
const EXAMPLES: [
  what: string,
  settings: string[],
  first: number,
  pairs: Pairs,
  row: string,
][] = [
  [
    "a clear gain",
    [],
    97.4,
    [[97.1, 100.4], [97.9, 99.8], [96.8, 100.9]],
    "keep 97.135079 (7) keep: clear, gain 3.06 [1.65, 4.65], 3 pairs, " +
    "T 5.99 >= 4.0",
  ],
  [
    "what looks worse at once",
    [],
    100.6,
    [],
    "discard 100.6 (1) discard: screen, gain -0.4, first run 100.6",
  ],
  [
    "a gain below the noise",
    [],
    99.6,
    [[100.9, 100.1]],
    "discard 100.25 (3) discard: futile, gain -0.8 [-4.16, 2.56], 1 pair",
  ],
  [
    "ten small gains",
    [],
    99.5,
    [
      [99.3, 100.1],
      [99.8, 100.2],
      [99.1, 100.4],
      [99.7, 99.9],
      [99.2, 100.6],
      [99.9, 100.5],
      [98.9, 99.6],
      [99.6, 100.3],
      [99.4, 100.9],
      [99.0, 100.0],
    ],
    "keep 99.444588 (21) keep: rank, gain 0.755 [0.139, 1.561], 10 pairs, " +
    "p 0.000977 <= 0.001",
  ],
  [
    "a gain beyond min_effect",
    ["min_effect: 2"],
    95.0,
    [[95.1, 100.4], [96.0, 99.8], [94.8, 100.9]],
    "keep 95.16076 (7) keep: clear, gain 5.04 [3.63, 6.62], 3 pairs, " +
    "T 5.92 >= 4.0",
  ],
  [
    "a gain within min_effect",
    ["min_effect: 5"],
    95.0,
    [[95.1, 100.4], [96.0, 99.8]],
    "discard 95.1 (5) discard: futile, gain 4.55 [2.56, 6.54], 2 pairs",
  ],
];
for (const [what, settings, first, pairs, row] of EXAMPLES) {
  Deno.test(`run compares in pairs: ${what}`, async () => {
    await using repo = await makeScripted({
      settings: ["decision: paired", ...settings],
      script: {
        "100": [...NOISY, ...pairs.map(([, incumbent]) => incumbent)],
        "90": [first, ...pairs.map(([candidate]) => candidate)],
      },
    });

    await repo.try(90);

    assertEquals(await decisions(repo), [
      "keep 100.2 (5) median of 5 runs, sd 0.634",
      row,
    ]);
    assertEquals(await repo.read(".git/runs/100"), "");
    assertEquals(await repo.read(".git/runs/90"), "");
    await assertSound(repo);
  });
}

Deno.test("run compares in pairs where higher is better", async () => {
  await using repo = await makeScripted({
    flags: ["--direction", "higher"],
    script: {
      "100": [0.7, 0.65, 0.75, 0.7, 0.6, 0.7, 0.65, 0.75],
      "90": [0.85, 0.9, 0.85, 0.95],
    },
  });

  await repo.try(90);

  assertEquals(
    (await decisions(repo))[1],
    [
      "keep 0.889167 (7) keep: clear, gain 0.189 [0.065, 0.335], 3 pairs, " +
      "T 4.30 >= 4.0",
    ][0],
  );
});

Deno.test("run keeps every run, with order and seed, in the experiment's record", async () => {
  await using repo = await makeScripted({
    settings: ["decision: paired"],
    script: {
      "100": [...NOISY, 100.4, 99.8, 100.9],
      "90": [97.4, 97.1, 97.9, 96.8],
    },
  });

  await repo.try(90);

  const record = await repo.read(
    ".autoresearch/experiments/0001/experiment.json",
  );
  const { comparison, reference } = JSON.parse(record);
  assertEquals(comparison.seed, "t1/1");
  assertEquals(comparison.reference.runs, NOISY);
  assertEquals(comparison.screening, [97.4]);
  assertEquals(
    comparison.pairs.map(({ candidate, incumbent }: {
      readonly candidate: number;
      readonly incumbent: number;
    }) => [candidate, incumbent]),
    [[97.1, 100.4], [97.9, 99.8], [96.8, 100.9]],
  );
  const [one, two] = comparison.pairs;
  assertEquals(one.first === two.first, false);
  assertEquals(Number(comparison.figures.t.toFixed(4)), 5.9882);
  assertEquals(Number(comparison.estimate.low.toFixed(5)), 1.65054);
  assertEquals(reference.reference.runs, [97.1, 97.9, 96.8]);
});

Deno.test("run without pairs keeps what lies beyond the noise, and says that it is unpaired", async () => {
  await using repo = await makeScripted({
    settings: ["max_pairs: 0"],
    script: { "100": NOISY, "98": [98], "97": [97], "96": [96] },
  });

  await repo.try(98);
  await repo.try(97);

  const [, close, far] = await decisions(repo);
  assertMatch(
    close ?? "",
    /^discard 98 \(1\) discard: unpaired, gain 2\.\d+ \[/,
  );
  assertMatch(
    far ?? "",
    /^keep 9\d\.\d+ \(1\) keep: unpaired, gain \d\.\d+ \[/,
  );
  await assertSound(repo);
});

Deno.test("run without pairs keeps nothing on two runs of the incumbent", async () => {
  await using repo = await makeScripted({
    settings: ["max_pairs: 0"],
    flags: ["--skip-baseline"],
    script: { "100": [100, 101, 99], "50": [50] },
  });
  await repo.sh("echo 'decision: strict' >> .autoresearch.cfg");
  await repo.autoresearch("run", "--single");
  await repo.sh("sed -i '/^decision:/d' .autoresearch.cfg");

  await repo.try(50);

  const [start, row] = await decisions(repo);
  assertEquals(start, "keep 100 (1) the first measurement");
  assertEquals(
    row,
    "discard 50 (1) discard: unverified, gain 50, too few runs of the " +
      "incumbent to tell",
  );
});

Deno.test("run cuts a comparison short after compare_minutes: a discard", async () => {
  await using repo = await makeScripted({
    evaluate: `sleep 0.1\ncat target.txt > .git/target\n` +
      `echo "p50_ms: $(($(cat target.txt) * 10 + $(date +%s) % 2))"`,
    settings: ["decision: paired", "compare_minutes: 0.001"],
    script: {},
  });

  const { code } = await repo.try(50);

  const [, row] = await decisions(repo);
  assertEquals(code, 0);
  assertMatch(
    row ?? "",
    /^discard 50\d \(1\) discard: out of time, before the first pair$/,
  );
  await assertSound(repo);
});

Deno.test("log says what is known about the noise", async () => {
  const texts: string[] = [];
  for (
    const [settings, values] of [
      [[], [100, 100, 100, 100, 100]],
      [[], NOISY],
      [["decision: strict"], [100]],
    ] as const
  ) {
    await using repo = await makeScripted({
      settings,
      script: { "100": values },
    });
    const { stdout } = await repo.autoresearch("log");
    const json = await repo.autoresearch("log", "--json");
    texts.push(/^ {2}noise .*$/m.exec(stdout)?.[0] ?? "");
    const { noise } = JSON.parse(json.stdout);
    texts.push(`${noise?.runs} ${noise?.sd.toFixed(6)}`);
  }

  assertEquals(texts, [
    "  noise     not seen in 5 runs",
    "5 0.000000",
    "  noise     sd 0.634 over 5 runs",
    "5 0.634035",
    "  noise     not measured",
    "undefined undefined",
  ]);
});
