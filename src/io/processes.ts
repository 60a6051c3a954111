import { endingScript } from "../core/ending_script.ts";
import { childEnvironment, RUN_MARK } from "../core/environment.ts";
import type { Ending, Finished, Processes, RunOptions } from "../core/ports.ts";
import { endingInside } from "../core/sandbox.ts";
import { machine } from "./machine.ts";
import { limitSize } from "./size_limit.ts";
import { endMarked, type Marks, marksOf, marksOfAll, shell } from "./sweep.ts";
import { limitTime } from "./time_limit.ts";

/**
 * Straight into the file: output may be huge, and no child that is left behind
 * can hold us by a pipe. On a line of its own, so that `a && b # c` is captured
 * whole. Input comes from a file for the same reason: an agent that never reads
 * it can't block us.
 */
const REDIRECT = 'exec <"$2" >"$1" 2>&1; shift 2';

/** Shells call it by two letters; without it the environment alone tells. */
const LIMIT = '{ ulimit -w "$1" || ulimit -x "$1"; } 2>/dev/null\nshift';

/** What a log may hold: it must not fill the disk that the ledger is on. */
const MAX_LOG_BYTES = 1e9;

/** How long a command may take to die by itself after SIGTERM. */
const GRACE_SECONDS = 5;

/** The same for what a command that ended by itself has left behind. */
const LEFTOVER_GRACE_SECONDS = 1;

/**
 * Returns the processes of a user with that environment; each carries the mark
 * of this run of the tool and a number.
 */
export function makeProcesses(
  environment: () => Readonly<Record<string, string>>,
  runId: string,
  maxLogBytes = MAX_LOG_BYTES,
): Processes {
  let count = 0;
  return {
    async run(command, options) {
      const marks = marksOf(runId, ++count);
      const started = performance.now();
      const { limitSeconds, stop } = options;
      const child = spawnGroup(command, options, marks, environment());
      if (!(child instanceof Deno.ChildProcess)) return child;

      // The first timer of a process takes 4 ms to load; the child works then.
      using time = limitTime(limitSeconds);
      using size = limitSize(options.log, maxLogBytes);
      const abort = AbortSignal.any([time.signal, size.signal, stop]);
      const ending = await endOf(child, abort);
      const seconds = (performance.now() - started) / 1000;
      const grace = abort.aborted ? GRACE_SECONDS : LEFTOVER_GRACE_SECONDS;
      const leftBehind = endMarked(marks, {
        group: child.pid,
        graceSeconds: grace,
      });

      // The first to fire decides: a stop that falls into the clean-up is none.
      const why: Ending = stop.aborted && ending.aborted
        ? { kind: "cancelled" }
        : ending.aborted && size.signal.aborted
        ? { kind: "flooded", limitBytes: maxLogBytes }
        : ending.aborted
        ? { kind: "timedOut", limitSeconds }
        : ending.signal !== null
        ? { kind: "signaled", signal: ending.signal }
        : options.sandbox === undefined
        ? { kind: "exited", code: ending.code }
        : endingInside(ending.code);
      return { ending: why, seconds, leftBehind };
    },

    endStrays: (runId) =>
      endMarked(marksOfAll(runId), { graceSeconds: LEFTOVER_GRACE_SECONDS }),
  };
}

function spawnGroup(
  command: string,
  { cwd, log, input, variables, sandbox }: RunOptions,
  { mark, ulimit }: Marks,
  inherited: Readonly<Record<string, string>>,
): Deno.ChildProcess | Finished {
  // A mark on bwrap itself would have it ended, and named, as a process left.
  const own = sandbox === undefined ? { [RUN_MARK]: mark } : {};
  const child = childEnvironment(inherited, { ...variables, ...own });
  const script = `${LIMIT}\n${child.preamble}\n${command}`;
  // A shell signs its own complaints with the word before the arguments.
  const streams = ["sh", log, input ?? "/dev/null"];
  const args = sandbox === undefined
    ? ["-c", `${REDIRECT}\n${script}`, ...streams, ulimit]
    : [
      ...["-c", `${REDIRECT}\nexec bwrap "$@"`, ...streams],
      ...[...sandbox, "--setenv", RUN_MARK, mark],
      ...["sh", "-c", script, "sh", ulimit],
    ];
  try {
    return new Deno.Command("sh", {
      args,
      cwd,
      clearEnv: true,
      env: child.variables,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true, // In a process group of its own, which can end as a whole.
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const reason = `cannot start sh in ${JSON.stringify(cwd)}`;
    return {
      ending: { kind: "spawnFailed", reason },
      seconds: 0,
      leftBehind: Promise.resolve([]),
    };
  }
}

/** Waits for a child, ending its group when `abort` fires first. */
async function endOf(
  child: Deno.ChildProcess,
  abort: AbortSignal,
): Promise<Deno.CommandStatus & { readonly aborted: boolean }> {
  let aborted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let signalled = Promise.resolve();
  const end = () => {
    aborted = true;
    signalled = signalGroup(child.pid, "TERM");
    timer = setTimeout(() => {
      signalled = signalGroup(child.pid, "KILL");
    }, GRACE_SECONDS * 1000);
  };
  if (abort.aborted) end();
  abort.addEventListener("abort", end);
  try {
    const status = await child.status;
    return { ...status, aborted };
  } finally {
    abort.removeEventListener("abort", end);
    clearTimeout(timer);
    await signalled;
  }
}

/** By a shell, since `Deno.kill` is refused under a scoped `--allow-run`. */
async function signalGroup(pid: number, name: "TERM" | "KILL"): Promise<void> {
  // It fails when the group is gone already, which was the aim.
  await shell(endingScript(machine.system), name, String(pid));
}
