import { Failure } from "../core/failure.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import type { OutputBuffer } from "./output_buffer.ts";

export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
  /** The same as it came: a blob need not be UTF-8. */
  readonly bytes: Uint8Array;
  readonly stderr: string;
}

export interface GitCall {
  readonly cwd: string;
  readonly input?: string | Uint8Array;
  readonly variables?: Readonly<Record<string, string>>;
  /** Asks what the user's own settings are; for calls that only read. */
  readonly asConfigured?: boolean;
  /** Where to read the output to; the answer lasts until the next call. */
  readonly buffer?: OutputBuffer;
}

/** Runs git, and waits a little where another git holds a lock. */
export type RunGit = (
  args: readonly string[],
  call: GitCall,
) => Promise<GitAnswer>;

/** Git in one repository: a call that may fail, and one that must not. */
export interface GitIn {
  readonly ask: (
    args: readonly string[],
    call?: Omit<GitCall, "cwd">,
  ) => Promise<GitAnswer>;
  /** Returns stdout; a failure is a bug of ours. */
  readonly must: (
    args: readonly string[],
    call?: Omit<GitCall, "cwd">,
  ) => Promise<string>;
  /** The same with all that was answered. */
  readonly mustAnswer: (
    args: readonly string[],
    call?: Omit<GitCall, "cwd">,
  ) => Promise<GitAnswer>;
}

export function gitIn(run: RunGit, cwd: string): GitIn {
  const ask: GitIn["ask"] = (args, call = {}) => run(args, { cwd, ...call });
  const succeed: GitIn["ask"] = async (args, call) => {
    const answer = await ask(args, call);
    const { code, stderr } = answer;
    if (code === 0) return answer;
    const refusal = REFUSED.exec(stderr)?.[0];
    if (refusal !== undefined) throw refused(cwd, refusal, stderr);
    throw new Error(`git ${args.join(" ")} exited with ${code}: ${stderr}`);
  };
  return {
    ask,
    must: async (args, call) => (await succeed(args, call)).stdout,
    mustAnswer: succeed,
  };
}

/** Git in one's own words: its messages come untranslated. */
const REFUSED = new RegExp(
  [
    "Permission denied",
    "Read-only file system",
    "No space left",
    "Out of diskspace",
    "Disk quota exceeded",
    "Input/output error",
    "unable to create directory",
    "unable to write",
    "write error",
  ].join("|"),
);

function refused(root: string, state: string, stderr: string): Failure {
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  return new Failure(
    "user",
    `Cannot write to the git repository of "${root}": ${state.toLowerCase()}`,
    `Git said: ${toOneLine(last, 200)}`,
  );
}

/** Returns the line that a call printed, or nothing where it failed. */
export function lineOf({ code, stdout }: GitAnswer): string | undefined {
  return code === 0 ? stdout.trimEnd() : undefined;
}

/** Returns what a call printed with `-z`. */
export function splitAtNul(output: string): readonly string[] {
  return output.split("\0").filter(Boolean);
}
