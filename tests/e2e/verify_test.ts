import { assertEquals, assertMatch } from "@std/assert";
import { stateOf } from "../folder_state.ts";
import type { Repo } from "../harness.ts";
import { assertRefused } from "../refusal.ts";
import { makeScripted, makeSessionWith } from "../scripted.ts";
import { assertSound } from "../soundness.ts";
import { endOf, untilThere } from "../waiting.ts";

interface Figures {
  readonly from: { readonly row: number; readonly metric: number };
  readonly to: { readonly row: number; readonly metric: number };
  readonly claimed: number;
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
  readonly verdict: string;
}

async function verify(repo: Repo, ...flags: string[]): Promise<Figures[]> {
  const { code, stdout, stderr } = await repo.autoresearch(
    ...["verify", "--json", ...flags],
  );
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Where the rows begin, where they lead, and what it comes to. */
function shape({ from, to, claimed, gain, pairs, verdict }: Figures) {
  return [from.row, to.row, claimed, gain, pairs, verdict];
}

Deno.test("verify measures the start against the best, and changes nothing", async () => {
  await using repo = await makeSessionWith();
  for (const value of [90, 95, 80]) await repo.try(value);
  const before = await stateOf(repo);

  const verified = await verify(repo);

  assertEquals(verified.map(shape), [[0, 3, 20, 20, 2, "real"]]);
  assertEquals(await stateOf(repo), before);
  await assertSound(repo);
});

Deno.test("verify --each measures every keep against the one before", async () => {
  await using repo = await makeSessionWith();
  for (const value of [90, 95, 80]) await repo.try(value);

  const verified = await verify(repo, "--each");

  assertEquals(verified.map(shape), [
    [0, 1, 10, 10, 2, "real"],
    [1, 3, 10, 10, 2, "real"],
  ]);
  await assertSound(repo);
});

Deno.test("verify says what is real beside what the ledger claimed", async () => {
  // What was kept under strict was luck: afresh, both are the same.
  const later = Array.from({ length: 10 }, (_, i) => 100 + (i * 7 % 10) / 10);
  await using repo = await makeScripted({
    settings: ["decision: strict"],
    script: {
      "100": [100, ...later],
      "90": [90, ...later.toReversed()],
    },
  });
  await repo.try(90);

  const [figures] = await verify(repo);
  const { stdout } = await makeText(repo, later);

  assertEquals([figures?.claimed, figures?.pairs], [10, 10]);
  assertEquals(figures?.verdict, "not shown");
  assertEquals((figures?.low ?? 0) < 0 && (figures?.high ?? 0) > 0, true);
  assertMatch(
    stdout,
    /^row 1 \([0-9a-f]{7}\) against row 0 \([0-9a-f]{7}\), 10 pairs: not shown\n {2}claimed {3}\+10\n {2}measured {2}\S+ \[-\S+, \+\S+\]\n$/,
  );
});

async function makeText(repo: Repo, values: readonly number[]) {
  const lines = values.map((value) => `${value}\n`).join("");
  await repo.write(".git/runs/100", lines);
  await repo.write(".git/runs/90", lines.replaceAll("100", "100"));
  return await repo.autoresearch("verify");
}

Deno.test("verify looks only at the last segment", async () => {
  await using repo = await makeSessionWith();
  await repo.try(90);
  await repo.sh(
    "sed -i 's/^time_budget_minutes.*/time_budget_minutes: 0.06/' .autoresearch.cfg",
  );
  await repo.try(80);

  assertEquals((await verify(repo)).map(shape), [[2, 3, 10, 10, 2, "real"]]);
});

Deno.test("verify refuses where nothing was kept, and where work stands there", async () => {
  await using repo = await makeSessionWith();
  await repo.try(120);

  await assertRefused(repo, ["verify"], {
    code: 1,
    message: "Cannot verify: nothing was kept beside the baseline",
    hint: "See  autoresearch log --history",
  });
  await repo.write("target.txt", "90\n");
  const { code } = await repo.autoresearch("verify");

  assertEquals(code, 1);
  assertEquals(await repo.read("target.txt"), "90\n");
});

/** Does to the old commit's runs what a test asks for. */
const EVALUATE =
  `[ "$(cat target.txt)" = 100 ] && [ -e .git/on_old ] && . ./.git/on_old
echo "p50_ms: $(cat target.txt)"`;

async function makeVerifiable(onOld: string): Promise<Repo> {
  const repo = await makeSessionWith({ evaluate: EVALUATE });
  await repo.try(90);
  await repo.write(".git/on_old", `${onOld}\n`);
  return repo;
}

Deno.test("verify refuses what can't be measured any more, and leaves the best in place", async () => {
  await using repo = await makeVerifiable("exit 4");

  const { code, stderr } = await repo.autoresearch("verify");

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /Cannot verify: [0-9a-f]{7} can't be measured any more: exi/,
  );
  assertEquals(await repo.read("target.txt"), "90\n");
  await assertSound(repo);
});

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test(`verify ended by ${signal} beside an old commit has the best in place again`, async () => {
    await using repo = await makeVerifiable(
      "touch .git/at; while [ -e .git/on_old ]; do sleep 0.05; done",
    );
    const child = repo.start("verify");
    await untilThere(repo, ".git/at");
    child.kill(signal);
    const { code } = await endOf(child);
    await repo.sh("rm .git/on_old");

    const next = await repo.autoresearch("run", "--single");

    assertEquals([code, next.code], [signal === "SIGINT" ? 130 : 137, 0]);
    assertEquals(await repo.read("target.txt"), "90\n");
    await assertSound(repo);
    await repo.try(80);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "keep 80"]);
    await assertSound(repo);
  });
}
