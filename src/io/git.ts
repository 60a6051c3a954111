import { gitEnvironment, RUN_MARK } from "../core/environment.ts";
import { Failure } from "../core/failure.ts";
import type { Git, Repository } from "../core/ports.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import type { GitAnswer, GitCall, RunGit } from "./git_call.ts";
import { usersSettingFiles } from "./git_settings.ts";
import { makeOutputBuffer, type OutputBuffer } from "./output_buffer.ts";
import { findPlaces, initRepository, makeRepository } from "./repository.ts";

/** Somebody else's git holds a lock for milliseconds, a stale one for ever. */
const LOCK_WAIT_MS = 5_000;
const LOCK_POLL_MS = 50;

/**
 * Ctrl-C reaches a git of ours as well, which is to end what it has begun: it
 * is asked again. In a session of its own it would be spared, but to give it
 * one Deno forks itself, 2 to 5 ms for each call.
 */
const MEANT_FOR_US: readonly (Deno.Signal | null)[] = [
  "SIGINT",
  "SIGTERM",
  "SIGHUP",
];
const MAX_INTERRUPTIONS = 3;

/**
 * Settings that would make our own calls wait or surprise: no hooks, nothing
 * signed, no file watcher's word believed, no submodule walked into.
 */
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.untrackedCache=false",
  "core.splitIndex=false",
  "core.trustctime=true",
  "core.checkStat=default",
  "core.logAllRefUpdates=true",
  "core.safecrlf=false",
  "commit.gpgSign=false",
  "tag.gpgSign=false",
  "submodule.recurse=false",
  "color.ui=false",
  "diff.orderFile=/dev/null",
  "gc.auto=0",
  "maintenance.auto=false",
  "i18n.commitEncoding=UTF-8",
  "i18n.logOutputEncoding=UTF-8",
  "advice.graftFileDeprecated=false",
].flatMap((setting) => ["-c", setting]);

/** @param runId the mark by which a call is found that outlives a killed tool */
export function makeGit(
  environment: () => Readonly<Record<string, string>>,
  runId: string,
): Git {
  let marked: Readonly<Record<string, string>> | undefined;
  const run: RunGit = async (args, call) => {
    marked ??= { ...gitEnvironment(environment()), [RUN_MARK]: runId };
    const deadline = performance.now() + LOCK_WAIT_MS;
    let interruptions = 0;
    while (true) {
      const answer = await runOnce(args, call, marked);
      if (answer.signal !== null) {
        const isRepeated = MEANT_FOR_US.includes(answer.signal) &&
          interruptions++ < MAX_INTERRUPTIONS;
        if (!isRepeated) throw killed(args[0] ?? "", answer.signal);
        continue;
      }
      const lock = lockIn(answer);
      if (lock === undefined) return answer;
      if (performance.now() > deadline) throw locked(lock);
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
  };
  const usersFiles = () => usersSettingFiles(environment());
  return {
    open: (root) => open(run, root, usersFiles()),
    init: (top) => initRepository(run, top),
  };
}

async function open(
  run: RunGit,
  root: string,
  usersFiles: readonly string[],
): Promise<Repository> {
  const found = await findPlaces(run, root);
  if ("refused" in found) throw notARepository(root, found.refused);
  return makeRepository(run, found.places, usersFiles);
}

async function runOnce(
  args: readonly string[],
  { cwd, input, variables, asConfigured = false, buffer }: GitCall,
  environment: Readonly<Record<string, string>>,
): Promise<GitAnswer & Pick<Deno.CommandStatus, "signal">> {
  const command = new Deno.Command("git", {
    args: [
      "--no-pager",
      "--literal-pathspecs",
      ...(asConfigured ? [] : SETTINGS),
      ...args,
    ],
    cwd,
    clearEnv: true,
    env: { ...environment, ...variables },
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  });
  try {
    const child = command.spawn();
    const output = buffer === undefined
      ? child.output()
      : outputInto(buffer, child);
    if (input !== undefined) await feed(child.stdin, input);
    const { code, signal, stdout, stderr } = await output;
    return {
      code,
      signal,
      get stdout() {
        return decode(stdout);
      },
      bytes: stdout,
      stderr: decode(stderr),
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw cannotStart(cwd, error);
    throw error;
  }
}

async function outputInto(
  buffer: OutputBuffer,
  child: Deno.ChildProcess,
): Promise<Pick<Deno.CommandOutput, "code" | "signal" | "stdout" | "stderr">> {
  const [stdout, stderr, { code, signal }] = await Promise.all([
    buffer.read(child.stdout),
    makeOutputBuffer().read(child.stderr),
    child.status,
  ]);
  return { code, signal, stdout, stderr };
}

async function feed(
  stdin: WritableStream<Uint8Array>,
  input: string | Uint8Array,
): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(
      typeof input === "string" ? new TextEncoder().encode(input) : input,
    );
    await writer.close();
  } catch (error) {
    // Git ended before it had read all; its exit code says why.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Returns the lock file that a failed call names as being in its way. */
function lockIn({ code, stderr }: GitAnswer): string | undefined {
  if (code === 0) return undefined;
  return /Unable to create '(.+\.lock)': File exists/.exec(stderr)?.[1];
}

/** The error for a lock that stays; also used where one is seen beforehand. */
export function locked(path: string): Failure {
  return new Failure(
    "user",
    `Cannot write to the git repository: "${path}" exists since more than ` +
      `${LOCK_WAIT_MS / 1000} s`,
    'See with  ps -e | grep "[g]it"  whether a git is at work; if none is, ' +
      "remove that file",
  );
}

function notARepository(root: string, stderr: string): Failure {
  if (/dubious ownership/.test(stderr)) {
    return new Failure(
      "user",
      `Cannot use "${root}": git distrusts a repository of another user`,
      `Run: git config --global --add safe.directory "${root}"`,
    );
  }
  if (/not a git repository|(?:must be run|not) in a work tree/.test(stderr)) {
    return new Failure(
      "user",
      `Cannot use "${root}": not a git repository`,
      "Run: git init && git add . && git commit -m start",
    );
  }
  return new Failure(
    "user",
    `Cannot use "${root}": git says ${toOneLine(stderr, 200)}`,
    "Make git status work in that folder first",
  );
}

/** By the system where memory is short, or by somebody. */
function killed(command: string, signal: string): Failure {
  return new Failure(
    "user",
    `Cannot go on: git ${command} was ended by ${signal}`,
    "Run the same command again: what was begun is finished or undone first",
  );
}

function cannotStart(cwd: string, cause: Error): Failure {
  return new Failure(
    "user",
    `Cannot run git in "${cwd}": no git on PATH, or no such folder`,
    "Install git, or check --path",
    { cause },
  );
}
