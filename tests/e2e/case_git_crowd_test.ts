import { assert, assertEquals, assertMatch } from "@std/assert";
import { runDoctor } from "../doctor_report.ts";
import { makeSession, type Repo } from "../harness.ts";

const FILES = 100_000;
const EXPERIMENTS = 20;
const MAX_MEMORY_KB = 150 * 1024;

/** The agent also notes the memory of who started it: the tool itself. */
const AGENT = `echo $(($(cat target.txt) - 1)) >target.txt
if [ -e "/proc/$PPID/status" ]; then cat "/proc/$PPID/status" >.git/status; fi`;

interface Cost {
  readonly memoryKb: number;
  /**
   * Milliseconds from row to row, of the first half and of the second: the
   * fastest of each, since something else on the machine can only add to it.
   */
  readonly halves: readonly [number, number];
}

async function runExperiments(repo: Repo): Promise<Cost> {
  await repo.write(".git/agent.sh", AGENT);
  await repo.write(".git/status", "Name: deno\nVmHWM: 0 kB\n");
  const { code, stderr } = await repo.loop(
    "exec sh .git/agent.sh",
    EXPERIMENTS,
  );
  assertEquals(code, 0, stderr);

  const status = await repo.read(".git/status");
  assertMatch(status, /^Name:\s+(deno|autoresearch)/);
  const at = (await repo.rows()).slice(-EXPERIMENTS)
    .map((row) => Date.parse(row.at ?? ""));
  const half = EXPERIMENTS / 2;
  const pace = (at: readonly number[]) =>
    Math.min(...at.slice(1).map((time, index) => time - (at[index] ?? NaN)));
  return {
    memoryKb: Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]),
    halves: [pace(at.slice(0, half)), pace(at.slice(half))],
  };
}

Deno.test("a folder of 100,000 untracked files costs no memory, and none of them", async () => {
  await using repo = await makeSession();
  await repo.sh(`mkdir data && cd data && seq ${FILES} | xargs touch`);

  const seen = await runExperiments(repo);
  const { code, findings } = await runDoctor(repo);
  await repo.sh("echo data/ >>.git/info/exclude");
  const ignored = await runExperiments(repo);

  assertEquals(
    await repo.verdicts(),
    Array.from(
      { length: 2 * EXPERIMENTS + 1 },
      (_, row) => `keep ${100 - row}`,
    ),
  );
  for (const { memoryKb, halves: [first, second] } of [seen, ignored]) {
    assert(memoryKb < MAX_MEMORY_KB, `${memoryKb} kB`);
    assert(second < 2 * first + 50, `${first} ms, then ${second} ms`);
  }
  assertEquals(
    [code, ...findings.map(({ kind, severity }) => `${severity} ${kind}`)],
    [0, "warning untracked-files"],
  );
  assertMatch(findings[0]?.fix ?? "", /\/data\//);
  assertEquals(await repo.sh("ls -U data | wc -l"), `${FILES}\n`);
  assertEquals(await repo.git("ls-tree", "-r", "HEAD", "data"), "");
});
