import { assertEquals, assertMatch } from "@std/assert";
import { makeSession } from "../harness.ts";
import { assertSoon } from "../waiting.ts";

Deno.test("run waits for a git that holds the index for two seconds", async () => {
  await using repo = await makeSession();
  await repo.write(".git/index.lock", "");
  const freed = repo.sh("sleep 2; rm .git/index.lock");

  const { code } = await repo.try(90);
  await freed;

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.git("status", "--porcelain"), "");
});

Deno.test("run names a stale index.lock and leaves lock and candidate alone", async () => {
  await using repo = await makeSession();
  await repo.write(".git/index.lock", "");
  const before = await repo.read("results.tsv");
  const started = performance.now();

  const { code, stderr } = await repo.try(90);

  assertEquals(code, 1);
  assertSoon(started);
  assertMatch(stderr, /^Error: .*\.git\/index\.lock".*\nHint: .*\bps\b.*git/);
  assertEquals(await repo.exists(".git/index.lock"), true);
  assertEquals(await repo.read("target.txt"), "90\n");
  assertEquals(await repo.read("results.tsv"), before);
});

Deno.test("50 experiments get 50 rows beside somebody's git status", async () => {
  await using repo = await makeSession();
  const stranger = repo.sh(`
    until [ -e .git/done ]; do
      git status >/dev/null || echo status >>.git/failures
      # Takes the lock for longer, and may fail where we hold it.
      git update-index --refresh >/dev/null 2>&1
    done`);

  const { code } = await repo.loop(
    "echo $(($(cat target.txt) - 1)) >target.txt",
    50,
  );
  await repo.write(".git/done", "");
  await stranger;

  assertEquals(code, 0);
  assertEquals(
    await repo.verdicts(),
    Array.from({ length: 51 }, (_, row) => `keep ${100 - row}`),
  );
  assertEquals(await repo.exists(".git/failures"), false);
  assertEquals(await repo.git("status", "--porcelain"), "");
});

Deno.test("what only reads never makes somebody's git commit fail", async () => {
  await using repo = await makeSession();
  const committing = repo.sh(`
    for number in $(seq 40); do
      echo $number >target.txt
      git commit --quiet --all --message $number || exit 1
    done; touch .git/done`);

  const codes = new Set<number>();
  while (!await repo.exists(".git/done")) {
    const { code } = await repo.autoresearch("run", "--dry-run");
    codes.add(code);
  }

  await committing;
  assertEquals([...codes], [0]);
  assertEquals(await repo.git("rev-list", "--count", "HEAD"), "41\n");
});
