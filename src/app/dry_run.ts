import { type Limits, limitsIn } from "../core/config/limits.ts";
import { inspect } from "../core/experiment/scope.ts";
import { type Standing, whyStop } from "../core/experiment/stop_rule.ts";
import { limitSeconds } from "../core/metric/measurement.ts";
import type { Ports } from "../core/ports.ts";
import { readSpending } from "./session/read_spending.ts";
import { openSession, type Session } from "./session/session.ts";

/** What a run would do next. */
export interface Plan {
  readonly row: number;
  readonly branch: string;
  readonly incumbent: {
    readonly commit: string;
    readonly metric: number | null;
  };
  /** Paths of the target that differ from the incumbent now. */
  readonly candidate: readonly string[];
  /** What would make it refuse to start, or reject the candidate. */
  readonly obstacles: readonly string[];
  readonly evaluate: string;
  readonly limitSeconds: number;
  readonly agent: string | null;
  /** Why a loop would end before it asks for anything. */
  readonly stop: string | null;
}

export interface PlanRequest extends Limits {
  readonly root: string;
  readonly agent?: string;
  /** One experiment has no limits. */
  readonly isSingle?: boolean;
}

/** Says what a run would do; takes no lock and changes nothing. */
export async function planRun(
  ports: Pick<Ports, "files" | "git" | "machine">,
  { root, agent, isSingle = false, ...given }: PlanRequest,
): Promise<Plan> {
  const session = await openSession(ports, root);
  const { repository, incumbent, config, scope, rows, branch } = session;
  const look = await repository.lookOnly();
  const found = inspect(look, scope);
  const committed = look.head.commit === undefined
    ? []
    : await repository.changedPaths(incumbent.commit, look.head.commit);
  const foreign = committed.filter((path) =>
    !scope.isTarget(path) || scope.isProtected(path)
  );
  const candidate = [
    ...new Set([
      ...committed.filter((path) => !foreign.includes(path)),
      ...found.target,
    ]),
  ];
  const limits = { ...limitsIn(config), ...limitsIn(given) };
  // What stands there is judged before any limit is looked at.
  const stop = isSingle || candidate.length > 0
    ? undefined
    : whyStop(await standingOf(ports, session), limits);
  return {
    row: rows.length,
    branch,
    incumbent: {
      commit: incumbent.commit.slice(0, 7),
      metric: incumbent.metric ?? null,
    },
    candidate,
    obstacles: [...new Set([...found.violations, ...foreign.map(outOfScope)])],
    evaluate: config.evaluateCmd,
    limitSeconds: limitSeconds(config.budgetMinutes),
    agent: agent ?? config.agentCmd ?? null,
    stop: stop?.why ?? null,
  };
}

/** Where a loop stands that has done nothing yet. */
async function standingOf(
  ports: Pick<Ports, "files">,
  { root, rows, config: { metric, direction }, incumbent }: Session,
): Promise<Standing> {
  const spent = await readSpending(ports, root, rows);
  return {
    turn: "nothing",
    rows,
    metric,
    direction,
    best: incumbent.metric,
    done: 0,
    failures: 0,
    reason: "",
    isLate: false,
    usd: spent?.usd ?? 0,
  };
}

function outOfScope(path: string): string {
  return `${path} changed, which is not the target`;
}
