import { assertEquals } from "@std/assert";
import { checkSleep } from "../../src/app/doctor/machine_checks.ts";
import type { Machine } from "../../src/core/ports.ts";
import { files } from "../../src/io/files.ts";
import { machine } from "../../src/io/machine.ts";

type Row = [
  title: string,
  system: Machine["system"],
  programs: readonly string[],
  isBooted: boolean,
  guard: string | undefined,
];

const MACHINES: readonly Row[] = [
  ["a Mac", "darwin", ["caffeinate"], false, "caffeinate -is"],
  [
    "a Linux with systemd",
    "linux",
    ["systemd-inhibit"],
    true,
    "systemd-inhibit --what=sleep:idle",
  ],
  ["a container", "linux", ["systemd-inhibit"], false, undefined],
  ["a Linux without the program", "linux", [], true, undefined],
  ["another system", "other", ["caffeinate"], true, undefined],
];

for (const [title, system, programs, isBooted, guard] of MACHINES) {
  Deno.test(`checkSleep() on ${title} names ${guard}`, async () => {
    const has = (program: string) =>
      Promise.resolve(programs.includes(program));
    const facts = () =>
      Promise.resolve(
        isBooted
          ? {
            kind: "folder" as const,
            size: 0,
            changedAt: 0,
            mode: 0o755,
            stamp: "",
          }
          : undefined,
      );

    const findings = await checkSleep({
      machine: { ...machine, system, has },
      files: { ...files, facts },
    });

    const expected = guard === undefined ? [] : [{
      kind: "may-sleep",
      severity: "warning" as const,
      message: "The machine may go to sleep in the middle of a run",
      fix: `Start the run with  ${guard} autoresearch run --loop`,
    }];
    assertEquals(findings, expected);
  });
}
