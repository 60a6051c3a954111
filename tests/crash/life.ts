import { makeRandom } from "../../src/core/statistics/random.ts";
import { findFaults, type Moment, readMoment } from "./soundness.ts";
import { type Ended, type Kind, KINDS, makeWorld } from "./world.ts";

/** What came of one repository whose tool was killed again and again. */
export interface Life {
  readonly seed: number;
  readonly kind: Kind;
  /** In which phase each kill fell. */
  readonly phases: readonly string[];
  /** What the restarts said that they had done. */
  readonly recoveries: readonly string[];
  readonly rows: number;
  readonly faults: readonly string[];
}

/** A life of each kind has that many kills: a baseline is measured only once. */
const KILLS: Readonly<Record<Kind, number>> = {
  "measured": 24,
  "compared in pairs": 24,
  "not measured": 5,
  "not measured, beside a candidate": 5,
};

/** Kills the tool at random instants, and looks around after each restart. */
export async function live(seed: number): Promise<Life> {
  const random = makeRandom("life", seed);
  const kind = kindOf(seed);
  const world = await makeWorld(kind, seed);
  const phases: string[] = [];
  const recoveries: string[] = [];
  const faults: string[] = [];
  let moments: Moment[] = [];
  while (phases.length < KILLS[kind] && faults.length === 0) {
    const before = (await readMoment(world.repo)).stage;
    const ended = await world.killAfter(delay(random(), random()));
    const moment = await readMoment(world.repo);
    moments.push(moment);
    phases.push(phaseOf(ended, moment, before));
    faults.push(...unexpected(ended));
    // A recovery may be killed as well, and so may the recovery from that.
    const isLast = phases.length === KILLS[kind];
    if (!isLast && random() < 0.3) continue;

    const restarted = await world.restart();
    recoveries.push(...recoveriesIn(restarted));
    if (restarted.code !== 0) {
      faults.push(`exit ${restarted.code}: ${restarted.stderr}`);
    }
    faults.push(...await findFaults(world.repo, moments));
    moments = [];
  }
  const rows = (await world.repo.rows()).length;
  if (faults.length === 0) await world[Symbol.asyncDispose]();
  else faults.push(`it lies in ${world.repo.path}`);
  return { seed, kind, phases, recoveries, rows, faults };
}

function kindOf(seed: number): Kind {
  const [measured, compared, ...others] = KINDS;
  if (seed % 3 > 0) return others[seed % 2] ?? measured;
  return seed % 2 === 0 ? compared : measured;
}

/** Half of them fall into the start, which is short, and into what it mends. */
function delay(which: number, part: number): number {
  return which < 0.4 ? 60 + 200 * part : 150 + 900 * part;
}

/** What the loop was at, by what it has said and by what is announced. */
function phaseOf(
  { stdout }: Ended,
  { stage, isSwapped }: Moment,
  before: string,
): string {
  const events = stdout.split("\n").filter((line) => line.startsWith("{"))
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch (error) {
        if (error instanceof SyntaxError) return [];
        throw error;
      }
    });
  const last = events.at(-1);
  if (last === undefined) {
    return before === "none" ? "starting" : "recovering";
  }
  if (stage === "decided" || stage === "measured") return "carrying out";
  if (isSwapped && last.row > 0) return "comparing";
  if (last.event === "begin") {
    return last.row === 0 ? "baseline" : last.phase;
  }
  return "between";
}

function unexpected({ code, stderr }: Ended): readonly string[] {
  // 137 is the kill; a loop without limit ends for no other reason.
  return code === 137 ? [] : [`the loop ended with ${code}: ${stderr}`];
}

function recoveriesIn({ stderr }: Ended): readonly string[] {
  const words: [RegExp, string][] = [
    [/^Finished /m, "finished"],
    [/^Took back /m, "undone"],
    [/^Stepped back /m, "stepped back"],
    [/^Completed the torn/m, "line completed"],
    [/^Ended a process that a crash/m, "processes ended"],
    [/^Removed .*state\.json/m, "unreadable state"],
  ];
  return words.filter(([pattern]) => pattern.test(stderr))
    .map(([, word]) => word);
}
