import { join } from "@std/path";
import {
  firstOf,
  other,
  type Pair,
  type Side,
} from "../core/decision/comparison.ts";
import {
  type Verification,
  verify,
  VERIFY_PAIRS,
  wantsAnotherPair,
} from "../core/decision/verification.ts";
import type { Watcher } from "../core/experiment/event.ts";
import { Failure } from "../core/failure.ts";
import { unfinishedFolder } from "../core/layout.ts";
import type { Row } from "../core/ledger/ledger.ts";
import { baselineRow, bestRow, keptRows } from "../core/ledger/summary.ts";
import { announce, retract } from "./candidate/begin.ts";
import { refuseStanding } from "./candidate/refuse_standing.ts";
import type { Seal } from "./guard/seal.ts";
import { sealSession } from "./guard/seal_session.ts";
import { evaluate } from "./measuring/evaluate.ts";
import { narrateAftermath } from "./measuring/narrate_aftermath.ts";
import { requireSandbox } from "./measuring/require_sandbox.ts";
import { lockSession, startSession } from "./opening/start.ts";
import {
  candidateOf,
  lostCommit,
  type RunPorts,
  type Session,
} from "./session/session.ts";

/** One comparison of two kept rows, beside what the ledger says of them. */
export interface Verified extends Verification {
  readonly from: Row;
  readonly to: Row;
  /** By how much the ledger says that it got better. */
  readonly claimed: number;
}

/** Two kept rows of one segment, the later one said to be better. */
interface Claim {
  readonly from: Row;
  readonly to: Row;
}

/**
 * Measures kept commits afresh, in turns: the first of the segment against its
 * best, or each keep against the one before.
 *
 * @throws {Failure} where there is no gain to verify, or a run gives no number
 */
export async function verifyGains(
  ports: RunPorts,
  { root, each }: { readonly root: string; readonly each: boolean },
  watcher: Watcher,
): Promise<readonly Verified[]> {
  await using _ = await lockSession(ports, root, watcher);
  const { session, look } = await startSession(ports, root, watcher);
  await refuseStanding(session, look, "verify");
  await requireSandbox(ports, session);
  const claims = each ? claimsOfEach(session) : claimOfAll(session);
  if (claims.length === 0) throw nothingToVerify();
  const seals = await sealSession(ports, session);
  await announce(ports, session, "proposer");
  const stand = makeStand(ports, session, seals, watcher);
  const verified: Verified[] = [];
  for (const claim of claims) {
    verified.push(await verifyClaim(session, stand, claim));
  }
  await stand.put(session.incumbent.commit);
  await session.repository.standAt(session.incumbent.commit);
  await retract(ports, session);
  return verified;
}

/** The start of the last segment against its best. */
function claimOfAll({ rows, config }: Session): readonly Claim[] {
  const [from, to] = [baselineRow(rows), bestRow(rows, config.direction)];
  return from === undefined || to === undefined || from.row === to.row
    ? []
    : [{ from, to }];
}

function claimsOfEach({ rows }: Session): readonly Claim[] {
  const start = baselineRow(rows)?.row ?? 0;
  const kept = keptRows(rows).filter(({ row }) => row >= start);
  return kept.slice(1).flatMap((to, index) => {
    const from = kept[index];
    return from === undefined ? [] : [{ from, to }];
  });
}

async function verifyClaim(
  { repository, tag, config }: Session,
  stand: Stand,
  { from, to }: Claim,
): Promise<Verified> {
  const [old, now] = await Promise.all(
    [from, to].map((row) => candidateOf(repository, tag, row)),
  );
  if (old === undefined) throw lostCommit(from);
  if (now === undefined) throw lostCommit(to);
  const commits = { incumbent: old.commit, candidate: now.commit };
  const seed = `${tag}/verify/${from.row}/${to.row}`;
  let pairs: readonly Pair[] = [];
  while (wantsAnotherPair(pairs)) {
    const number = pairs.length + 1;
    const first = firstOf(seed, number);
    const measure = (side: Side) =>
      stand.measure(
        commits[side],
        `row ${from.row} against row ${to.row}, ` +
          `pair ${number} of at most ${VERIFY_PAIRS}`,
      );
    const one = await measure(first);
    const two = await measure(other(first));
    const pair = first === "candidate"
      ? { first, candidate: one, incumbent: two }
      : { first, candidate: two, incumbent: one };
    pairs = [...pairs, pair];
  }
  const sign = config.direction === "lower" ? -1 : 1;
  const claimed = sign * ((to.metric ?? NaN) - (from.metric ?? NaN));
  return { from, to, claimed, ...verify(pairs, config.direction) };
}

/** Puts one commit after another in place, and measures it. */
interface Stand {
  put(commit: string): Promise<void>;
  measure(commit: string, purpose: string): Promise<number>;
}

function makeStand(
  ports: RunPorts,
  session: Session,
  seals: readonly Seal[],
  watcher: Watcher,
): Stand {
  const { root, repository, rows, incumbent, scope } = session;
  const folder = join(root, unfinishedFolder(ports.clock.now()));
  let standing = incumbent.commit;
  let paths: readonly string[] = [];
  const put = async (commit: string) => {
    paths = commit === standing
      ? []
      : await repository.changedPaths(standing, commit);
    await repository.restore(paths, commit);
    standing = commit;
  };
  return {
    put,

    async measure(commit, purpose) {
      await put(commit);
      const request = { row: rows.length, paths, seals, folder, purpose };
      const { measurement, ...aftermath } = await evaluate(
        ports,
        session,
        request,
        watcher,
      );
      const { changed, broken } = aftermath;
      await repository.restore(changed, commit);
      if (measurement.kind === "measured") {
        const isUntrue = broken.length > 0 || changed.some(scope.isTarget);
        if (!isUntrue) return measurement.value;
      }
      narrateAftermath(aftermath, watcher);
      await put(incumbent.commit);
      await retract(ports, session);
      if (measurement.kind === "interrupted") throw interrupted();
      const reason = measurement.kind === "crash"
        ? measurement.reason
        : "the evaluation changed what must not change";
      throw unmeasurable(commit, reason);
    },
  };
}

function nothingToVerify(): Failure {
  return new Failure(
    "user",
    "Cannot verify: nothing was kept beside the baseline",
    "See  autoresearch log --history",
  );
}

function interrupted(): Failure {
  return new Failure(
    "interrupted",
    "Stopped while a commit was measured again: nothing was changed",
    "Run autoresearch verify again",
  );
}

function unmeasurable(commit: string, reason: string): Failure {
  return new Failure(
    "user",
    `Cannot verify: ${
      commit.slice(0, 7)
    } can't be measured any more: ${reason}`,
    "See run.log, and run autoresearch doctor",
  );
}
