/** Something that would go wrong in a run, or might. */
export interface Finding {
  /** A word for scripts, such as `dirty-files`. */
  readonly kind: string;
  /** An error stops or spoils a run; a warning is worth knowing. */
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly fix: string;
}
