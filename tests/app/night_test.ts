import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { runSingle } from "../../src/app/single.ts";
import type { Comparison } from "../../src/core/decision/comparison.ts";
import type { Estimate } from "../../src/core/decision/gain.ts";
import type { Reference } from "../../src/core/decision/reference.ts";
import { makeRandom } from "../../src/core/statistics/random.ts";
import type { Repo } from "../harness.ts";
import { makeSessionWith } from "../scripted.ts";
import { assertSound } from "../soundness.ts";
import { makePorts } from "./mortal_ports.ts";
import { playedProcesses } from "./played_processes.ts";

/** The true value of each idea; every fifth or so is a gain. */
const IDEAS = [
  ...[103, 100.5, 90, 99, 96, 91, 90.5, 93, 80, 84],
  ...[82, 85, 81.5, 83, 84.2, 86, 82.5, 83.5, 84.5, 70, 72, 75],
];

/** What has been run, in the order of time. */
interface Run {
  readonly side: "candidate" | "incumbent";
  readonly value: number;
}

interface RecordedRow {
  readonly status: string;
  readonly metric: number;
  readonly runs: number;
  readonly comparison: Comparison & { readonly estimate?: Estimate };
  readonly reference: {
    readonly commit: string;
    readonly reference: Reference;
  };
}

async function recordOf(repo: Repo, row: number): Promise<RecordedRow> {
  const folder = `.autoresearch/experiments/${String(row).padStart(4, "0")}`;
  return JSON.parse(await repo.read(`${folder}/experiment.json`));
}

/** Everything that the rule says of the reference, from what was run alone. */
Deno.test("a night of paired comparisons keeps its reference as the rule says", async () => {
  await using repo = await makeSessionWith({ settings: ["decision: paired"] });
  const random = makeRandom("night", 3);
  const noise = () =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let runs: Run[] = [];
  let incumbent = "100";
  const real = makePorts();
  const target = join(repo.path, "target.txt");
  const processes = playedProcesses(real.processes, target, (text) => {
    const value = Number(text) + noise();
    const side = text.trim() === incumbent ? "incumbent" : "candidate";
    runs.push({ side, value });
    return { output: `p50_ms: ${value}`, seconds: 0.01 };
  });
  let known = [100, 100, 100, 100, 100];
  let since = 0;
  let metric = 100;

  for (const [index, idea] of IDEAS.entries()) {
    runs = [];
    await repo.write("target.txt", `${idea}\n`);
    await runSingle({ ...real, processes }, { root: repo.path }, {
      tell: () => {},
      isLive: false,
    });

    const when = `row ${index + 1}`;
    const record = await recordOf(repo, index + 1);
    const { comparison, status } = record;
    const own = ({ side, value }: Run) => side === "candidate" ? [value] : [];
    const theirs = ({ side, value }: Run) =>
      side === "incumbent" ? [value] : [];
    const candidates = runs.flatMap(own);
    const others = runs.flatMap(theirs);
    const pairs = candidates.length - 1;
    const wanted = Math.max(since >= 8 ? 1 : 0, 5 - known.length);
    assertEquals(comparison.reference.runs, known, when);
    assertEquals(comparison.reference.runsSince, since, when);
    assertEquals(comparison.calibration, others.slice(0, wanted), when);
    assertEquals(others.length, wanted + pairs, when);
    assertEquals(record.runs, runs.length, when);

    if (status === "keep") {
      const { gain = NaN } = comparison.estimate ?? {};
      const chained = (metric - gain).toFixed(9);
      assertEquals(record.metric.toFixed(9), chained, when);
      metric = record.metric;
      known = candidates.slice(1).slice(-10);
      since = runs.at(-1)?.side === "candidate" ? 0 : 1;
      incumbent = String(idea);
    } else {
      const unbiased = others.slice(wanted, wanted + 2);
      known = [...known, ...others.slice(0, wanted), ...unbiased].slice(-10);
      const last = runs.findLastIndex(({ side }) => side === "incumbent");
      since = last === -1 ? since + runs.length : runs.length - 1 - last;
    }
    assertEquals(record.reference.reference.runs, known, when);
    assertEquals(record.reference.reference.runsSince, since, when);
  }

  const verdicts = await repo.verdicts();
  assert(verdicts.filter((verdict) => verdict.startsWith("keep")).length > 3);
  await assertSound(repo);
});
