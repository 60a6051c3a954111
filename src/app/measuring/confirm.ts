import type { Result } from "../../core/experiment/verdict.ts";
import { medians, whyNotHeld } from "../../core/metric/guard.ts";
import { whyFailed } from "../../core/metric/measurement.ts";
import { whyImplausible } from "../../core/metric/plausible.ts";
import type { Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import type { Bench, Subject } from "./bench.ts";
import type { Unjudged } from "./compare.ts";
import { readBounds } from "./guard_bounds.ts";
import { holdOut } from "./holdout.ts";

/** A candidate whose number is better. */
export interface Gain {
  readonly row: number;
  readonly metric: number;
  readonly trial: Pick<Subject, "candidate" | "isAgain">;
}

/**
 * Asks all that has to be so for a keep, beside a better number.
 *
 * @returns what ends the experiment; nothing where the keep stands
 */
export async function confirm(
  ports: Pick<Ports, "files" | "clock" | "machine">,
  session: Session,
  bench: Bench,
  { row, metric, trial }: Gain,
): Promise<Result | Unjudged | undefined> {
  const { config } = session;
  const reason = whyHeld(session, metric, { row, trial }) ??
    await whyGuarded(ports, session, bench);
  if (reason !== undefined) return { kind: "discard", metric, reason };
  const checks = await runCheck(bench, "checks", config.checksCmd, metric);
  if (checks !== undefined || bench.isSpoiled()) return checks;
  const { commit } = trial.candidate;
  return await holdOut(ports, session, bench, { row, metric, commit });
}

/** Runs a check where one is set; returns what ends the experiment. */
export async function runCheck(
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

/** Who judges it again has looked at it: that is the confirmation. */
function whyHeld(
  { config: { plausible } }: Session,
  metric: number,
  { row, trial }: Pick<Gain, "row" | "trial">,
): string | undefined {
  if (plausible === undefined || trial.isAgain === true) return undefined;
  return whyImplausible(metric, plausible, row);
}

async function whyGuarded(
  ports: Pick<Ports, "files">,
  session: Session,
  bench: Bench,
): Promise<string | undefined> {
  const { guards = [] } = session.config;
  if (guards.length === 0) return undefined;
  const bounds = await readBounds(ports, session);
  return whyNotHeld(guards, medians(bench.totals().secondary), bounds);
}
