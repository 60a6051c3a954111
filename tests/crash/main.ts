/**
 * Kills a loop with SIGKILL at random instants of its whole life, and looks
 * after each restart whether anything was lost: `deno task test:crash`, with
 * `--full` for 1,000 kills, with `--seed N` for one life again.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { type Life, live } from "./life.ts";
import { dieAtEveryStep } from "./steps.ts";

const flags = parseArgs(Deno.args, {
  string: ["kills", "seed", "first"],
  boolean: ["full"],
  default: { first: "1" },
});
const KILLS = Number(flags.kills ?? (flags.full ? 1_000 : 300));
const AT_ONCE = 2;

const started = performance.now();
const lives = flags.seed === undefined
  ? await liveAll(Number(flags.first))
  : [await live(Number(flags.seed))];
report(lives);
const steps = flags.seed === undefined ? await dieAtEveryStep(print) : [];
const faults = [...lives.flatMap((life) => life.faults), ...steps];
print(
  `${Math.round((performance.now() - started) / 1000)} s, ` +
    `${faults.length} failures`,
);
Deno.exit(faults.length === 0 ? 0 : 1);

/** Lives one life after the other, two at once, until there were enough kills. */
async function liveAll(first: number): Promise<readonly Life[]> {
  const lives: Life[] = [];
  let next = first;
  let kills = 0;
  const work = async () => {
    while (kills < KILLS) {
      const life = await live(next++);
      kills += life.phases.length;
      lives.push(life);
      for (const fault of life.faults) {
        print(`seed ${life.seed} (${life.kind}): ${fault}`);
        print(`  again: deno task test:crash --seed ${life.seed}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return lives;
}

function report(lives: readonly Life[]): void {
  const phases = lives.flatMap((life) => life.phases);
  const rows = lives.map((life) => life.rows).reduce((a, b) => a + b, 0);
  print(`${phases.length} kills in ${lives.length} repositories, ${rows} rows`);
  print(`  kills:      ${tally(phases)}`);
  print(`  recoveries: ${tally(lives.flatMap((life) => life.recoveries))}`);
}

function tally(words: readonly string[]): string {
  return [...Map.groupBy(words, (word) => word)]
    .map(([word, all]) => `${all.length} ${word}`).sort().join(", ");
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
