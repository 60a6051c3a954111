import { claim, makeRoom, type Room } from "./room.ts";

/** Readers with faults in them, for the runner to find. */
export const ROOMS: readonly Room[] = [
  makeRoom("sound", 1, (draw) => draw.whole(0, 9), (digit) => {
    claim(digit < 10, () => `${digit} is no digit`);
  }),
  makeRoom("faulty", 1, (draw) => draw.whole(0, 9), (digit) => {
    claim(digit !== 7, () => "it can't stand a seven");
  }),
  makeRoom("stuck", 1, (draw) => draw.whole(0, 9), (digit) => {
    while (digit === 7);
  }),
];
