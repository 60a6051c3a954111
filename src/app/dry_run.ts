import { inspect } from "../core/experiment/scope.ts";
import { limitSeconds } from "../core/metric/measurement.ts";
import type { Ports } from "../core/ports.ts";
import { openSession } from "./session/session.ts";

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
}

/** Says what a run would do; takes no lock and changes nothing. */
export async function planRun(
  ports: Pick<Ports, "files" | "git" | "machine">,
  { root, agent }: { readonly root: string; readonly agent?: string },
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
  return {
    row: rows.length,
    branch,
    incumbent: {
      commit: incumbent.commit.slice(0, 7),
      metric: incumbent.metric ?? null,
    },
    candidate: [
      ...new Set([
        ...committed.filter((path) => !foreign.includes(path)),
        ...found.target,
      ]),
    ],
    obstacles: [...new Set([...found.violations, ...foreign.map(outOfScope)])],
    evaluate: config.evaluateCmd,
    limitSeconds: limitSeconds(config.budgetMinutes),
    agent: agent ?? config.agentCmd ?? null,
  };
}

function outOfScope(path: string): string {
  return `${path} changed, which is not the target`;
}
