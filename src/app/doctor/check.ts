import type { Watcher } from "../../core/experiment/event.ts";
import type { Finding } from "../../core/finding.ts";
import type { RunPorts } from "../session/session.ts";
import type { Project } from "./project.ts";

/** A project of which these parts could be read. */
export type Having<Part extends keyof Project> =
  & Project
  & { readonly [P in Part]: NonNullable<Project[P]> };

/** Looks at one thing that could go wrong. */
export type Check<Part extends keyof Project = never> = (
  ports: RunPorts,
  project: Having<Part>,
  watcher: Watcher,
) => Promise<readonly Finding[]> | readonly Finding[];

/**
 * Makes checks pass where a part that they look at could not be read: that has
 * its own finding, and keeps none of the other checks from looking.
 */
export function needing<Part extends keyof Project>(
  parts: readonly Part[],
  checks: readonly Check<Part>[],
): readonly Check[] {
  return checks.map((check) => (ports, project, watcher) =>
    has(project, parts) ? check(ports, project, watcher) : []
  );
}

function has<Part extends keyof Project>(
  project: Project,
  parts: readonly Part[],
): project is Having<Part> {
  return parts.every((part) => project[part] !== undefined);
}
