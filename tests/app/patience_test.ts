import { assertEquals } from "@std/assert";
import { patiently } from "../../src/app/measuring/patience.ts";
import { compileMetric } from "../../src/core/metric/metric.ts";
import { clock } from "../../src/io/clock.ts";

const PATTERN = compileMetric({ metric: "loss", grep: "loss=(\\S+)" });
const CUT = new Error("cut short");

/** A clock by which every line takes its time, as the script says. */
function slowClock(secondsFor: (line: string) => number) {
  let [now, left] = [0, 0];
  return {
    take(line: string): void {
      const taken = Math.min(left, secondsFor(line));
      now += taken;
      left -= taken;
      if (taken < secondsFor(line)) throw CUT;
    },
    ports: {
      stop: new AbortController().signal,
      clock: {
        ...clock,
        seconds: () => now,
        within<T>(seconds: number, work: () => T): Promise<T | undefined> {
          left = seconds;
          try {
            return Promise.resolve(work());
          } catch (error) {
            if (error !== CUT) throw error;
            return Promise.resolve(undefined);
          }
        },
      },
    },
  };
}

type Result = readonly [kind: string, lines: string, at: string | undefined];
const LINES = "ab\r\ncd\nef\rgh";
const PASSES: readonly (readonly [
  what: string,
  secondsFor: (line: string) => number,
  result: Result,
])[] = [
  ["is quick", () => 0, ["done", "gh ef cd ab", undefined]],
  ["is slow", () => 1.5, ["done", "gh ef cd ab", undefined]],
  [
    "backtracks",
    (line) => line === "cd" ? Infinity : 0.1,
    ["late", "gh ef", "line"],
  ],
  [
    "is slower than an experiment may be",
    () => 1.9,
    ["late", "gh ef cd", "output"],
  ],
];
for (const [what, secondsFor, result] of PASSES) {
  const until = what.startsWith("is slower") ? 7 : 60;
  Deno.test(`patiently() goes through lines with an expression that ${what}`, async () => {
    const { ports, take } = slowClock(secondsFor);

    const passed = await patiently<string[]>(ports, PATTERN, LINES, {
      start: [],
      see(before, line) {
        take(line);
        return [...before, line];
      },
      isEnough: () => false,
      until,
    });

    const at = passed.kind === "late" ? passed.at : undefined;
    assertEquals([passed.kind, passed.seen.join(" "), at], [...result]);
  });
}

Deno.test("patiently() looks no further than to what is enough", async () => {
  const { ports } = slowClock(() => 0);
  const passed = await patiently<string>(ports, PATTERN, LINES, {
    start: "",
    see: (_, line) => line,
    isEnough: (line) => line === "ef",
    until: 60,
  });
  assertEquals(passed, { kind: "done", seen: "ef" });
});

Deno.test("patiently() ends for who asks for it", async () => {
  const { ports } = slowClock(() => 0);
  const passed = await patiently<string>(
    { ...ports, stop: AbortSignal.abort() },
    PATTERN,
    LINES,
    { start: "", see: (_, line) => line, isEnough: () => false, until: 60 },
  );
  assertEquals(passed, { kind: "late", seen: "", at: "output" });
});
