import { assertEquals } from "@std/assert";
import { makeSession, type Repo } from "../harness.ts";
import { assertRefused } from "../refusal.ts";
import { standing } from "../soundness.ts";
import { endOf, untilThere } from "../waiting.ts";

/** Asserts where branch, files and index stand, and that nothing is lost. */
async function assertAt(repo: Repo, row: number, target: string) {
  assertEquals(await standing(repo), {
    branch: "autoresearch/t1",
    head: (await repo.rows())[row]?.["commit"] ?? "",
    dirty: "",
    lost: "",
    isInFlight: false,
  });
  assertEquals(await repo.read("target.txt"), target);
}

Deno.test("undo takes the last keep back by one more row, and the next undo the one before", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  await repo.try(120);
  await repo.try(80);
  const before = await repo.read("results.tsv");

  const first = await repo.autoresearch("undo");

  const rows = await repo.rows();
  const [, nine = "", , eight = ""] = rows.map(({ commit = "" }) => commit);
  assertEquals(first, {
    code: 0,
    stdout: `#4 took back row 3: try 80\nThe best is row 1: 90  ${nine}\n`,
    stderr: "",
  });
  assertEquals((await repo.read("results.tsv")).startsWith(before), true);
  const { at: _, ...row } = rows[4] ?? {};
  assertEquals(row, {
    commit: eight,
    metric: "80.000000",
    status: "discard",
    description: "try 80",
    seconds: "0",
    runs: "0",
    reason: "undone: row 3",
    fingerprint: "",
    tokens: "",
    usd: "",
    agent_seconds: "",
    repairs: "",
  });
  await assertAt(repo, 1, "90\n");

  const second = await repo.autoresearch("undo", "--json");

  const { at: __, ...json } = JSON.parse(second.stdout);
  assertEquals(json, {
    row: 5,
    commit: nine,
    metric: 90,
    status: "discard",
    description: "try 90",
    reason: "undone: row 1",
    seconds: 0,
    runs: 0,
    undone: 1,
    incumbent: { commit: rows[0]?.["commit"], metric: 100, row: 0 },
  });
  await assertAt(repo, 0, "100\n");
  await assertRefused(repo, ["undo"], {
    code: 1,
    message: "Cannot undo: only the baseline is left, and it stays",
    hint: "See  autoresearch log --history  for what was kept and taken back",
  });
});

Deno.test("undo takes files away that the keep added, and brings back what it removed", async () => {
  await using repo = await makeSession({
    files: { "old.txt": "old\n" },
    flags: ["--target", "*.txt"],
  });
  await repo.sh("rm old.txt; echo new > new.txt; echo mine > notes.md");
  await repo.try(90);

  assertEquals((await repo.autoresearch("undo")).code, 0);

  assertEquals(
    [await repo.exists("new.txt"), await repo.read("old.txt")],
    [false, "old\n"],
  );
  assertEquals(await repo.read("notes.md"), "mine\n");
  await assertAt(repo, 0, "100\n");
});

Deno.test("what follows an undo is judged against the best that is left", async () => {
  await using repo = await makeSession();
  await repo.try(80);
  await repo.autoresearch("undo");

  const { stdout } = await repo.try(90);
  const best = await repo.autoresearch("log", "--best", "--json");
  const shown = await repo.autoresearch("show", "1", "--json");

  assertEquals(stdout.includes("keep 90"), true);
  assertEquals(JSON.parse(best.stdout).row, 3);
  assertEquals(JSON.parse(shown.stdout).undoneBy, 2);
  assertEquals((await repo.autoresearch("undo")).code, 0);
  await assertAt(repo, 0, "100\n");
});

Deno.test("undo refuses before anything was kept", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });

  const { code, stderr } = await repo.autoresearch("undo");

  assertEquals([code, stderr], [
    1,
    "Error: Cannot undo: no row was kept yet\n" +
    "Hint: See  autoresearch log --history  for what was kept and taken back\n",
  ]);
  assertEquals(await repo.rows(), []);
});

Deno.test("undo waits for no loop: it is told who works there", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  const agent = "touch busy.at; sleep 60";
  const child = repo.start("run", "--loop", "--agent", agent);
  await untilThere(repo, "busy.at");

  const { code, stderr } = await repo.autoresearch("undo");
  child.kill("SIGTERM");
  await endOf(child);

  assertEquals(code, 1);
  assertEquals(
    stderr.startsWith("Error: Cannot start: another autoresearch works here"),
    true,
  );
});
