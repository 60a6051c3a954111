/** What went wrong with one input. */
export interface Fault {
  readonly number: number;
  readonly what: string;
  /** The input as JSON. */
  readonly input: string;
}

/** What a room's inputs came to. */
export interface RoomReport {
  readonly name: string;
  readonly inputs: number;
  readonly failures: number;
  /** The first of each kind. */
  readonly faults: readonly Fault[];
  readonly slowestMs: number;
  /** The number of the input that took so long. */
  readonly slowest: number;
}

/** What a worker is told to do. */
export interface Job {
  /** Module whose `ROOMS` are meant. */
  readonly rooms: string;
  readonly name: string;
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** The number of the input at hand, for whoever watches. */
  readonly progress: SharedArrayBuffer;
}
