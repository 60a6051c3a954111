import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import type { Ending, RunOptions } from "../../src/core/ports.ts";
import { makeProcesses } from "../../src/io/processes.ts";
import { until } from "../waiting.ts";

const NEVER = new AbortController().signal;

interface Run {
  readonly ending: Ending;
  readonly log: string;
  readonly seconds: number;
  readonly leftBehind: readonly string[];
}

/** Runs a command in a folder of its own. */
async function run(
  command: string,
  options: Partial<RunOptions> = {},
  environment: Readonly<Record<string, string>> = { PATH: "/usr/bin:/bin" },
): Promise<Run> {
  const cwd = await Deno.makeTempDir({ prefix: "autoresearch " });
  try {
    const log = join(cwd, "run.log");
    const given = { cwd, log, limitSeconds: 60, stop: NEVER, ...options };
    const runId = crypto.randomUUID();
    const processes = makeProcesses(() => environment, runId);
    const finished = await processes.run(command, given);
    const leftBehind = await finished.leftBehind;
    const text = await Deno.readTextFile(log).catch(() => "");
    return { ...finished, leftBehind, log: text };
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

/** Runs a command that says when it is ready for it, and stops it then. */
async function stopOnceReady(
  commandFor: (ready: string) => string,
): Promise<Run> {
  const stop = new AbortController();
  const busy = await Deno.makeTempFile();
  const running = run(commandFor(`rm '${busy}'`), { stop: stop.signal });
  await until("the command", async () => {
    const found = await Deno.lstat(busy).catch(() => undefined);
    return found === undefined;
  });
  stop.abort();
  return await running;
}

const ENDINGS: [command: string, ending: Ending][] = [
  ["true", { kind: "exited", code: 0 }],
  ["exit 7", { kind: "exited", code: 7 }],
  ["exit 255", { kind: "exited", code: 255 }],
  ["kill -9 $$", { kind: "signaled", signal: "SIGKILL" }],
  ["kill -15 $$", { kind: "signaled", signal: "SIGTERM" }],
  ["no-such-program", { kind: "exited", code: 127 }],
  ["if", { kind: "exited", code: 2 }],
  ["sleep 30", { kind: "timedOut", limitSeconds: 0.1 }],
  ["sleep 30 & wait", { kind: "timedOut", limitSeconds: 0.1 }],
];
for (const [command, ending] of ENDINGS) {
  Deno.test(`run() says of ${command}: ${JSON.stringify(ending)}`, async () => {
    const limitSeconds = ending.kind === "timedOut" ? 0.1 : 60;
    assertEquals((await run(command, { limitSeconds })).ending, ending);
  });
}

Deno.test("run() lets a shell sign its complaints as a shell", async () => {
  const { log } = await run('echo "$0 $#"; no-such-program');

  assertMatch(log, /^sh 0\nsh: .*no-such-program: .*not found\n$/);
});

Deno.test("run() says that it cannot start in a folder that is gone", async () => {
  const cwd = await Deno.makeTempDir();
  await Deno.remove(cwd);

  const { ending } = await run("true", { cwd });

  const reason = `cannot start sh in "${cwd}"`;
  assertEquals(ending, { kind: "spawnFailed", reason });
});

const OUTPUTS: [command: string, log: string][] = [
  ["echo out; echo err >&2", "out\nerr\n"],
  ["echo a && echo b", "a\nb\n"],
  ["echo a # a comment", "a\n"],
  ["echo a; echo b > /dev/null", "a\n"],
  ["echo a\necho b", "a\nb\n"],
  ["printf 'no newline'", "no newline"],
  ["echo '$HOME' \"`echo x`\"", "$HOME x\n"],
  ["cat", ""],
  ["echo $#", "0\n"],
];
for (const [command, log] of OUTPUTS) {
  Deno.test(`run() writes all that ${JSON.stringify(command)} prints`, async () => {
    assertEquals((await run(command)).log, log);
  });
}

Deno.test("run() gives a file as stdin, and a command that never reads it no trouble", async () => {
  const input = await Deno.makeTempFile();
  await Deno.writeTextFile(input, "x".repeat(1_000_000));

  const [all, none] = await Promise.all([
    run("wc -c", { input }),
    run("true", { input }),
  ]);
  await Deno.remove(input);

  assertEquals(all.log.trim(), "1000000");
  assertEquals(none.ending, { kind: "exited", code: 0 });
});

Deno.test("run() adds its own variables and the mark to what is inherited", async () => {
  const { log } = await run(
    'echo "$A $B ${LD_X-none}"; echo "$AUTORESEARCH_RUN"',
    { variables: { B: "2" } },
    { PATH: "/usr/bin:/bin", A: "1", LD_X: "/cuda" },
  );
  const [first, second = ""] = log.split("\n");
  assertEquals(first, "1 2 /cuda");
  assertMatch(second, /^[0-9a-f-]{36}\.1$/);
});

Deno.test("run() ends at a stop, and says so", async () => {
  const stop = new AbortController();
  const running = run("sleep 30", { stop: stop.signal });
  stop.abort();
  const { ending, seconds } = await running;
  assertEquals(ending, { kind: "cancelled" });
  assert(seconds < 25);
});

Deno.test("run() at a stop that came before it ends at once", async () => {
  const { ending, seconds } = await run("sleep 30", {
    stop: AbortSignal.abort(),
  });
  assertEquals(ending, { kind: "cancelled" });
  assert(seconds < 25);
});

Deno.test("run() gives a command the time to tidy up after SIGTERM", async () => {
  const { ending, log } = await stopOnceReady(
    (ready) =>
      "trap 'sleep 0.3; echo tidy; exit' TERM; " +
      `${ready}; while :; do sleep 0.05; done`,
  );
  assertEquals([ending.kind, log.endsWith("tidy\n")], ["cancelled", true]);
});

Deno.test("run() ends a command that floods its log", async () => {
  const log = await Deno.makeTempFile();
  const processes = makeProcesses(() => ({ PATH: "/usr/bin:/bin" }), "f", 1e6);
  const flood = "head -c 1000001 /dev/zero; sleep 30";
  const options = { cwd: "/", log, limitSeconds: 20, stop: NEVER };
  const { ending, leftBehind } = await processes.run(flood, options);
  assertEquals(await leftBehind, []);
  await Deno.remove(log);
  assertEquals(ending, { kind: "flooded", limitBytes: 1e6 });
});

Deno.test("run() does not take a limit for an exit code that means one elsewhere", async () => {
  const { ending } = await run("exit 124");
  assertEquals(ending, { kind: "exited", code: 124 });
});

/** Each leaves a sleeper behind; all of them are ended, and named. */
const LEFT: [how: string, command: (seconds: string) => string][] = [
  ["in the group", (s) => `sleep ${s} &`],
  ["in a session of its own", (s) => `setsid sleep ${s} &`],
  ["behind two forks", (s) => `(setsid sh -c '(sleep ${s} &)' &); sleep 0.1`],
  ["far from its output", (s) => `nohup setsid sleep ${s} > /dev/null 2>&1 &`],
];
for (const [index, [how, command]] of LEFT.entries()) {
  Deno.test(`run() ends what a command left ${how}`, async () => {
    const number = `30${index}.${Deno.pid}`;

    const { ending, leftBehind, seconds } = await run(command(number));

    assertEquals(ending, { kind: "exited", code: 0 });
    // By now it may still be the shell that is about to become it.
    assert(leftBehind.some((line) => line.includes(`sleep ${number}`)));
    assert(seconds < 60);
    assertEquals(await sleepers(number), "");
  });
}

Deno.test("run() ends a member of the group that threw its environment away", async () => {
  const number = `305.${Deno.pid}`;
  await run(`env -i sleep ${number} &`);
  assertEquals(await sleepers(number), "");
});

Deno.test("run() ends a command that ignores SIGTERM after its grace", async () => {
  const number = `306.${Deno.pid}`;
  const { ending, seconds } = await stopOnceReady(
    (ready) => `trap '' TERM; ${ready}; sleep ${number}; sleep ${number}`,
  );
  assertEquals(ending.kind, "cancelled");
  assert(seconds >= 5, `${seconds}`);
  assertEquals(await sleepers(number), "");
});

Deno.test("endStrays() ends what a run left when it was killed, and nothing else", async () => {
  const [runId, otherId] = [crypto.randomUUID(), crypto.randomUUID()];
  const start = (mark: string, seconds: string) =>
    new Deno.Command("sleep", {
      args: [seconds],
      env: { AUTORESEARCH_RUN: mark },
      stdout: "null",
      stderr: "null",
    }).spawn();
  const [stray, call] = [start(`${runId}.12`, "307"), start(runId, "309")];
  const others = [start(`${runId}0.1`, "308"), start(otherId, "308")];
  const processes = makeProcesses(() => ({}), otherId);

  const named = await processes.endStrays(runId);
  const ended = await Promise.all([stray.status, call.status]);
  for (const other of others) other.kill("SIGKILL");
  const left = await Promise.all(others.map((other) => other.status));

  assertEquals(
    new Set(named.map((line) => line.replace(/ \/\S*\//, " "))),
    new Set([`${stray.pid} sleep 307`, `${call.pid} sleep 309`]),
  );
  assertEquals(
    [...ended, ...left].map(({ signal }) => signal),
    ["SIGTERM", "SIGTERM", "SIGKILL", "SIGKILL"],
  );
});

/** Which processes sleep for so long; nobody else says that number. */
async function sleepers(seconds: string): Promise<string> {
  // The brackets keep grep from finding itself.
  const pattern = `[${seconds.slice(0, 1)}]${seconds.slice(1)}`;
  const script = `grep -lzs -- '${pattern}' /proc/[0-9]*/cmdline`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] })
    .output();
  return new TextDecoder().decode(stdout);
}
