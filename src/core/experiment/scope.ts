import { isOwnPath } from "../layout.ts";
import type { Change, Look } from "../ports.ts";

/** What a candidate may change, and what it must not. */
export interface Scope {
  readonly isTarget: (path: string) => boolean;
  readonly isProtected: (path: string) => boolean;
}

/** The difference between the incumbent and what stands now, sorted by right. */
export interface Findings {
  /** Paths of the target that changed, new ones among them. */
  readonly target: readonly string[];
  /** Tracked paths that no candidate may change. */
  readonly outside: readonly Change[];
  /** What makes the candidate a rejection, each as a short clause. */
  readonly violations: readonly string[];
}

/**
 * Sorts what differs from the incumbent. The target may change in content
 * only: a link could lead out of the tree, and mode bits are no idea.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const scope = {
 *   isTarget: (path: string) => path === "target.txt",
 *   isProtected: () => false,
 * };
 * const changes = ["target.txt", "eval.sh"].map((path) => ({
 *   path,
 *   inHead: false,
 *   inWorkingTree: true,
 *   isNew: false,
 *   kind: "content" as const,
 * }));
 * const head = { commit: "c0ffee", branch: "main" };
 * const look = { head, changes, untracked: [], ignored: [] };
 * const found = inspect(look, scope);
 *
 * assertEquals(found.target, ["target.txt"]);
 * assertEquals(found.violations, ["eval.sh changed, which is not the target"]);
 * ```
 */
export function inspect(look: Look, scope: Scope): Findings {
  const target = new Set<string>();
  const outside: Change[] = [];
  const violations: string[] = [];
  for (const change of look.changes) {
    if (mayChange(change.path, scope) && isPlain(change)) {
      target.add(change.path);
    } else {
      outside.push(change);
      violations.push(describe(change, scope));
    }
  }
  // A new file that was committed is a change; to our index it is untracked.
  const changed = new Set(look.changes.map(({ path }) => path));
  for (const path of look.untracked) {
    if (!changed.has(path) && isNewTarget(path, scope)) target.add(path);
  }
  return { target: [...target], outside, violations };
}

/**
 * Returns the untracked paths that are none of the target's, nor ours.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const scope = {
 *   isTarget: (path: string) => path.startsWith("src/"),
 *   isProtected: () => false,
 * };
 * const untracked = ["notes", "run.log", "src/new.ts"];
 * assertEquals(strangers({ changes: [], untracked }, scope), ["notes"]);
 * ```
 */
export function strangers(
  { changes, untracked }: Pick<Look, "changes" | "untracked">,
  scope: Scope,
): readonly string[] {
  const changed = new Set(changes.map(({ path }) => path));
  return untracked.filter((path) =>
    !isOwnPath(path) && !changed.has(path) && !isNewTarget(path, scope)
  );
}

/** A folder is a repository of its own, and never ours to commit. */
function isNewTarget(path: string, scope: Scope): boolean {
  return mayChange(path, scope) && !path.endsWith("/");
}

function mayChange(path: string, { isTarget, isProtected }: Scope): boolean {
  return isTarget(path) && !isProtected(path) && !isOwnPath(path);
}

function isPlain({ kind }: Change): boolean {
  return kind === "content" || kind === "deleted";
}

function describe({ path, kind }: Change, scope: Scope): string {
  if (scope.isProtected(path)) return `${path} changed, which is protected`;
  if (!scope.isTarget(path)) return `${path} changed, which is not the target`;
  switch (kind) {
    case "symlink":
      return `${path} became a symbolic link`;
    case "mode":
      return `${path} changed its mode`;
    case "special":
      return `${path} became a pipe, a socket or a device`;
    case "submodule":
      return `${path} became a submodule`;
    case "unmerged":
      return `${path} has a merge conflict`;
    case "content":
    case "deleted":
      return `${path} changed`;
  }
}
