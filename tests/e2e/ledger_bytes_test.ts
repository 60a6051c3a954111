import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { makeSession, type Repo } from "../harness.ts";

/** `größer` in Latin-1, which is no UTF-8. */
const BIGGER = "gr\xf6\xdfer";

const HEADER = "commit\tmetric\tstatus\tdescription\n";

async function bytesOf(repo: Repo, name: string): Promise<string> {
  const bytes = await Deno.readFile(join(repo.path, name));
  return new TextDecoder("latin1").decode(bytes);
}

async function write(repo: Repo, name: string, text: string): Promise<void> {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  await Deno.writeFile(join(repo.path, name), bytes);
}

const LEDGERS: [what: string, text: string, rows: string][] = [
  [
    "widens",
    `${HEADER}abc1234\t100\tkeep\t${BIGGER}\n`,
    `abc1234\t100\tkeep\t${BIGGER}\n`,
  ],
  [
    "moves a line out of",
    `${HEADER}abc1234\t100\tkeep\t${BIGGER}\n${BIGGER}\n`,
    `abc1234\t100\tkeep\t${BIGGER}\n`,
  ],
  [
    "takes a torn line out of",
    `${HEADER}abc1234\t100\tkeep\t${BIGGER}\nabc\t9\t${BIGGER}`,
    `abc1234\t100\tkeep\t${BIGGER}\n`,
  ],
];
for (const [what, text, rows] of LEDGERS) {
  Deno.test(`record ${what} a ledger that is no UTF-8, and every byte stays`, async () => {
    await using repo = await makeSession({ flags: ["--skip-baseline"] });
    await write(repo, "results.tsv", text);

    const record = ["log", "record", "HEAD", "120", "discard", "größer"];
    const { code } = await repo.autoresearch(...record);
    const log = await repo.autoresearch("log", "--history", "--json");

    assertEquals(code, 0);
    const [, ...lines] = (await bytesOf(repo, "results.tsv")).split("\n");
    assertEquals(`${lines[0]}\n`, rows);
    const moved = await repo.exists("results.tsv.rejected")
      ? await bytesOf(repo, "results.tsv.rejected")
      : "";
    assertEquals(moved.includes(BIGGER), what !== "widens");
    assertEquals(
      JSON.parse(log.stdout).map(({ description }: { description: string }) =>
        description
      ),
      ["gr��er", "größer"],
    );
  });
}

Deno.test("run --loop puts back a ledger that is no UTF-8, byte for byte", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });
  await write(
    repo,
    "results.tsv",
    `${HEADER}${(await repo.git("rev-parse", "--short=7", "HEAD")).trim()}` +
      `\t100\tkeep\t${BIGGER}\n`,
  );

  await repo.loop("rm results.tsv; echo 90 > target.txt");

  const text = await bytesOf(repo, "results.tsv");
  assertEquals(text.split("\n")[1]?.endsWith(BIGGER), true);
  assertEquals((await repo.verdicts()).length, 2);
});
