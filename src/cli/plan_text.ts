import type { Plan } from "../app/dry_run.ts";

/** Returns what a dry run says. */
export function toPlanText(plan: Plan): string {
  const { row, branch, incumbent, candidate, obstacles, agent, stop } = plan;
  const next = stop !== null
    ? `nothing, and end: ${stop}`
    : candidate.length > 0
    ? `judge what stands there: ${candidate.join(", ")}`
    : agent === null
    ? "wait for a commit on the branch (no agent is configured)"
    : `ask for a change: ${agent}`;
  return [
    `Would run experiment ${row} on ${branch}`,
    `  incumbent  ${incumbent.metric ?? "not measured"}  ${incumbent.commit}`,
    `  first      ${next}`,
    `  measure    ${plan.evaluate} (ended after ${plan.limitSeconds} s)`,
    ...obstacles.map((obstacle) => `  in the way  ${obstacle}`),
    "Nothing was changed",
  ].join("\n");
}
