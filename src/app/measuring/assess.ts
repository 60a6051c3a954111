import { join } from "@std/path";
import type { Reference } from "../../core/decision/reference.ts";
import type { Watcher } from "../../core/experiment/event.ts";
import type { Findings } from "../../core/experiment/scope.ts";
import type { Result } from "../../core/experiment/verdict.ts";
import type { Look, Ports } from "../../core/ports.ts";
import { MAX_COPY_BYTES } from "../guard/seal.ts";
import { mendSealed } from "../guard/seal_session.ts";
import type { Session } from "../session/session.ts";
import {
  type Bench,
  makeBench,
  type Place,
  type Subject,
  type Totals,
} from "./bench.ts";
import { compare, type Compared, type Unjudged } from "./compare.ts";
import { confirm, runCheck } from "./confirm.ts";
import type { EvaluatePorts } from "./evaluate.ts";
import { readReference } from "./reference.ts";

/** What all runs of one experiment came to. */
export interface Assessment extends Totals {
  /** Nothing where the candidate broke the rules: it is not worth a run. */
  readonly result: Result | Unjudged | undefined;
  readonly look: Look;
  /** How it was compared; nothing where it never was. */
  readonly compared: Compared | undefined;
  readonly reference: Reference;
}

/** Measures a candidate as often as a decision takes, and checks a better one. */
export async function assess(
  ports: EvaluatePorts & Pick<Ports, "machine">,
  session: Session,
  trial: Subject,
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
    await keepVersions(ports, session, candidate.findings, keepIn);
    const look = await repository.look();
    return { ...bench.totals(), ...known, result: undefined, broken, look };
  }
  const about = { trial, row: place.row, reference };
  const judged = await judgeRuns(ports, session, bench, about);
  // Whatever comes next begins with the candidate in its place.
  await bench.place("candidate");
  const totals = bench.totals();
  const look = totals.look ?? await repository.look();
  return { ...totals, ...known, ...judged, look };
}

interface JudgedRuns {
  readonly result: Result | Unjudged | undefined;
  readonly compared?: Compared;
}

/** Keeps what is about to be put back, as somebody has made it. */
async function keepVersions(
  { files }: Pick<Ports, "files">,
  { root }: Pick<Session, "root">,
  { outside }: Pick<Findings, "outside">,
  keepIn: string,
): Promise<void> {
  for (const { path, kind, inHead } of outside) {
    // A submodule has its own way, and a pipe would never end.
    if (kind === "submodule" || kind === "special") continue;
    if (path.startsWith("../")) continue;
    const [now, kept] = await Promise.all(
      [root, keepIn].map((folder) => files.facts(join(folder, path))),
    );
    if (now === undefined || now.size > MAX_COPY_BYTES) continue;
    if (kept !== undefined) continue;
    // To git what only looks changed would be right as it stands.
    const keep = inHead ? files.copy : files.move;
    await keep(join(root, path), join(keepIn, path));
  }
}

/** The cheap before the dear: each step may end it. */
async function judgeRuns(
  ports: Pick<Ports, "files" | "clock" | "machine">,
  session: Session,
  bench: Bench,
  { trial, ...place }: {
    readonly trial: Subject;
    readonly row: number;
    readonly reference: Reference;
  },
): Promise<JudgedRuns> {
  const { precheckCmd } = session.config;
  const precheck = await runCheck(bench, "precheck", precheckCmd);
  if (precheck !== undefined) return { result: precheck };

  const compared = await compare(ports, session, bench, place);
  const { result } = compared;
  if (result?.kind !== "keep" || bench.isSpoiled()) return { result, compared };
  const { metric } = result;
  const gain = { row: place.row, metric, trial };
  const obstacle = await confirm(ports, session, bench, gain);
  return { result: obstacle ?? result, compared };
}
