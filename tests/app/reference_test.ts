import { assertEquals } from "@std/assert";
import { readReference } from "../../src/app/measuring/reference.ts";
import { parseLedger } from "../../src/core/ledger/ledger.ts";
import { files } from "../../src/io/files.ts";

const { rows } = parseLedger(
  "commit\tmetric\tstatus\tdescription\truns\n" +
    "aaaaaaa\t100\tkeep\tbaseline\t5\n" +
    "bbbbbbb\t90\tkeep\tfaster\t7\n" +
    "ccccccc\t95\tdiscard\tslower\t3\n" +
    "bbbbbbb\t90\tdiscard\tundone\t\n",
);

/** What each row's record says of the incumbent that it left. */
const RECORDS: Readonly<Record<string, unknown>> = {
  "0000": { commit: "aaaaaaa0", reference: { runs: [100, 101], runsSince: 0 } },
  "0001": { commit: "bbbbbbb0", reference: { runs: [90, 91], runsSince: 1 } },
  "0002": { commit: "bbbbbbb0", reference: { runs: [90, 92], runsSince: 2 } },
};

function read(commit: string, row: number, metric: number) {
  const ports = {
    files: {
      ...files,
      read(path: string) {
        const folder = path.split("/").at(-2) ?? "";
        const reference = RECORDS[folder];
        const text = reference && JSON.stringify({ reference });
        return Promise.resolve(text === undefined ? undefined : String(text));
      },
    },
  };
  const incumbent = { commit, row, metric };
  return readReference(ports, { root: "/project", rows, incumbent });
}

Deno.test("readReference() takes the latest record on the incumbent", async () => {
  assertEquals(await read("bbbbbbb0", 1, 90), { runs: [90, 92], runsSince: 2 });
});

Deno.test("readReference() counts what ran since another keep that was taken back", async () => {
  assertEquals(await read("aaaaaaa0", 0, 100), {
    runs: [100, 101],
    runsSince: 10,
  });
});

Deno.test("readReference() knows a commit by the ledger's seven digits", async () => {
  assertEquals(await read("aaaaaaa", 0, 100), {
    runs: [100, 101],
    runsSince: 10,
  });
});

Deno.test("readReference() has one run where no record tells of any", async () => {
  assertEquals(await read("ddddddd", 2, 80), { runs: [80], runsSince: 1 });
});
