import { assertEquals, assertMatch } from "@std/assert";
import type { Repo } from "../harness.ts";
import { startInTerminal } from "../pseudo_terminal.ts";
import { makeSessionWith } from "../scripted.ts";
import { assertSound } from "../soundness.ts";
import { endOf, untilThere } from "../waiting.ts";

/** Noisy, and does to the incumbent's runs what a test asks for. */
const EVALUATE = `n=$(($(cat .git/n 2>/dev/null || echo 0) + 1))
echo $n > .git/n
value=$(cat target.txt)
[ "$value" = 100 ] && [ -e .git/on_incumbent ] && . ./.git/on_incumbent
echo "p50_ms: $value.$((n * 3 % 4))"`;

const BLOCK =
  "touch .git/at; while [ -e .git/on_incumbent ]; do sleep 0.05; done";

async function makeNoisy(onIncumbent: string): Promise<Repo> {
  const repo = await makeSessionWith({
    evaluate: EVALUATE,
    files: { "lock.txt": "1\n", "notes.txt": "1\n" },
  });
  await repo.write(".git/on_incumbent", `${onIncumbent}\n`);
  return repo;
}

/** Starts a run, and waits until the incumbent stands there to be measured. */
async function startAndWait(
  repo: Repo,
  ...args: string[]
): Promise<Deno.ChildProcess> {
  const child = repo.start("run", ...args);
  await untilThere(repo, ".git/at");
  assertEquals(await repo.read("target.txt"), "100\n");
  return child;
}

async function kill(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await child.output();
}

async function unblock(repo: Repo): Promise<void> {
  await repo.sh("rm -f .git/on_incumbent .git/at");
}

/** Files of the target under each ref of something that was cut short. */
async function unfinished(repo: Repo): Promise<readonly string[]> {
  const refs = await repo.sh(
    "git for-each-ref --format='%(refname)' 'refs/autoresearch/t1/unfinished-*'",
  );
  const names = refs.trimEnd().split("\n").filter(Boolean);
  return await Promise.all(
    names.map((ref) => repo.git("show", `${ref}:target.txt`)),
  );
}

const COMMIT = "git commit -qam mine; ";

for (const [how, before] of [["a change", ""], ["a commit", COMMIT]] as const) {
  Deno.test(`run --single that is interrupted beside the incumbent holds ${how} under a ref`, async () => {
    await using repo = await makeNoisy(BLOCK);
    await repo.sh(`echo 90 > target.txt; ${before}`);
    const child = await startAndWait(repo, "--single");

    child.kill("SIGINT");
    const { code, stderr } = await endOf(child);

    assertEquals(code, 130);
    assertMatch(stderr, /the idea is in refs\/autoresearch\/t1\/unfinished-/);
    assertEquals(await unfinished(repo), ["90\n"]);
    assertEquals((await repo.rows()).length, 1);
    assertEquals(await repo.read("target.txt"), "100\n");
    await assertSound(repo);
  });

  Deno.test(`run --single that is killed beside the incumbent gives ${how} back`, async () => {
    await using repo = await makeNoisy(BLOCK);
    await repo.sh(`echo 90 > target.txt; ${before}`);
    await kill(await startAndWait(repo, "--single"));
    await unblock(repo);

    const { code, stderr } = await repo.autoresearch("run", "--single");

    assertEquals(code, 0);
    assertMatch(stderr, /Stepped back from experiment 1, .* stands as it was/);
    const [, row] = await repo.rows();
    assertMatch(row?.["reason"] ?? "", /^keep: clear, gain /);
    assertEquals((await repo.rows()).length, 2);
    assertEquals(await repo.read("target.txt"), "90\n");
    await assertSound(repo);
  });

  Deno.test(`run --loop that is killed beside the incumbent holds the agent's work as ${how} under a ref`, async () => {
    await using repo = await makeNoisy(BLOCK);
    const agent = `echo 90 > target.txt; ${before}`;
    await kill(await startAndWait(repo, "--loop", "--agent", agent));
    await unblock(repo);

    const { code, stderr } = await repo.loop("echo 80 > target.txt");

    assertEquals(code, 0);
    assertMatch(
      stderr,
      /Took back experiment 1, .*; what it had changed is in refs\/autoresearch/,
    );
    assertEquals([...new Set(await unfinished(repo))], ["90\n"]);
    assertEquals(
      (await repo.rows()).map(({ status }) => status),
      ["keep", "keep"],
    );
    assertEquals(await repo.read("target.txt"), "80\n");
    await assertSound(repo);
  });
}

Deno.test("run --loop that is interrupted beside the incumbent takes the candidate back", async () => {
  await using repo = await makeNoisy(BLOCK);
  const agent = "echo 90 > target.txt";
  const child = await startAndWait(repo, "--loop", "--agent", agent);

  child.kill("SIGTERM");
  const { code } = await endOf(child);

  assertEquals(code, 130);
  assertEquals(await unfinished(repo), ["90\n"]);
  assertEquals((await repo.rows()).length, 1);
  await assertSound(repo);
});

for (const mode of ["--single", "--loop"]) {
  Deno.test(`run ${mode} judges nothing where the incumbent can't be measured any more`, async () => {
    await using repo = await makeNoisy("exit 3");
    const propose = mode === "--loop"
      ? ["--agent", "echo 90 > target.txt"]
      : [];
    if (mode === "--single") await repo.write("target.txt", "90\n");

    const { code, stderr } = await repo.autoresearch("run", mode, ...propose);

    assertEquals(code, 1);
    assertMatch(
      stderr,
      /Error: Cannot compare: the incumbent itself can't be measured: exited with code 3\nHint: See run\.log, .*; the idea is in refs\/autoresearch\/t1\/unfinished-/,
    );
    assertEquals(await unfinished(repo), ["90\n"]);
    assertEquals((await repo.rows()).length, 1);
    await assertSound(repo);
  });
}

Deno.test("run that changes the target while the incumbent stands there is a crash, and keeps its bytes", async () => {
  await using repo = await makeNoisy("echo mine > target.txt");

  const { code } = await repo.try(90);

  const [, row] = await repo.rows();
  assertEquals(code, 3);
  assertEquals(
    [row?.["status"], row?.["reason"]],
    ["crash", "target.txt changed while it was measured"],
  );
  const kept = ".autoresearch/experiments/0001/changed/target.txt";
  assertEquals(await repo.read(kept), "mine\n");
  await assertSound(repo);
});

Deno.test("run puts back what an evaluator changes in tracked files between two runs", async () => {
  await using repo = await makeNoisy(
    "cat lock.txt >> .git/locks; echo $n > lock.txt; echo $n > notes.txt",
  );

  const { code, stderr } = await repo.try(90);

  assertEquals(code, 0);
  assertMatch(stderr, /Put back what the evaluation changed: lock\.txt, notes/);
  assertEquals(new Set(await repo.read(".git/locks")), new Set("1\n"));
  assertEquals(await repo.read("lock.txt"), "1\n");
  assertMatch((await repo.rows())[1]?.["reason"] ?? "", /^keep: clear, /);
  await assertSound(repo);
});

Deno.test("run swaps whole states of a target of several files, added and deleted ones too", async () => {
  await using repo = await makeSessionWith({
    evaluate: `n=$(($(cat .git/n 2>/dev/null || echo 0) + 1)); echo $n > .git/n
echo $(ls part; cat part/*) >> .git/states
echo "p50_ms: $(cat part/*.txt | wc -c).$n"`,
    files: { "part/a.txt": "aaaa\n", "part/b.txt": "bbbb\n", "target.txt": "" },
    flags: ["--target", "part/*"],
  });
  await repo.sh("rm part/b.txt; echo c > part/c.txt; echo a > part/a.txt");

  const { code } = await repo.autoresearch("run", "--single");

  assertEquals(code, 0);
  const states = (await repo.read(".git/states")).trimEnd().split("\n");
  assertEquals(
    new Set(states),
    new Set(["a.txt b.txt aaaa bbbb", "a.txt c.txt a c"]),
  );
  // Five of the baseline, the first of the candidate, and three pairs.
  assertEquals(states.length, 12);
  assertEquals(await repo.sh("ls part; cat part/*"), "a.txt\nc.txt\na\nc\n");
  await assertSound(repo);
});

Deno.test("run says on its live line what a comparison does, and how many runs it may take", async () => {
  await using repo = await makeNoisy(BLOCK);
  await repo.write("target.txt", "90\n");
  await using terminal = startInTerminal(repo, "run", "--single");

  await terminal.see("pair 1 of at most 20, incumbent (at most ");
  await terminal.see(" runs) · ");
  await unblock(repo);
  await terminal.see("#1 keep 9");

  assertEquals(await terminal.end(), 0);
});
