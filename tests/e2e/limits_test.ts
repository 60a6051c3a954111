import { assertEquals, assertMatch } from "@std/assert";
import { makeSession, type Repo, type Result } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { addProgram } from "../stand_in.ts";
import { endOf, untilThere } from "../waiting.ts";

const COUNT_DOWN = "echo $(($(cat target.txt) - 1)) > target.txt";
const COUNT_UP = "echo $((200 + $(wc -l < results.tsv))) > target.txt";

/** What a loop with these flags or settings comes to, and why it ends. */
const ENDS: readonly (readonly [
  what: string,
  agent: string,
  flags: readonly string[],
  settings: string,
  stopped: string,
  verdicts: readonly string[],
])[] = [
  [
    "a value that is good enough",
    COUNT_DOWN,
    ["--until", "98"],
    "",
    "p50_ms is 98, and 98 was asked for",
    ["keep 100", "keep 99", "keep 98"],
  ],
  [
    "a value that the baseline has reached",
    COUNT_DOWN,
    ["--until", "100 ms"],
    "",
    "p50_ms is 100, and 100 was asked for",
    ["keep 100"],
  ],
  [
    "a plateau",
    COUNT_UP,
    ["--plateau", "2"],
    "",
    "a plateau: no keep in 2 experiments",
    ["keep 100", "discard 202", "discard 203"],
  ],
  [
    "hours that are over before the first experiment",
    COUNT_DOWN,
    ["--max-hours", "0.0000001"],
    "",
    "1e-7 hours, as asked",
    ["keep 100"],
  ],
  [
    "experiments that the settings allow",
    COUNT_DOWN,
    [],
    "max_experiments: 2\nmax_hours: 8\n",
    "2 experiments, as asked",
    ["keep 100", "keep 99", "keep 98"],
  ],
  [
    "a flag that comes before the settings",
    COUNT_DOWN,
    ["--max-experiments", "1"],
    "max_experiments: 2\n",
    "1 experiment, as asked",
    ["keep 100", "keep 99"],
  ],
];
for (const [what, agent, flags, settings, stopped, verdicts] of ENDS) {
  Deno.test(`run --loop ends with ${what}`, async () => {
    await using repo = await makeSession();
    await addSettings(repo, settings);

    const { code, stdout } = await repo.autoresearch(
      ...["run", "--loop", "--json", "--agent", agent, ...flags],
    );

    assertEquals([code, stoppedIn(stdout)], [0, stopped]);
    assertEquals(await repo.verdicts(), verdicts);
    await assertSound(repo);
  });
}

Deno.test("run --loop counts a plateau over the session, and tries at least once more", async () => {
  await using repo = await makeSession();
  await repo.loop(COUNT_UP, 2);

  const { stdout } = await repo.autoresearch(
    ...["run", "--loop", "--agent", COUNT_UP, "--plateau", "2", "--json"],
  );

  assertEquals(stoppedIn(stdout), "a plateau: no keep in 3 experiments");
  assertEquals((await repo.rows()).length, 4);
});

Deno.test("run --loop prints why it ends, and the summary", async () => {
  await using repo = await makeSession();

  const { stdout, stderr } = await repo.autoresearch(
    ...["run", "--loop", "--agent", COUNT_DOWN, "--until", "99"],
  );

  assertMatch(stderr, /^Done: p50_ms is 99, and 99 was asked for$/m);
  assertMatch(stdout, /^p50_ms \(lower is better\)[^]*best {6}99/m);
});

Deno.test("run --max-hours also ends a loop that waits for commits", async () => {
  await using repo = await makeSession();
  const hours = String(0.3 / 3600);

  const { code, stdout } = await repo.autoresearch(
    ...["run", "--loop", "--json", "--max-hours", hours.slice(0, 10)],
  );

  assertEquals(code, 0);
  assertMatch(stoppedIn(stdout), /hours, as asked$/);
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

/** A call of this agent costs 0.5 USD, whatever comes of it. */
const DEAR = "cat >/dev/null\n" +
  '[ -e .git/idle ] || echo "$(($(cat target.txt) - 1))" > target.txt\n' +
  `echo '{"type":"result","subtype":"success","is_error":false,` +
  `"result":"Lower it","total_cost_usd":0.5}'`;

/** Returns what runs a loop with that agent. */
async function withDearAgent(
  repo: Repo,
): Promise<(...flags: string[]) => Promise<Result>> {
  const path = await addProgram(repo, "claude", DEAR);
  const loop = ["run", "--loop", "--json", "--agent", "claude"];
  return (...flags) => repo.autoresearchWith(path, ...loop, ...flags);
}

Deno.test("run --max-cost counts over the session, failed calls among it", async () => {
  await using repo = await makeSession();
  const run = await withDearAgent(repo);

  await run("--max-experiments", "1");
  await repo.write(".git/idle", "");
  const { code, stdout } = await run("--max-cost", "1.5");
  const again = await run("--max-cost", "1.5");

  const why = "the session's agents have cost 1.50 USD, of 1.5 allowed";
  assertEquals([code, stoppedIn(stdout)], [0, why]);
  assertEquals([again.code, stoppedIn(again.stdout)], [0, why]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 99"]);
});

Deno.test("run --max-cost counts what the ledger tells, where its own count is gone", async () => {
  await using repo = await makeSession();
  const run = await withDearAgent(repo);

  await run("--max-experiments", "2");
  await Deno.remove(`${repo.path}/.autoresearch/spent`);
  const { stdout } = await run("--max-cost", "1");

  assertEquals(
    stoppedIn(stdout),
    "the session's agents have cost 1.00 USD, of 1 allowed",
  );
  assertEquals(await repo.verdicts(), ["keep 100", "keep 99", "keep 98"]);
});

Deno.test("run --max-cost says once where no cost is known", async () => {
  await using repo = await makeSession();

  const { stderr } = await repo.loop(COUNT_DOWN, 2, "--max-cost", "5");

  assertEquals(stderr.match(/does not say what it costs/g)?.length, 1);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 99", "keep 98"]);
});

Deno.test("run says where it judges what agent_minutes cut short", async () => {
  await using repo = await makeSession();
  await addSettings(repo, "agent_minutes: 0.005\n");

  const { code, stderr } = await repo.loop("echo 90 >target.txt; sleep 600");

  assertEquals([code, await repo.verdicts()], [0, ["keep 100", "keep 90"]]);
  assertMatch(
    stderr,
    /^The proposer was ended \(time limit: not done after 0\.3 s\): what it had changed by then is judged$/m,
  );
});

Deno.test("run --max-cost says nothing of a failed call that tells no cost", async () => {
  await using repo = await makeSession();
  const path = await addProgram(
    repo,
    "claude",
    "[ -e .git/called ] || { touch .git/called; " +
      `echo '{"type":"result","is_error":true,"result":"Not logged in"}'; ` +
      `exit 1; }\n${DEAR}`,
  );

  const { stdout, stderr } = await repo.autoresearchWith(
    path,
    ...["run", "--loop", "--agent", "claude", "--max-cost", "0.5"],
  );

  assertEquals(stderr.includes("what it costs"), false, stderr);
  assertMatch(stderr, /^Done: the session's agents have cost 0\.50 USD/m);
  assertMatch(stdout, /^ {2}best {6}99 /m);
});

/** What a dry run says of limits that are reached already. */
const PLANS: readonly (readonly [flags: string, stop: string | null])[] = [
  ["--loop --until 100", "p50_ms is 100, and 100 was asked for"],
  ["--until 99", null],
  ["--max-cost 1", null],
  ["--single", null],
];
for (const [flags, stop] of PLANS) {
  Deno.test(`run --dry-run ${flags} tells whether it would end at once`, async () => {
    await using repo = await makeSession();
    await addSettings(repo, flags === "--single" ? "until: 100\n" : "");

    const dry = ["run", "--dry-run", ...flags.split(" ")];
    const { stdout } = await repo.autoresearch(...dry);
    const json = await repo.autoresearch(...dry, "--json");

    assertEquals(JSON.parse(json.stdout).stop, stop);
    const first = stop === null
      ? "wait for a commit on the branch (no agent is configured)"
      : `nothing, and end: ${stop}`;
    assertEquals(/^ {2}first {6}(.*)$/m.exec(stdout)?.[1], first);
  });
}

Deno.test("log counts the time of a call that was interrupted", async () => {
  await using repo = await makeSession();
  const agent = "touch .git/busy; sleep 600";
  const loop = repo.start("run", "--loop", "--agent", agent);
  await untilThere(repo, ".git/busy");

  loop.kill("SIGINT");
  const { code } = await endOf(loop);

  const { stdout } = await repo.autoresearch("log", "--json");
  const { spent } = JSON.parse(stdout);
  assertEquals([code, spent.seconds > 0, spent.usd], [130, true, null]);
});

async function addSettings(repo: Repo, lines: string): Promise<void> {
  const text = await repo.read(".autoresearch.cfg");
  await repo.write(".autoresearch.cfg", text + lines);
}

/** Why a run says, in the last line of its JSON, that it ended. */
function stoppedIn(stdout: string): string {
  const last: unknown = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  return typeof last === "object" && last !== null && "stopped" in last
    ? String(last.stopped)
    : "";
}
