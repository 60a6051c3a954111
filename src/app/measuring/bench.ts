import { join } from "@std/path";
import type { Watcher } from "../../core/experiment/event.ts";
import type { Begun } from "../../core/experiment/in_flight.ts";
import { candidateRef, LOG_FILE } from "../../core/layout.ts";
import { type Measurement, whyFailed } from "../../core/metric/measurement.ts";
import type { Mishap } from "../../core/metric/mishap.ts";
import type { Ending, Look } from "../../core/ports.ts";
import { unite } from "../../core/text/name_list.ts";
import { writeState } from "../candidate/begin.ts";
import type { Candidate } from "../candidate/candidate.ts";
import type { Seal } from "../guard/seal.ts";
import type { Session } from "../session/session.ts";
import { runAgain, withMishap } from "./again.ts";
import {
  type Aftermath,
  check,
  evaluate,
  type EvaluatePorts,
  evaluateWith,
  type Evaluation,
  type Gauge,
} from "./evaluate.ts";
import { copyLogEnd, cutLog } from "./log_end.ts";

/** What is measured. */
export interface Subject {
  readonly candidate: Candidate;
  readonly seals: readonly Seal[];
  /** What `state.json` says of it so far. */
  readonly announced: Begun;
  /** Whether it is judged even if its target was judged before. */
  readonly isAgain?: boolean;
}

export interface Place {
  readonly row: number;
  /** Folder that receives what the runs leave. */
  readonly folder: string;
}

export type Side = "candidate" | "incumbent";

/** What the runs of one experiment came to, taken together. */
export interface Totals {
  readonly runs: number;
  readonly seconds: number;
  readonly leftBehind: readonly string[];
  /** Tracked files that a run changed. */
  readonly changed: readonly string[];
  /** Sealed files that a run changed; put back. */
  readonly broken: readonly string[];
  /** What befell the last run, where it isn't to blame for its failure. */
  readonly mishap: Mishap | undefined;
  /** Secondary metrics of the candidate's runs. */
  readonly secondary: readonly Readonly<Record<string, number>>[];
  /** Whose output run.log holds; nothing where nothing was measured. */
  readonly lastSide: Side | undefined;
  /** How everything stood after the last run; nothing where there was none. */
  readonly look: Look | undefined;
}

/**
 * Where an experiment is measured: in place. The candidate stands there; for a
 * run of the incumbent the target's files are swapped, and swapped back by
 * whoever uses the bench.
 */
export interface Bench {
  measure(side: Side, purpose?: string): Promise<Measurement>;
  /**
   * Measures one side by another command, whose output nobody is shown; what
   * it changes is copied to a folder of its own.
   */
  hold(side: Side, gauge: Gauge, folder: string): Promise<Measurement>;
  /**
   * Runs a command on the candidate whose ending alone says something; its
   * output goes into the experiment's folder, to `<name>.log`.
   */
  check(command: string, name: string): Promise<Ending>;
  /** Puts the files of one side in place, if the other's stand there. */
  place(side: Side): Promise<void>;
  totals(): Totals;
  /** Whether a run did what makes its number worthless, and all after it. */
  isSpoiled(): boolean;
}

const NOTHING_YET: Totals = {
  runs: 0,
  seconds: 0,
  leftBehind: [],
  changed: [],
  broken: [],
  mishap: undefined,
  secondary: [],
  lastSide: undefined,
  look: undefined,
};

/** Sets up a bench for a candidate that stands in the files. */
export function makeBench(
  ports: EvaluatePorts,
  session: Session,
  { candidate, seals, announced }: Subject,
  { row, folder }: Place,
  watcher: Watcher,
): Bench {
  const { root, repository, incumbent, tag } = session;
  const { paths } = candidate;
  const commits = { candidate: candidate.commit, incumbent: incumbent.commit };
  let standing: Side = "candidate";
  let isAnnounced = false;
  let totals = NOTHING_YET;

  const place = async (side: Side) => {
    if (side === standing) return;
    if (!isAnnounced) {
      const ref = candidateRef(tag, row);
      const aside = { ref, tree: candidate.tree, paths };
      await writeState(ports, root, { ...announced, aside });
      isAnnounced = true;
    }
    await repository.restore(paths, commits[side]);
    standing = side;
  };
  const take = async (aftermath: Aftermath) => {
    totals = addUp(totals, aftermath);
    // The next run shall find what this one found.
    await repository.restore(aftermath.changed, commits[standing]);
  };
  const insist = async <Run extends Aftermath>(
    log: string,
    run: () => Promise<Run>,
    isFailed: (run: Run) => boolean,
  ) => {
    const tried = await runAgain(ports, {
      log,
      async run() {
        const ran = await run();
        await take(ran);
        const isSound = !isSpoiled(session, candidate.head, totals);
        return { ...ran, isFailed: isSound && isFailed(ran) };
      },
    }, watcher);
    totals = { ...totals, mishap: tried.mishap };
    return tried;
  };
  const withNumber = async (
    log: string,
    run: () => Promise<Evaluation>,
  ): Promise<Measurement> => {
    const isCrash = ({ measurement: { kind } }: Evaluation) => kind === "crash";
    const tried = await insist(log, run, isCrash);
    const { measurement } = tried.last;
    return measurement.kind === "crash"
      ? { kind: "crash", reason: withMishap(measurement.reason, tried) }
      : measurement;
  };
  return {
    place,
    totals: () => totals,
    isSpoiled: () => isSpoiled(session, candidate.head, totals),

    async measure(side, purpose) {
      await place(side);
      if (side === "incumbent" && totals.lastSide === "candidate") {
        await copyLogEnd(ports.files, root, folder);
      }
      const measurement = await withNumber(join(root, LOG_FILE), async () => {
        totals = { ...totals, runs: totals.runs + 1, lastSide: side };
        return await evaluate(ports, session, {
          row,
          paths,
          seals,
          folder,
          ...(purpose === undefined ? {} : { purpose }),
        }, watcher);
      });
      if (side === "candidate" && measurement.kind === "measured") {
        const secondary = [...totals.secondary, measurement.secondary];
        totals = { ...totals, secondary };
      }
      return measurement;
    },

    async hold(side, gauge, folder) {
      await place(side);
      const request = { row, paths, seals, folder, purpose: "holdout" };
      const secret = { ...gauge, isSecret: true };
      return await withNumber(
        gauge.log,
        () => evaluateWith(ports, session, secret, request, watcher),
      );
    },

    async check(command, name) {
      await place("candidate");
      await ports.files.makeFolder(folder);
      const log = join(folder, `${name}.log`);
      const where = { row, paths, seals, folder };
      const request = { ...where, command, log, purpose: name };
      const { last } = await insist(
        log,
        () => check(ports, session, request, watcher),
        ({ ending }) => whyFailed(ending) !== undefined,
      );
      await cutLog(ports.files, log);
      return last.ending;
    },
  };
}

function addUp(totals: Totals, aftermath: Aftermath): Totals {
  const { seconds, leftBehind, changed, broken, look } = aftermath;
  return {
    runs: totals.runs,
    seconds: totals.seconds + seconds,
    leftBehind: unite(totals.leftBehind, leftBehind),
    changed: unite(totals.changed, changed),
    broken: unite(totals.broken, broken),
    mishap: undefined,
    secondary: totals.secondary,
    lastSide: totals.lastSide,
    look,
  };
}

/** Breaks a rule, or measured other bytes than the commit's. */
function isSpoiled(
  { scope, outputs, incumbent }: Session,
  head: string,
  { broken, changed, look }: Totals,
): boolean {
  return broken.length > 0 ||
    changed.some((path) =>
      scope.isTarget(path) || (scope.isProtected(path) && !outputs.has(path))
    ) ||
    (look !== undefined && (look.head.commit ?? incumbent.commit) !== head);
}
