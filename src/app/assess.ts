import { join } from "@std/path";
import type { Watcher } from "../core/event.ts";
import { medians, whyNotHeld } from "../core/guard.ts";
import { experimentFolder } from "../core/layout.ts";
import { whyFailed } from "../core/measurement.ts";
import type { Look, Ports } from "../core/ports.ts";
import { readRecord, RECORD_FILE } from "../core/record.ts";
import type { Reference } from "../core/reference.ts";
import { baselineRow } from "../core/summary.ts";
import type { Result } from "../core/verdict.ts";
import { type Bench, makeBench, type Totals } from "./bench.ts";
import { compare, type Compared, type Unjudged } from "./compare.ts";
import type { EvaluatePorts } from "./evaluate.ts";
import type { Trial } from "./experiment.ts";
import { readReference } from "./reference.ts";
import { mendSealed } from "./seal_session.ts";
import type { Session } from "./session.ts";

/** What all runs of one experiment came to. */
export interface Assessment extends Totals {
  /** Nothing where the candidate broke the rules: it is not worth a run. */
  readonly result: Result | Unjudged | undefined;
  readonly look: Look;
  /** How it was compared; nothing where it never was. */
  readonly compared: Compared | undefined;
  readonly reference: Reference;
}

export interface Place {
  readonly row: number;
  /** Folder that receives what the runs leave. */
  readonly folder: string;
}

/** Measures a candidate as often as a decision takes, and checks a better one. */
export async function assess(
  ports: EvaluatePorts,
  session: Session,
  trial: Trial,
  place: Place,
  watcher: Watcher,
): Promise<Assessment> {
  const { candidate, seals } = trial;
  const { repository } = session;
  const bench = makeBench(ports, session, trial, place, watcher);
  const keepIn = join(place.folder, "rejected");
  const reference = await readReference(ports, session);
  const known = { compared: undefined, reference };
  const broken = await mendSealed(ports, session, { seals, keepIn }, watcher);
  if (broken.length > 0 || candidate.findings.violations.length > 0) {
    const look = await repository.look();
    return { ...bench.totals(), ...known, result: undefined, broken, look };
  }
  try {
    const { row } = place;
    const judged = await judgeRuns(ports, session, bench, { row, reference });
    const totals = bench.totals();
    const look = totals.look ?? await repository.look();
    return { ...totals, ...known, ...judged, look };
  } finally {
    // Whatever comes next begins with the candidate in its place.
    await bench.place("candidate");
  }
}

interface JudgedRuns {
  readonly result: Result | Unjudged;
  readonly compared?: Compared;
}

/** The cheap before the dear: each step may end it. */
async function judgeRuns(
  ports: Pick<Ports, "files" | "clock">,
  session: Session,
  bench: Bench,
  place: { readonly row: number; readonly reference: Reference },
): Promise<JudgedRuns> {
  const { precheckCmd, checksCmd } = session.config;
  const precheck = await runCheck(bench, "precheck", precheckCmd);
  if (precheck !== undefined) return { result: precheck };

  const compared = await compare(ports, session, bench, place);
  const { result } = compared;
  if (result.kind !== "keep" || bench.isSpoiled()) return { result, compared };
  const { metric } = result;
  const reason = await whyGuarded(ports, session, bench);
  if (reason !== undefined) {
    return { result: { kind: "discard", metric, reason }, compared };
  }
  const checks = await runCheck(bench, "checks", checksCmd, metric);
  return { result: checks ?? result, compared };
}

/** Runs a check where one is set; returns what ends the experiment. */
async function runCheck(
  bench: Bench,
  name: string,
  command: string | undefined,
  metric?: number,
): Promise<Result | Unjudged | undefined> {
  if (command === undefined) return undefined;
  const ending = await bench.check(command, name);
  if (ending.kind === "cancelled") return { kind: "interrupted" };
  const why = whyFailed(ending);
  if (why === undefined) return undefined;
  return { kind: "discard", metric, reason: `${name}: ${why}` };
}

async function whyGuarded(
  { files }: Pick<Ports, "files">,
  { root, config: { guards = [] }, rows }: Session,
  bench: Bench,
): Promise<string | undefined> {
  if (guards.length === 0) return undefined;
  const start = baselineRow(rows)?.row ?? 0;
  const record = join(root, experimentFolder(start), RECORD_FILE);
  const { secondary } = readRecord(await files.read(record) ?? "");
  return whyNotHeld(guards, medians(bench.totals().secondary), secondary);
}
