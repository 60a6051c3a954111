import { runLoop } from "../src/app/loop.ts";
import { chooseProposer } from "../src/app/proposal/proposers.ts";
import type { Files } from "../src/core/ports.ts";
import { clock } from "../src/io/clock.ts";
import { files } from "../src/io/files.ts";
import { makeGit } from "../src/io/git.ts";
import { locks } from "../src/io/locks.ts";
import { toBytes } from "../src/io/lossless_text.ts";
import { machine } from "../src/io/machine.ts";
import { makeProcesses } from "../src/io/processes.ts";

/** Files as the tool has them, and the same without waiting for the disk. */
export const FILES: Readonly<Record<"flushed" | "unflushed", Files>> = {
  flushed: files,
  unflushed: {
    ...files,
    writeDurably: files.write,
    append: (path, text) =>
      Deno.writeFile(path, toBytes(text), { append: true }),
  },
};

/** Lets a shell command propose so many experiments, in this process. */
export async function loopWith(
  files: Files,
  root: string,
  agent: string,
  experiments: number,
): Promise<void> {
  const environment = () => Deno.env.toObject();
  const ports = {
    clock,
    files,
    locks,
    machine,
    git: makeGit(environment, machine.runId),
    processes: makeProcesses(environment, machine.runId),
    stop: new AbortController().signal,
  };
  await runLoop(ports, {
    root,
    maxExperiments: experiments,
    proposerFor: (session) =>
      chooseProposer(ports, session, { agent, seed: undefined }),
  }, { tell: () => {}, isLive: false });
}
