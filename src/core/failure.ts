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

/** Returns an error's parts; anything but a {@linkcode Failure} is our bug. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof Failure) {
    const { kind, message, hint } = error;
    return { kind, message, hint };
  }
  return {
    kind: "internal",
    message: String(error),
    hint: "This is a bug, please report it with the command that you ran",
  };
}

export function exitCodeOf(error: unknown): number {
  return error instanceof Failure ? EXIT[error.kind] : EXIT.internal;
}
