import { assertEquals } from "@std/assert";
import { checkLocks } from "../../src/app/doctor/machine_checks.ts";
import { files } from "../../src/io/files.ts";
import { machine } from "../../src/io/machine.ts";

const NOTHING = "overlay / overlay rw 0 0\n";

const MOUNTS: [mounts: string, message: string | undefined][] = [
  ["", undefined],
  [NOTHING, undefined],
  [`${NOTHING}nas:/x /p nfs4 rw 0 0\n`, undefined],
  [
    `${NOTHING}nas:/x /p nfs rw,nolock 0 0\n`,
    "The project lies on nfs, mounted at /p, whose locks other machines don't " +
    "see: a second run there would not be refused",
  ],
];
for (const [mounts, message] of MOUNTS) {
  Deno.test(`checkLocks() on ${JSON.stringify(mounts)} says ${message}`, async () => {
    const findings = await checkLocks({
      machine: { ...machine, mounts: () => Promise.resolve(mounts) },
      files: { ...files, realPath: (path) => Promise.resolve(path) },
    }, { root: "/p/project" });

    assertEquals(
      findings.map(({ message }) => message),
      [message ?? []].flat(),
    );
  });
}

Deno.test("mounts() lists what this machine has mounted", async () => {
  assertEquals((await machine.mounts()).split("\n").length > 1, true);
});
