/** Exit codes. Scripts rely on the numbers. */
export const EXIT = {
  done: 0,
  user: 1,
  usage: 2,
  crash: 3,
  rejected: 4,
  gaveUp: 5,
  internal: 70,
  interrupted: 130,
} as const;

/** A crash or a rejection is missing here: those are results, not failures. */
export type FailureKind = "user" | "usage" | "interrupted";

/** An error meant for the user: what is wrong, and what to do about it. */
export class Failure extends Error {
  override readonly name = "Failure";

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Returns the two lines a user reads about an error.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const failure = new Failure("user", "Cannot read x: not found", "Run setup");
 * assertEquals(explain(failure), "Error: Cannot read x: not found\nHint: Run setup");
 * ```
 */
export function explain(error: unknown): string {
  const { kind, message, hint } = describeError(error);
  const label = kind === "internal" ? "Internal error" : "Error";
  return `${label}: ${message}\nHint: ${hint}`;
}

/** What `--json` prints of an error, as `{"error": …}`. */
export interface ErrorDescription {
  readonly kind: FailureKind | "internal";
  readonly message: string;
  readonly hint: string;
}

/**
 * Returns an error's parts. A {@linkcode Failure} says them itself, and what the
 * system refuses is the user's to mend too; anything else is our bug.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const error = new Error('Requires run access to "git"');
 * error.name = "NotCapable";
 * assertEquals(describeError(error).kind, "user");
 * assertEquals(describeError(new TypeError("x is not a function")).kind, "internal");
 * ```
 */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof Failure) {
    const { kind, message, hint } = error;
    return { kind, message, hint };
  }
  // What went wrong first says more than what then failed in putting it right.
  if (error instanceof SuppressedError) return describeError(error.suppressed);
  const hint = hintOfSystem(error);
  return hint === undefined
    ? {
      kind: "internal",
      message: String(error),
      hint: "This is a bug, please report it with the command that you ran",
    }
    : { kind: "user", message: messageOf(error), hint };
}

export function exitCodeOf(error: unknown): number {
  const { kind } = describeError(error);
  return EXIT[kind];
}

/** What a user can do about a refusal of the system, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  EACCES: "Check who owns that path, and whether you may write to it",
  EPERM: "Check who owns that path, and whether it may be changed",
  EROFS: "It lies on a file system that is read-only: work in a copy elsewhere",
  ENOSPC: "Make room on that disk, then run the same command again",
  EDQUOT: "Your quota on that disk is used up: make room, then run it again",
  EEXIST: "A file stands where a folder is needed: move it out of the way",
  EISDIR: "A folder stands where a file is needed: move it out of the way",
  ENOTDIR: "A file stands where a folder is needed: check --path",
  ELOOP: "A link on that path leads back to itself: remove it",
  ENAMETOOLONG: "Choose a shorter name",
  EMFILE: "Too many files are open: raise the limit with ulimit -n",
};

/** By name and code: the classes belong to the runtime, which core doesn't know. */
function hintOfSystem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const flag = missingPermission(error);
  if (flag !== undefined) {
    return `Start Deno with ${flag}; the tool needs ` +
      "--allow-read --allow-write --allow-env --allow-run=git,sh";
  }
  const code = "code" in error ? String(error.code) : "";
  return HINTS[code];
}

/** Where a module can't be loaded for it, the class is another. */
function missingPermission({ name, message }: Error): string | undefined {
  const flag = /^Requires .*(--allow-[a-z]+)/.exec(message)?.[1];
  return name === "NotCapable" ? flag ?? "that permission" : flag;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Deno adds what to do for a developer, which the hint says for a user.
  return `Cannot go on: ${message.split(", run again")[0]}`;
}
