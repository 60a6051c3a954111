import { RUN_MARK } from "../core/environment.ts";

/** How what a run has started is known, wherever it has gone. */
export interface Marks {
  /** Value of a variable in the environment, which can be cleared. */
  readonly mark: string;
  /**
   * A hard limit on file locks: every child inherits it, and can't raise it.
   * Linux pays no attention to that limit since 2.4.25, so any number will do.
   */
  readonly ulimit: string;
}

/** Returns the marks of one of a run's commands. */
export function marksOf(runId: string, number: number): Marks {
  const digits = String(number % 1_000_000).padStart(6, "0");
  return { mark: `${runId}.${number}`, ulimit: `${limitOf(runId)}${digits}` };
}

/** Returns expressions for the marks of all of a run's commands. */
export function marksOfAll(runId: string): Marks {
  // Its own git calls carry the bare mark, all that it ran one with a number.
  return {
    mark: `${runId}(\\.[0-9]+)?`,
    ulimit: `${limitOf(runId)}[0-9]{6}`,
  };
}

/** Leaves room for six more digits below the largest limit there is. */
function limitOf(runId: string): string {
  const number = parseInt(runId.replaceAll("-", "").slice(0, 9), 16);
  return `1${String(number).padStart(11, "0")}`;
}

/**
 * Names and ends what is left of a group, and what left the group but still
 * carries the mark (agents give each of their shell commands a session of its
 * own). One shell for all of it, since this runs after every evaluation. Where
 * there is no /proc only the group is ended.
 */
const SWEEP = `
# An empty mark would be on everybody: then nothing is ended.
group=$1 mark=\${2:?} ulimit=\${3:?} tenths=$4
limit="(.*[[:space:]])?Max file locks +$ulimit .*"
marked() {
  set -- /proc/[0-9]*
  seen=" $* "
  set -- /proc/[0-9]*/environ /proc/[0-9]*/limits
  for attempt in 1 2 3; do
    pids=
    for found in $(grep -lzsxE -e "$mark" -e "$limit" "$@"); do
      found=\${found#/proc/}
      found=\${found%/*}
      # Whoever asks may have been started inside an experiment himself.
      case " $PPID $$ $pids " in *" $found "*) continue ;; esac
      # A zombie has limits still, and where nobody reaps it has them for ever.
      grep -qs '^State:.[ZX]' "/proc/$found/status" || pids="$pids $found"
    done
    [ -z "$pids" ] || { echo "$pids"; return; }
    # A child that was born meanwhile, of a parent that died, was overlooked.
    set --
    for found in /proc/[0-9]*; do
      case $seen in *" $found "*) continue ;; esac
      seen="$seen$found "
      set -- "$@" "$found/environ" "$found/limits"
    done
    [ $# -gt 0 ] || return
  done
}
grouped() {
  kill -s 0 -- "-$group" 2>/dev/null || return 1
  # A zombie is a member, too: in a container it may be that nobody reaps it.
  [ ! -r /proc/1/stat ] ||
    grep -qsE "^[0-9]+ \\(.*\\) [^ZX] [0-9]+ $group " /proc/[0-9]*/stat
}
look() {
  left=$(marked)
  for pid in $left; do
    case " $named " in *" $pid "*) continue ;; esac
    # One that is about to end has none: whoever it has started comes next.
    line=$(tr '\\000\\n' '  ' <"/proc/$pid/cmdline") 2>/dev/null
    [ -z "$line" ] || printf '%s %s\\n' "$pid" "$line"
    [ -z "$line" ] || named="$named $pid"
  done
}
named=
look
[ -n "$left" ] || grouped || exit 0
kill -s TERM -- "-$group" 2>/dev/null
[ -z "$left" ] || kill -s TERM $left 2>/dev/null
while [ "$tenths" -gt 0 ]; do
  look
  [ -n "$left" ] || grouped || exit 0
  sleep 0.1
  tenths=$((tenths - 1))
done
# A process that forks while it is being ended needs more than one round.
for round in 1 2 3 4 5; do
  kill -s KILL -- "-$group" 2>/dev/null
  [ -z "$left" ] || kill -s KILL $left 2>/dev/null
  look
  [ -n "$left" ] || exit 0
done
`;

export async function endMarked(
  { mark, ulimit }: Marks,
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
    ulimit,
    String(graceSeconds * 10),
  );
  return names.split("\n").map((line) => line.trim()).filter(Boolean);
}

/** Returns what a shell script prints. */
export async function shell(
  script: string,
  ...args: string[]
): Promise<string> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script, ...args],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin", LC_ALL: "C" },
    stdin: "null",
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}
