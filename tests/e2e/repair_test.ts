import { assert, assertEquals, assertMatch } from "@std/assert";
import { quoteForShell } from "../../src/core/text/shell_quote.ts";
import {
  commandLine,
  makeSession,
  type Repo,
  type Result,
} from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { addProgram } from "../stand_in.ts";
import { endOf, untilThere } from "../waiting.ts";

const FOLDER = ".autoresearch/experiments/0001";
const LOOP = ["run", "--loop", "--agent", "claude", "--max-experiments", "1"];

const STOP = `${commandLine().map(quoteForShell).join(" ")} stop >&2`;

/** What a call of claude takes, by its own account. */
const FINISH = `printf '%s\\n' '{"type":"result","is_error":false,` +
  `"result":"Lower it","total_cost_usd":0.25,"usage":{"input_tokens":100,` +
  `"cache_read_input_tokens":0,"cache_creation_input_tokens":0,` +
  `"output_tokens":5}}'`;

/** A program that does one thing after the other, a call each. */
async function addAgent(
  repo: Repo,
  ...calls: readonly string[]
): Promise<{ readonly PATH: string }> {
  const cases = calls.map((script, at) => `${at + 1}) ${script};;\n`);
  return await addProgram(
    repo,
    "claude",
    `echo x >>.git/calls; cat >.git/prompt\n` +
      `case $(($(wc -l <.git/calls))) in\n${cases.join("")}esac\n${FINISH}`,
  );
}

async function loopWith(
  repo: Repo,
  ...calls: readonly string[]
): Promise<Result> {
  const variables = await addAgent(repo, ...calls);
  return await repo.autoresearchWith(variables, ...LOOP);
}

async function recordOf(repo: Repo) {
  return JSON.parse(await repo.read(`${FOLDER}/experiment.json`));
}

Deno.test("run takes a crash back to the agent, as one row", async () => {
  await using repo = await makeSession({
    evaluate: 'echo "step one"; echo "p50_ms: $(cat target.txt)"',
  });

  const { code, stderr } = await loopWith(
    repo,
    'echo oops >target.txt; echo "a wild idea" >"$AUTORESEARCH_IDEA_FILE"',
    "echo 90 >target.txt",
  );

  assertEquals(code, 0);
  const [, row = {}] = await repo.rows();
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(
    [row["description"], row["repairs"], row["tokens"], row["usd"]],
    [
      "a wild idea",
      "1",
      "210",
      "0.5",
    ],
  );
  assert(Number(row["agent_seconds"]) > 0);
  assertEquals((await recordOf(repo)).agentCalls.length, 2);
  assertMatch(stderr, /#1 crashed, and goes back .* \(repair 1 of 1\): p50_ms/);
  const prompt = await repo.read(".git/prompt");
  assertEquals(prompt, await repo.read(`${FOLDER}/repair-1.md`));
  assertMatch(prompt, /\n```\nstep one\np50_ms: oops\n```\n/);
  assertMatch(prompt, /\n-100\n\+oops\n/);
  // The first candidate stays within reach, as all that were judged do.
  assertEquals(
    await repo.sh(
      "git grep -l oops $(git for-each-ref " +
        "--format='%(refname)' refs/autoresearch) | wc -l",
    ),
    "1\n",
  );
  await assertSound(repo);
});

/** What comes of a repair; each is one row and leaves the incumbent. */
const NO_REPAIRS: readonly (readonly [
  what: string,
  repair: string,
  verdict: string,
])[] = [
  ["crashes again", "echo worse >target.txt", "crash N/A"],
  ["changes nothing", "true", "crash N/A"],
  ["takes the change back", "echo 100 >target.txt", "crash N/A"],
  ["commits nothing new", "git commit -qam again", "crash N/A"],
  ["is worse", "echo 120 >target.txt", "discard 120"],
  [
    "breaks a rule",
    "echo 90 >target.txt; echo 'echo p50_ms: 1' >eval.sh",
    "discard N/A",
  ],
];
for (const [what, repair, verdict] of NO_REPAIRS) {
  Deno.test(`run makes one row of a repair that ${what}`, async () => {
    await using repo = await makeSession();

    await loopWith(repo, "echo oops >target.txt", repair, "exit 1");

    assertEquals(await repo.verdicts(), ["keep 100", verdict]);
    assertEquals((await repo.rows())[1]?.["repairs"], "1");
    assertEquals(await repo.read(".git/calls"), "x\nx\n");
    await assertSound(repo);
  });
}

Deno.test("run repairs as often as the settings say, a shell command too", async () => {
  await using repo = await makeSession();
  await repo.sh("echo repair: 2 >>.autoresearch.cfg");
  const agent = "echo x >>.git/calls; case $(($(wc -l <.git/calls))) in " +
    "1) echo a >target.txt;; 2) echo b >target.txt;; *) echo 90 >target.txt;; " +
    "esac";

  await repo.loop(agent);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals((await repo.rows())[1]?.["repairs"], "2");
  await assertSound(repo);
});

Deno.test("run repairs nothing of a shell command, where nobody asks for it", async () => {
  await using repo = await makeSession();

  await repo.loop("echo x >>.git/calls; echo oops >target.txt");

  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
  assertEquals((await repo.rows())[1]?.["repairs"], "");
  assertEquals(await repo.read(".git/calls"), "x\n");
});

/** What ends a loop while a candidate crashes that could go back 20 times. */
const ENDS: readonly (readonly [
  what: string,
  call: string,
  flags: readonly string[],
  why: string,
])[] = [
  [
    "its money is spent",
    ":",
    ["--max-cost", "0.25"],
    "the session's agents have cost 0.25 USD, of 0.25 allowed",
  ],
  ["it was asked to stop", STOP, [], "stopped by autoresearch stop"],
];
for (const [what, call, flags, why] of ENDS) {
  Deno.test(`run takes a crash back to nobody once ${what}`, async () => {
    await using repo = await makeSession();
    await repo.sh("echo repair: 20 >>.autoresearch.cfg");
    const again = "echo $(wc -l <.git/calls) oops >target.txt";
    const variables = await addAgent(repo, `${again}; ${call}`, again, again);

    const { code, stderr } = await repo.autoresearchWith(
      variables,
      ...["run", "--loop", "--agent", "claude", ...flags],
    );

    assertEquals([code, await repo.verdicts()], [0, ["keep 100", "crash N/A"]]);
    assertEquals(await repo.read(".git/calls"), "x\n");
    assertMatch(stderr, new RegExp(`^#1 crashed, .* to nobody: ${why}$`, "m"));
    assertMatch(stderr, new RegExp(`^Done: ${why}$`, "m"));
    await assertSound(repo);
  });
}

Deno.test("run that is interrupted in a repair takes all back, and holds both candidates", async () => {
  await using repo = await makeSession();
  await repo.sh("echo repair: 1 >>.autoresearch.cfg");
  const agent = "if [ -e .git/crashed ]; then echo 90 >target.txt; " +
    "touch .git/busy; sleep 600; else touch .git/crashed; " +
    "echo oops >target.txt; fi";
  const child = repo.start("run", "--loop", "--agent", agent);
  await untilThere(repo, ".git/busy");

  child.kill("SIGINT");
  const { code } = await endOf(child);

  assertEquals(code, 130);
  assertEquals(await repo.verdicts(), ["keep 100"]);
  const held = await repo.sh(
    "for ref in $(git for-each-ref --format='%(refname)' " +
      "refs/autoresearch/t1/unfinished-*); do git show $ref:target.txt; done",
  );
  assertEquals(held.trim().split("\n").toSorted(), ["90", "oops"]);
  await assertSound(repo);
});
