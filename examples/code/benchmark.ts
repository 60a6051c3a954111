/**
 * The evaluator: checks the target on logs that it has not seen, then times
 * it, and prints `p50_ms` last. The timed runs are checked as well.
 *
 * @module
 */
import source from "./src/report.ts" with { type: "text" };
import { makeEdgeCases, makeTask, type Task, toJson } from "./workload.ts";

const CHECKED_RUNS = 60;
const WARM_UP_RUNS = 20;
const TIMED_RUNS = 60;
const TIMED_REQUESTS = 2_000;

// What is needed later is taken, or frozen, before the target is loaded, so that
// nothing which it does to a global moves the clock or the answers.
const now = performance.now.bind(performance);
const print = makePrinter(Deno.stdout);
const fail = makeFail(Deno.exit);
const edges = makeEdgeCases();
const checked = range(CHECKED_RUNS, (n) => makeTask(n + 1, n * 5));
const warmUp = range(WARM_UP_RUNS, (n) => makeTask(n + 1_000, TIMED_REQUESTS));
const timed = range(TIMED_RUNS, (n) => makeTask(n + 2_000, TIMED_REQUESTS));

for (const shared of [Math, JSON, Array, Number]) Object.freeze(shared);
refuseTricks(source);
const { report } = await import("./src/report.ts");

for (const task of [...edges, ...checked, ...warmUp]) check(task, report);

const times = timed.map(({ log, expected }) => {
  const start = now();
  const answer = report(log);
  const milliseconds = now() - start;
  check({ log, expected }, () => answer);
  return milliseconds;
});
// Something else on the machine can only add to a time: of three neighbours the
// shortest is the one that was disturbed least.
const undisturbed = times.filter((_, index) => index % 3 === 0)
  .map((_, trio) => Math.min(...times.slice(trio * 3, trio * 3 + 3)));

print(`checked: ${edges.length + CHECKED_RUNS + WARM_UP_RUNS + TIMED_RUNS}`);
print(`min_ms: ${quantile(times, 0).toFixed(3)}`);
print(`p95_ms: ${quantile(times, 0.95).toFixed(3)}`);
print(`p50_ms: ${quantile(undisturbed, 0.5).toFixed(3)}`);

function range(count: number, make: (index: number) => Task): readonly Task[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** The target is a pure function of the log: it has no use for any of these. */
function refuseTricks(source: string): void {
  const trick =
    /\b(import|Deno|globalThis|eval|prototype|getPrototypeOf|__proto__|process\.)\b/
      .exec(source);
  if (trick !== null) fail(`src/report.ts must do without "${trick[0]}"`);
}

function check(
  { log, expected }: Task,
  report: (log: string) => unknown,
): void {
  const answer = toJson(report(log));
  if (answer === expected) return;
  fail(
    `wrong report of a log that begins\n${log.slice(0, 200)}\n` +
      `expected ${expected.slice(0, 400)}\n` +
      `but got  ${answer.slice(0, 400)}`,
  );
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)] ?? NaN;
}

function makePrinter(stdout: typeof Deno.stdout): (line: string) => void {
  const encoder = new TextEncoder();
  return (line) => void stdout.writeSync(encoder.encode(`${line}\n`));
}

function makeFail(exit: typeof Deno.exit): (message: string) => never {
  return (message) => {
    print(`failed: ${message}`);
    exit(1);
  };
}
