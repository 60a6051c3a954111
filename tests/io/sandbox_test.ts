import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import type { Ending, Processes } from "../../src/core/ports.ts";
import { bwrapArguments } from "../../src/core/sandbox.ts";
import { makeProcesses } from "../../src/io/processes.ts";
import { sandboxTest } from "../sandboxed.ts";
import { until } from "../waiting.ts";

const NEVER = new AbortController().signal;

interface Options {
  readonly limitSeconds?: number;
  readonly stop?: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called once the command has written a file `ready`. */
  readonly onceReady?: (runId: string, processes: Processes) => unknown;
}

/** Runs a command in the sandbox, in a folder of its own that is writable. */
async function run(
  command: string,
  { limitSeconds = 60, stop = NEVER, environment, onceReady }: Options = {},
) {
  const root = await Deno.realPath(
    await Deno.makeTempDir({ prefix: "auto 'research " }),
  );
  const sandbox = bwrapArguments({
    root,
    places: [
      { path: await Deno.realPath("/tmp"), access: "fresh" },
      { path: root, access: "write" },
    ],
    hasNetwork: true,
  });
  try {
    const runId = crypto.randomUUID();
    const log = join(root, "run.log");
    const variables = { PATH: "/usr/bin:/bin", ...environment };
    const processes = makeProcesses(() => variables, runId);
    const given = { cwd: root, log, limitSeconds, stop, sandbox };
    const running = processes.run(command, given);
    if (onceReady !== undefined) {
      await until("ready", () => isThere(join(root, "ready")));
      await onceReady(runId, processes);
    }
    const { ending, leftBehind } = await running;
    const ended = await leftBehind;
    const text = await Deno.readTextFile(log);
    return { ending, log: text, leftBehind: ended };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await Deno.lstat(path)).isFile;
}

/** Command lines of processes that hold a word which only one test uses. */
async function alive(word: string): Promise<string> {
  const pattern = `[${word.slice(0, 1)}]${word.slice(1)}`;
  const script = `grep -lzs -- '${pattern}' /proc/[0-9]*/cmdline`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] })
    .output();
  return new TextDecoder().decode(stdout);
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
  sandboxTest(
    `run() in a sandbox says of ${command}: ${JSON.stringify(ending)}`,
    async () => {
      const limitSeconds = ending.kind === "timedOut" ? 0.1 : 60;
      assertEquals((await run(command, { limitSeconds })).ending, ending);
    },
  );
}

const OUTPUTS: [command: string, log: string][] = [
  ["echo out; echo err >&2", "out\nerr\n"],
  ["echo a && echo b # a comment", "a\nb\n"],
  ["echo '$HOME' \"`echo x`\"", "$HOME x\n"],
  ["cat; echo $#", "0\n"],
  ["echo a >> /dev/stdout; echo b >> /dev/stderr", "a\nb\n"],
  ["printf '%s\\n' \"${PWD##*/auto}\" | cut -c 1-11", " 'research \n"],
  ["echo x > /tmp/x && ls /tmp/x", "/tmp/x\n"],
  ["echo ${TMPDIR-none} ${XDG_RUNTIME_DIR-none}", "none none\n"],
  // Its own first process, and the shell.
  ["set -- /proc/[0-9]*; echo $#", "2\n"],
  ["grep -c '^CapEff:.*[^0:\t]' /proc/self/status", "0\n"],
];
for (const [command, log] of OUTPUTS) {
  sandboxTest(
    `run() in a sandbox writes what ${JSON.stringify(command)} prints`,
    async () => {
      const environment = { TMPDIR: "/elsewhere", XDG_RUNTIME_DIR: "/run/x" };
      assertEquals((await run(command, { environment })).log, log);
    },
  );
}

sandboxTest(
  "run() in a sandbox gives the command its variables and the mark",
  async () => {
    const { log } = await run('echo "${LD_X-none}"; echo "$AUTORESEARCH_RUN"', {
      environment: { LD_X: "/cuda" },
    });

    const [first, second = ""] = log.split("\n");
    assertEquals(first, "/cuda");
    assertMatch(second, /^[0-9a-f-]{36}\.1$/);
  },
);

sandboxTest(
  "run() in a sandbox gives a command the time to tidy up after SIGTERM",
  async () => {
    const stop = new AbortController();

    const { ending, log } = await run(
      "trap 'sleep 0.2; echo tidy; exit' TERM; : > ready; " +
        "while :; do sleep 0.05; done",
      { stop: stop.signal, onceReady: () => stop.abort() },
    );

    assertEquals([ending.kind, log.endsWith("tidy\n")], ["cancelled", true]);
  },
);

const LEFT: [how: string, script: (seconds: string) => string][] = [
  ["in the background", (s) => `sleep ${s} &`],
  ["by setsid", (s) => `setsid sleep ${s} &`],
  ["without any environment", (s) => `env -i setsid sleep ${s} &`],
  ["deaf to SIGTERM", (s) => `setsid sh -c 'trap "" TERM; exec sleep ${s}' &`],
];
for (const [index, [how, script]] of LEFT.entries()) {
  sandboxTest(
    `run() in a sandbox ends and names what was left ${how}`,
    async () => {
      const seconds = `36${index}.${Deno.pid}`;

      const { ending, leftBehind } = await run(`${script(seconds)} echo`);

      assertEquals(ending, { kind: "exited", code: 0 });
      assertEquals(await alive(seconds), "");
      assert(leftBehind.length > 0);
      assertEquals(leftBehind.filter((name) => name.includes("bwrap")), []);
    },
  );
}

sandboxTest(
  "run() in a sandbox leaves nothing where all of it is deaf to SIGTERM",
  async () => {
    const seconds = `365.${Deno.pid}`;

    const { ending } = await run(
      `trap '' TERM; setsid sleep ${seconds} & sleep ${seconds}`,
      { limitSeconds: 0.2 },
    );

    assertEquals(ending, { kind: "timedOut", limitSeconds: 0.2 });
    assertEquals(await alive(seconds), "");
  },
);

sandboxTest(
  "endStrays() ends what a killed run left in its sandbox",
  async () => {
    const seconds = `366.${Deno.pid}`;
    let ended: readonly string[] = [];

    await run(`setsid sleep ${seconds} & : > ready; sleep ${seconds}`, {
      onceReady: async (runId, processes) => {
        ended = await processes.endStrays(runId);
      },
    });

    assert(ended.length > 0);
    assertEquals(await alive(seconds), "");
  },
);

sandboxTest(
  "run() in a sandbox names nobody where nothing was left",
  async () => {
    const runs = await Promise.all(
      Array.from({ length: 8 }, () => run("true")),
    );

    assertEquals(runs.flatMap(({ leftBehind }) => leftBehind), []);
  },
);
