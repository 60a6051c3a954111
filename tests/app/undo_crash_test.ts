import { assert, assertEquals } from "@std/assert";
import { retryRow } from "../../src/app/retry.ts";
import type { RunPorts } from "../../src/app/session/session.ts";
import { runSingle } from "../../src/app/single.ts";
import { undoLast } from "../../src/app/undo.ts";
import type { Watcher } from "../../src/core/experiment/event.ts";
import { makeSession, Repo } from "../harness.ts";
import { standing } from "../soundness.ts";
import { isCrash, makePorts, mortal } from "./mortal_ports.ts";

const SILENT: Watcher = { tell: () => {}, isLive: false };

/** What is cut short, and the one row that it may have made. */
const ACTIONS: readonly (readonly [
  name: string,
  act: (ports: RunPorts, root: string) => Promise<unknown>,
  verdict: string,
])[] = [
  [
    "undoLast()",
    (ports, root) => undoLast(ports, { root }, SILENT),
    "discard 80",
  ],
  [
    "retryRow()",
    (ports, root) => retryRow(ports, { root, row: 1 }, SILENT),
    "discard 80",
  ],
];
for (const [name, act, verdict] of ACTIONS) {
  Deno.test(`${name} that crashes at any instant loses no row, doubles none and comes back`, async () => {
    await using original = await makePast();
    const before = await original.verdicts();
    let isDone = false;
    for (let effect = 0; !isDone; effect++) {
      await using repo = await copyOf(original);
      isDone = await actUntil(effect, repo.path, act);

      await runSingle(makePorts(), { root: repo.path }, SILENT);

      const when = `before effect ${effect}`;
      const verdicts = await repo.verdicts();
      const isLonger = verdicts.length > before.length;
      assertEquals(verdicts, [...before, ...(isLonger ? [verdict] : [])], when);
      await assertStands(repo, when);
      assert(effect < 100);
      if (isDone) assert(isLonger);
    }
  });
}

/** A discard that is no conflict (row 1), and a keep (row 2). */
async function makePast(): Promise<Repo> {
  const repo = await makeSession({
    files: { "more.txt": "1\n" },
    flags: ["--target", "*.txt"],
  });
  await repo.write("more.txt", "2\n");
  await repo.autoresearch("run", "--single");
  await repo.try(80);
  return repo;
}

async function copyOf({ path }: Repo): Promise<Repo> {
  const folder = await Deno.makeTempDir({ prefix: "autoresearch " });
  const copy = new Repo(folder);
  await copy.exec("cp", ["-a", `${path}/.`, folder]);
  return copy;
}

/** @returns whether it came to its end before that effect */
async function actUntil(
  effect: number,
  root: string,
  act: (ports: RunPorts, root: string) => Promise<unknown>,
): Promise<boolean> {
  try {
    await act(mortal(makePorts(), effect), root);
    return true;
  } catch (error) {
    if (isCrash(error)) return false;
    throw error;
  }
}

/** HEAD and files are the best keep that was not taken back. */
async function assertStands(repo: Repo, when: string): Promise<void> {
  const rows = await repo.rows();
  const isUndone = rows.some(({ reason }) => reason === "undone: row 2");
  const { lost: _, ...found } = await standing(repo);
  assertEquals(found, {
    branch: "autoresearch/t1",
    head: rows[isUndone ? 0 : 2]?.["commit"] ?? "",
    dirty: "",
    isInFlight: false,
  }, when);
  assertEquals(
    await repo.read("target.txt"),
    isUndone ? "100\n" : "80\n",
    when,
  );
  assertEquals(await repo.read("more.txt"), "1\n", when);
  for (const { commit = "" } of rows) {
    const refs = await repo.git("for-each-ref", "--contains", commit);
    assert(refs !== "", `${when}: ${commit} is out of reach`);
  }
}
