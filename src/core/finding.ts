import type { Failure } from "./failure.ts";

/** Something that would go wrong in a run, or might. */
export interface Finding {
  /** A word for scripts, such as `dirty-files`. */
  readonly kind: string;
  /** An error stops or spoils a run; a warning is worth knowing. */
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly fix: string;
}

export function errorFinding(
  kind: string,
  message: string,
  fix: string,
): Finding {
  return { kind, severity: "error", message, fix };
}

export function warningFinding(
  kind: string,
  message: string,
  fix: string,
): Finding {
  return { kind, severity: "warning", message, fix };
}

/** Returns what a command would stop with, as an error. */
export function failureFinding(
  kind: string,
  { message, hint }: Failure,
): Finding {
  return errorFinding(kind, message, hint);
}
