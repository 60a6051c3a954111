import { assertEquals, assertMatch } from "@std/assert";
import { makeRepo, type Repo } from "../harness.ts";
import { makeSessionWith } from "../scripted.ts";
import { alive, assertSound } from "../soundness.ts";

/** Where a test's own state folder lies, and what is found in it. */
interface Held extends AsyncDisposable {
  readonly repo: Repo;
  try(
    target: string,
  ): Promise<{ readonly code: number; readonly stderr: string }>;
  values(): Promise<readonly string[]>;
}

/** Prints what the second line of the target says, and writes it down. */
const HOLDOUT = `echo "holdout of $(sed -n 1p target.txt)"
echo "p50_ms: $(sed -n 2p target.txt)"
echo "seen $(sed -n 2p target.txt)" > scores.txt`;

async function makeHeld(
  settings: readonly string[] = [],
  holdout = HOLDOUT,
): Promise<Held> {
  const repo = await makeSessionWith({
    evaluate: 'echo "p50_ms: $(sed -n 1p target.txt)"',
    target: "100\n777001\n",
    files: { "scores.txt": "none\n", "holdout.sh": `${holdout}\n` },
    settings: ["holdout_cmd: sh holdout.sh", ...settings],
  });
  const state = await makeRepo();
  const folder = `${state.path}/state`;
  return {
    repo,
    async try(target) {
      await repo.write("target.txt", target);
      return await repo.autoresearchWith(
        { XDG_STATE_HOME: folder },
        ...["run", "--single", "--message", "try"],
      );
    },
    async values() {
      const text = await state.sh(
        "cat state/autoresearch/holdout/*/values.tsv 2>/dev/null || true",
      );
      return text.split("\n").filter(Boolean).map((line) => {
        const [, row, side, , value] = line.split("\t");
        return `${row} ${side} ${value}`;
      });
    },
    async [Symbol.asyncDispose]() {
      await repo[Symbol.asyncDispose]();
      await state[Symbol.asyncDispose]();
    },
  };
}

async function reasons(repo: Repo): Promise<readonly (string | undefined)[]> {
  return (await repo.rows()).slice(1).map(({ reason }) => reason);
}

Deno.test("run keeps what is not worse on the holdout, and discards what is", async () => {
  await using held = await makeHeld();
  const { repo } = held;

  await held.try("90\n777001\n");
  await held.try("80\n777002\n");
  await held.try("70\n777000\n");

  assertEquals(await reasons(repo), [
    "better by 10",
    "holdout: worse than the incumbent beyond its noise",
    "better by 20",
  ]);
  assertEquals(await held.values(), [
    "1 candidate 777001",
    "1 incumbent 777001",
    "1 incumbent 777001",
    "2 candidate 777002",
    "2 incumbent 777001",
    "3 candidate 777000",
  ]);
  await assertSound(repo);
});

Deno.test("run leaves no value of the holdout anywhere in the project", async () => {
  // Worked out, since the target itself would be found.
  const tripled = HOLDOUT.replaceAll(
    "$(sed -n 2p target.txt)",
    "$(($(sed -n 2p target.txt) * 3))",
  );
  await using held = await makeHeld([], tripled);
  const { repo } = held;

  await held.try("90\n777001\n");
  await held.try("80\n777002\n");

  assertEquals(await held.values(), [
    "1 candidate 2331003",
    "1 incumbent 2331003",
    "1 incumbent 2331003",
    "2 candidate 2331006",
    "2 incumbent 2331003",
  ]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 80"]);
  assertEquals(await repo.sh("grep -rl -e 2331003 -e 2331006 . || true"), "");
  assertEquals(await repo.read("scores.txt"), "none\n");
  await assertSound(repo);
});

Deno.test("run quotes nothing that a holdout prints", async () => {
  await using held = await makeHeld([], 'echo "p50_ms: 0,777"');

  const { code, stderr } = await held.try("90\n1\n");

  assertEquals(code, 0);
  assertEquals(await reasons(held.repo), ["holdout: it gave no number"]);
  assertEquals(stderr.includes("777"), false);
  assertEquals(
    await held.repo.sh(
      "grep -rl 0,777 --exclude=holdout.sh . | grep -v '^./.git/' || true",
    ),
    "",
  );
  assertMatch((await held.values()).join(), /0,777/);
  await assertSound(held.repo);
});

Deno.test("run measures the incumbent's holdout again with another command", async () => {
  await using held = await makeHeld();
  const { repo } = held;
  await held.try("90\n777001\n");
  await repo.sh(
    "sed -i 's|^holdout_cmd.*|holdout_cmd: echo p50_ms: 5|' .autoresearch.cfg",
  );

  await held.try("80\n777009\n");

  assertEquals((await held.values()).slice(3), [
    "2 candidate 5",
    "2 incumbent 5",
    "2 incumbent 5",
  ]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "keep 80"]);
});

Deno.test("run judges nothing where the incumbent has no holdout any more", async () => {
  await using held = await makeHeld(
    [],
    '[ "$(sed -n 1p target.txt)" = 100 ] && exit 7; echo "p50_ms: 777003"',
  );

  const { code, stderr } = await held.try("90\n1\n");

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /the incumbent itself can't be measured: no number of hol/,
  );
  assertEquals((await held.repo.rows()).length, 1);
  await assertSound(held.repo);
});

Deno.test("run holds a candidate against a metric and direction of its own", async () => {
  await using held = await makeHeld(
    ["holdout_metric: score", "holdout_direction: higher"],
    'echo "score: $(sed -n 2p target.txt)"',
  );

  await held.try("90\n777000\n");
  await held.try("80\n777002\n");

  assertEquals(await held.repo.verdicts(), [
    "keep 100",
    "discard 90",
    "keep 80",
  ]);
});

Deno.test("run ends a holdout that hangs, and whatever it left", async () => {
  const seconds = `365.${Deno.pid}`;
  await using held = await makeHeld(
    [],
    `setsid sleep ${seconds} & sleep 0.1; echo "p50_ms: 1"`,
  );

  await held.try("90\n1\n");

  assertEquals(await held.repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await alive(held.repo, seconds), "");
});

Deno.test("run refuses a holdout at its start where its values can't be kept", async () => {
  await using held = await makeHeld();
  await held.repo.write("target.txt", "90\n1\n");

  const { code, stderr } = await held.repo.autoresearchWith(
    { XDG_STATE_HOME: "", HOME: "" },
    ...["run", "--single"],
  );

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^Error: Cannot keep the holdout's values: neither HOME/m,
  );
  assertEquals(await held.repo.read("target.txt"), "90\n1\n");
});
