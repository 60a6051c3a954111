import { childEnvironment, RUN_MARK } from "../core/environment.ts";
import type { Ending, Finished, Processes, RunOptions } from "../core/ports.ts";
import { limitTime } from "./time_limit.ts";

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
): Processes {
  let count = 0;
  return {
    async run(command, options) {
      const mark = `${runId}.${++count}`;
      const started = performance.now();
      const { limitSeconds, stop } = options;
      using limit = limitTime(limitSeconds);
      const child = spawnGroup(command, options, mark, environment());
      if (!(child instanceof Deno.ChildProcess)) return child;

      const abort = AbortSignal.any([limit.signal, stop]);
      const ending = await endOf(child, abort);
      const seconds = (performance.now() - started) / 1000;
      const grace = abort.aborted ? GRACE_SECONDS : LEFTOVER_GRACE_SECONDS;
      const leftBehind = endMarked(mark, {
        group: child.pid,
        graceSeconds: grace,
      });

      // The first to fire decides: a stop that falls into the clean-up is none.
      const why: Ending = stop.aborted && ending.aborted
        ? { kind: "cancelled" }
        : ending.aborted
        ? { kind: "timedOut", limitSeconds }
        : ending.signal !== null
        ? { kind: "signaled", signal: ending.signal }
        : { kind: "exited", code: ending.code };
      return { ending: why, seconds, leftBehind };
    },

    // Its own calls carry the bare mark, all that it ran one with a number.
    endStrays: (runId) =>
      endMarked(`${runId}(\\.[0-9]+)?`, {
        graceSeconds: LEFTOVER_GRACE_SECONDS,
      }),
  };
}

function spawnGroup(
  command: string,
  { cwd, log, input, variables }: RunOptions,
  mark: string,
  inherited: Readonly<Record<string, string>>,
): Deno.ChildProcess | Finished {
  const marked = { ...variables, [RUN_MARK]: mark };
  const child = childEnvironment(inherited, marked);
  try {
    return new Deno.Command("sh", {
      // Straight into the file: output may be huge, and no child that is left
      // behind can hold us by a pipe. Each on a line of its own, so that
      // `a && b # c` is captured whole. Input comes from a file for the same
      // reason: an agent that never reads it can't block us.
      args: [
        "-c",
        `exec <"$1" >"$0" 2>&1\nshift\n${child.preamble}\n${command}`,
        log,
        input ?? "/dev/null",
      ],
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
  // It fails when the group is gone already, which was the aim. One that was
  // stopped would not get to see a TERM before it goes on.
  const script = 'kill -s "$0" -- "-$1"; kill -s CONT -- "-$1"';
  await shell(script, name, String(pid));
}

/**
 * Names and ends what is left of a group, and what left the group but still
 * carries the mark (agents give each of their shell commands a session of its
 * own). One shell for all of it, since this runs after every evaluation. Where
 * there is no /proc only the group is ended.
 */
const SWEEP = `
group=$1 mark=$2 tenths=$3
marked() {
  for attempt in 1 2 3; do
    set -- /proc/[0-9]*
    before=$* pids=
    for found in $(grep -lzsxE -- "$mark" /proc/[0-9]*/environ); do
      found=\${found#/proc/}
      found=\${found%/environ}
      # Whoever asks may have been started inside an experiment himself.
      [ "$found" = "$PPID" ] || pids="$pids $found"
    done
    [ -z "$pids" ] || { echo "$pids"; return; }
    # A child that was born meanwhile, of a parent that died, was overlooked.
    set -- /proc/[0-9]*
    [ "$*" != "$before" ] || return
  done
}
grouped() {
  kill -s 0 -- "-$group" 2>/dev/null || return 1
  # A zombie is a member, too: in a container it may be that nobody reaps it.
  [ ! -r /proc/1/stat ] ||
    grep -qsE "^[0-9]+ \\(.*\\) [^ZX] [0-9]+ $group " /proc/[0-9]*/stat
}
left=$(marked)
[ -n "$left" ] || grouped || exit 0
for pid in $left; do
  printf '%s %s\\n' "$pid" "$(tr '\\000\\n' '  ' <"/proc/$pid/cmdline" 2>/dev/null)"
done
kill -s TERM -- "-$group" 2>/dev/null
[ -z "$left" ] || kill -s TERM $left 2>/dev/null
while [ "$tenths" -gt 0 ]; do
  left=$(marked)
  [ -n "$left" ] || grouped || exit 0
  sleep 0.1
  tenths=$((tenths - 1))
done
# A process that forks while it is being ended needs more than one round.
for round in 1 2 3 4 5; do
  kill -s KILL -- "-$group" 2>/dev/null
  [ -z "$left" ] || kill -s KILL $left 2>/dev/null
  left=$(marked)
  [ -n "$left" ] || exit 0
done
`;

async function endMarked(
  mark: string,
  { group, graceSeconds }: {
    readonly group?: number;
    readonly graceSeconds: number;
  },
): Promise<readonly string[]> {
  const names = await shell(
    SWEEP,
    "sweep",
    String(group ?? ""),
    `${RUN_MARK}=${mark}`,
    String(graceSeconds * 10),
  );
  return names.split("\n").map((line) => line.trim()).filter(Boolean);
}

async function shell(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script, ...args],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin", LC_ALL: "C" },
    stdin: "null",
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}
