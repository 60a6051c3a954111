import { assert, assertEquals, assertMatch } from "@std/assert";
import { type LoopResult, runLoop } from "../../src/app/loop.ts";
import { chooseProposer } from "../../src/app/proposal/proposers.ts";
import type { Limits } from "../../src/core/config/limits.ts";
import type { Event } from "../../src/core/experiment/event.ts";
import { makeProcesses } from "../../src/io/processes.ts";
import { HERMETIC, makeSession, type Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { addProgram } from "../stand_in.ts";
import { until } from "../waiting.ts";
import { makePorts } from "./mortal_ports.ts";
import { skippingClock } from "./skipping_clock.ts";

const STREAMS = new URL("../agents/streams/", import.meta.url);

interface Night extends LoopResult {
  readonly events: readonly Event[];
  /** Seconds of each wait, as it was told. */
  readonly waits: readonly number[];
}

/** Lets a loop run by a clock of its own, with a program of ours as the agent. */
async function spend(
  repo: Repo,
  name: string,
  script: string,
  { stop, onNote = () => {}, ...limits }: Limits & {
    /** Who gives one has the real clock: it is to be used while that waits. */
    readonly stop?: AbortSignal;
    /** Is called before the loop goes on, with what it says. */
    readonly onNote?: (message: string) => void;
  } = {},
): Promise<Night> {
  const variables = await addProgram(repo, name, script);
  const real = makePorts();
  const clock = stop === undefined ? skippingClock(real.clock) : real.clock;
  const environment = () => ({
    ...Deno.env.toObject(),
    ...HERMETIC,
    ...variables,
  });
  const ports = {
    ...real,
    clock,
    stop: stop ?? real.stop,
    processes: makeProcesses(environment, real.machine.runId),
  };
  const events: Event[] = [];
  const waits: number[] = [];
  const result = await runLoop(ports, {
    root: repo.path,
    maxExperiments: 1,
    ...limits,
    proposerFor: (session) =>
      chooseProposer(ports, session, { agent: name, seed: undefined }),
  }, {
    isLive: true,
    tell(event) {
      events.push(event);
      if (event.event === "note") onNote(event.message);
      const until = event.event === "note"
        ? /^Waiting until (\S+),/.exec(event.message)?.[1]
        : undefined;
      if (until === undefined) return;
      waits.push((Date.parse(until) - clock.now().getTime()) / 1000);
    },
  });
  return { ...result, events, waits };
}

async function putStream(repo: Repo, name: string): Promise<void> {
  const text = await Deno.readTextFile(new URL(name, STREAMS));
  await repo.write(".git/stream", text);
}

/** Calls, of which the last one lowers the target. */
function overLimit(calls: number, limit: string): string {
  return `echo x >>.git/calls; if [ $(wc -l <.git/calls) -gt ${calls} ]; ` +
    `then echo 90 >target.txt; else ${limit}; fi`;
}

/** What claude says once it tries again. */
const RETRY = '{"type":"system","subtype":"api_retry",' +
  '"error_status":429,"error":"rate_limit"}';

Deno.test("runLoop() gives a program that replaces itself the time to come back", async () => {
  await using repo = await makeSession();
  // The second call finds half a program, and so does the third.
  const agent = `echo x >>.git/calls; case $(wc -l <.git/calls) in ` +
    `1) echo 90 >target.txt;; 2|3) exit 127;; *) echo 80 >target.txt;; esac`;

  const { stop, events } = await spend(repo, "claude", agent, {
    maxExperiments: 2,
  });

  assertEquals(stop, { why: "2 experiments, as asked", code: 0 });
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "keep 80"]);
  const waits = events.flatMap((event) =>
    event.event === "note" ? [event.message] : []
  ).filter((message) => message.startsWith("It has worked before"));
  assertEquals(waits, [
    "It has worked before: trying again in 10 s",
    "It has worked before: trying again in 20 s",
  ]);
});

/** Somebody who puts a file there while the loop waits. */
function comeBy(folder: string, message: string): void {
  if (!/^(?:Waiting until|It has worked)/.test(message)) return;
  Deno.writeTextFileSync(`${folder}/notes.txt`, "mine\n");
}

/** Calls between which a loop waits: for a program, for a server in a repair. */
const WAITS: readonly (readonly [what: string, calls: string])[] = [
  ["for a program", "1) echo 90 >target.txt;; 2) exit 127;;"],
  [
    "in the midst of a repair",
    "1) echo oops >target.txt;; 2) cat .git/stream;;",
  ],
];
for (const [what, calls] of WAITS) {
  Deno.test(`runLoop() that waits ${what} leaves a file that comes by where it is`, async () => {
    await using repo = await makeSession();
    await putStream(repo, "claude/500.jsonl");
    const agent = "echo x >>.git/calls; case $(($(wc -l <.git/calls))) in " +
      `${calls} *) echo 80 >target.txt;; esac`;

    await spend(repo, "claude", agent, {
      until: 80,
      maxExperiments: 3,
      onNote: (message) => comeBy(repo.path, message),
    });

    assertEquals((await repo.verdicts()).at(-1), "keep 80");
    assertEquals(await repo.read("notes.txt"), "mine\n");
  });
}

Deno.test("runLoop() spends no more on a repair than is allowed, however often it waits", async () => {
  await using repo = await makeSession();
  const outage = `printf '%s\n' '{"type":"result","is_error":true,` +
    `"api_error_status":529,"total_cost_usd":5}'`;
  const agent = "echo x >>.git/calls; if [ $(($(wc -l <.git/calls))) = 1 ]; " +
    `then echo oops >target.txt; else ${outage}; fi`;

  const { stop } = await spend(repo, "claude", agent, {
    maxCost: 1,
    maxExperiments: 3,
  });

  assertMatch(stop.why, /cost 5(?:\.00)? USD, of 1/);
  assertEquals(await repo.read(".git/calls"), "x\nx\n");
  assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
});

Deno.test("runLoop() waits for no program that has never worked", async () => {
  await using repo = await makeSession();
  await repo.write("target.txt", "95\n");

  const { stop, events } = await spend(repo, "claude", "exit 127", {
    maxExperiments: 3,
  });

  assertEquals(stop.code, 1);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 95"]);
  const waits = events.filter((event) =>
    event.event === "note" && event.message.startsWith("It has worked before")
  );
  assertEquals(waits, []);
});

/** As the programs were seen to say it; some exit with 0 all the same. */
const PASSING: readonly (readonly [
  name: string,
  stream: string,
  limit: string,
  trouble: RegExp,
])[] = [
  ["claude", "429", "cat .git/stream; exit 1", /^it is over its limit: /],
  ["pi", "429", "cat .git/stream", /^it is over its limit: /],
  ["codex", "429", "cat .git/stream; exit 1", /^it is over its limit: /],
  ["claude", "500", "cat .git/stream; exit 1", /^its server failed: /],
  ["pi", "500", "cat .git/stream", /^its server failed: /],
  ["codex", "cut", "cat .git/stream; exit 1", /^it lost its connection: /],
  ["qwen", "cut", "cat .git/stream", /^it lost its connection: /],
];
for (const [name, stream, limit, trouble] of PASSING) {
  Deno.test(`runLoop() waits out the ${stream} of ${name}, and goes on with the same row`, async () => {
    await using repo = await makeSession();
    await putStream(repo, `${name}/${stream}.jsonl`);

    const agent = overLimit(1, limit);

    const { stop, events, waits } = await spend(repo, name, agent);

    assertEquals(stop, { why: "1 experiment, as asked", code: 0 });
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals(waits.map((wait) => Math.round(wait / 10)), [6]);
    const waiting = events.find((event) =>
      event.event === "progress" && event.phase === "waiting"
    );
    assert(waiting?.event === "progress");
    assertEquals([waiting.row, waiting.limitSeconds, waiting.best], [
      1,
      60,
      100,
    ]);
    assertMatch(waiting.trouble ?? "", trouble);
    await assertSound(repo);
  });
}

Deno.test("runLoop() waits longer each time, whatever it waits for, and says so", async () => {
  await using repo = await makeSession();
  await putStream(repo, "claude/500.jsonl");
  const limit = `printf '%s\\n' '{"type":"result","is_error":true,` +
    `"api_error_status":429}'`;

  const agent = overLimit(
    3,
    `if [ $(wc -l <.git/calls) = 2 ]; then ${limit}; else cat .git/stream; fi`,
  );

  const { stop, waits, events } = await spend(repo, "claude", agent);

  assertEquals(stop.code, 0);
  assertEquals(waits.map((wait) => Math.round(wait / 60)), [1, 2, 4]);
  assertEquals(
    events.flatMap((event) =>
      event.event === "note"
        ? /, then on with #1(.*): it/.exec(event.message)?.[1] ?? []
        : []
    ),
    ["", " (wait 2 in a row)", " (wait 3 in a row)"],
  );
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("runLoop() counts no outage among the proposals that came to nothing", async () => {
  await using repo = await makeSession();
  await putStream(repo, "claude/500.jsonl");
  const agent = "echo x >>.git/calls; case $(($(wc -l <.git/calls))) in " +
    "[1-4]) ;; 5) cat .git/stream;; *) echo 90 >target.txt;; esac";

  const { stop, waits } = await spend(repo, "claude", agent);

  assertEquals([stop.code, waits.length], [0, 1]);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  await assertSound(repo);
});

Deno.test("runLoop() ends an agent that tries on for too long, and waits itself", async () => {
  await using repo = await makeSession();
  const agent = overLimit(
    1,
    `while :; do echo '${RETRY}'; sleep 0.02; done`,
  );

  const { stop, waits } = await spend(repo, "claude", agent);

  assertEquals(stop.code, 0);
  assertEquals(waits.length, 1);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  await assertSound(repo);
});

Deno.test("runLoop() leaves an agent alone that has nothing more to say of a limit", async () => {
  await using repo = await makeSession();
  const agent = `echo '${RETRY}'; sleep 0.2; echo 90 >target.txt`;

  const { waits } = await spend(repo, "claude", agent);

  assertEquals([waits.length, (await repo.verdicts()).at(-1)], [0, "keep 90"]);
});

Deno.test("runLoop() judges what was changed before the limit", async () => {
  await using repo = await makeSession();
  await putStream(repo, "claude/429.jsonl");

  const agent = "echo 90 >target.txt; cat .git/stream; exit 1";

  const { waits } = await spend(repo, "claude", agent);

  assertEquals([waits.length, await repo.verdicts()], [
    0,
    ["keep 100", "keep 90"],
  ]);
});

Deno.test("runLoop() waits a limit out in the midst of a repair", async () => {
  await using repo = await makeSession();
  await putStream(repo, "claude/429.jsonl");
  const agent = "echo x >>.git/calls; case $(($(wc -l <.git/calls))) in " +
    "1) echo oops >target.txt;; 2) cat .git/stream;; *) echo 90 >target.txt;; " +
    "esac";

  const { waits } = await spend(repo, "claude", agent);

  assertEquals(waits.length, 1);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals((await repo.rows())[1]?.["repairs"], "1");
  await assertSound(repo);
});

Deno.test("runLoop() waits until the time that an agent tells", async () => {
  await using repo = await makeSession();
  const limit = `printf '%s\\n' '{"type":"result","is_error":true,"result":` +
    `"You have hit your limit, try again in 20 minutes"}'`;

  const { waits } = await spend(repo, "claude", overLimit(1, limit));

  assertEquals(waits.map((wait) => Math.round(wait / 60)), [20]);
});

Deno.test("runLoop() waits no longer than its hours", async () => {
  await using repo = await makeSession();
  await putStream(repo, "claude/429.jsonl");

  const { stop, session } = await spend(repo, "claude", "cat .git/stream", {
    maxHours: 0.05,
  });

  assertEquals(stop, { why: "0.05 hours, as asked", code: 0 });
  assertEquals(session.rows.length, 1);
  await assertSound(repo);
});

Deno.test("runLoop() that waits is ended at once by a signal", async () => {
  await using repo = await makeSession();
  await putStream(repo, "claude/429.jsonl");
  const controller = new AbortController();
  const agent = "touch .git/called; cat .git/stream";
  const waiting = spend(repo, "claude", agent, { stop: controller.signal });
  await until("the wait", async () =>
    await repo.exists(".git/called") &&
    !await repo.exists(".autoresearch/state.json"));

  controller.abort();
  const { stop } = await waiting;

  assertEquals(stop, { why: "interrupted", code: 130 });
  await assertSound(repo);
});
