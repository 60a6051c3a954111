import type { Ports } from "../../core/ports.ts";

/** When a loop has to end, by a clock that only ever grows. */
export interface Deadline {
  readonly isOver: () => boolean;
  /** Without a limit infinitely many. */
  readonly secondsLeft: () => number;
}

export function deadlineIn(
  { clock }: Pick<Ports, "clock">,
  hours: number | undefined,
): Deadline {
  const end = clock.seconds() + (hours ?? Infinity) * 3600;
  const secondsLeft = () => Math.max(0, end - clock.seconds());
  return { secondsLeft, isOver: () => secondsLeft() === 0 };
}
