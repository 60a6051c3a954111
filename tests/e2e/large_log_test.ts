import { assert, assertEquals } from "@std/assert";
import { makeSession, PRINT_TARGET, type Repo } from "../harness.ts";
import { endOf } from "../waiting.ts";

/** Returns the most memory that a process has had, in kB, once it is gone. */
async function peakOf(repo: Repo, pid: number): Promise<number> {
  const script = `while line=$(grep VmHWM /proc/${pid}/status 2> /dev/null); ` +
    "do last=$line; sleep 0.01; done; echo $last";
  const [, kilobytes = ""] = (await repo.sh(script)).split(" ");
  return Number(kilobytes);
}

Deno.test("run finds the metric at the end of a log of 1 GB in less than 150 MB", async () => {
  const evaluate = `[ $(cat target.txt) = 100 ] || ` +
    `dd if=/dev/null of=run.log bs=1 seek=1G 2> /dev/null\n` +
    `exec >> run.log\necho\n${PRINT_TARGET}`;
  await using repo = await makeSession({ evaluate });
  await repo.write("target.txt", "90\n");

  const child = repo.start("run", "--single");
  const [peak, { code }] = await Promise.all([
    peakOf(repo, child.pid),
    endOf(child),
  ]);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assert(peak > 10_000 && peak < 150_000, `${peak} kB`);
});

Deno.test("run does not take a metric for missing that stands 200 MB before the end", async () => {
  const evaluate = `${PRINT_TARGET}\n[ $(cat target.txt) = 100 ] || ` +
    `{ dd if=/dev/null of=run.log bs=1 seek=200M 2> /dev/null; ` +
    "echo >> run.log; echo end >> run.log; }";
  await using repo = await makeSession({ evaluate });
  await repo.write("target.txt", "90\n");

  const child = repo.start("run", "--single");
  const [peak] = await Promise.all([peakOf(repo, child.pid), endOf(child)]);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assert(peak < 150_000, `${peak} kB`);
});
