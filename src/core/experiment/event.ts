import type { Status } from "../ledger/ledger.ts";

/** What happens in a run, as it happens; `--json` prints each as one line. */
export type Event =
  | { readonly event: "note"; readonly message: string }
  | Begin
  | Progress
  | ExperimentEnd;

/** A proposer or an evaluation starts. */
export interface Begin {
  readonly event: "begin";
  readonly row: number;
  readonly phase: Phase;
}

export type Phase = "proposing" | "measuring" | "waiting";

/** What the live line shows; only sent where somebody looks at it. */
export interface Progress {
  readonly event: "progress";
  readonly row: number;
  readonly phase: Phase;
  readonly seconds: number;
  readonly limitSeconds: number;
  readonly best: number | undefined;
  readonly last: number | undefined;
  /** What the run is for, where it is one of several. */
  readonly purpose?: string;
  /** What stands in an agent's way, which it may get round by itself. */
  readonly trouble?: string;
}

export interface ExperimentEnd {
  readonly event: "experiment";
  readonly row: number;
  readonly commit: string;
  readonly metric: number | null;
  readonly status: Status;
  readonly description: string;
  readonly reason: string;
  readonly seconds: number;
  /** How often it crashed and went back to its proposer, if it did. */
  readonly repairs?: number;
}

/** Told of every event; must not wait. */
export interface Watcher {
  readonly tell: (event: Event) => void;
  /** Whether to send {@linkcode Progress}, which costs reading the log. */
  readonly isLive: boolean;
}
