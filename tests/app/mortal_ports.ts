import type { RunPorts } from "../../src/app/session/session.ts";
import type { Git, Repository } from "../../src/core/ports.ts";
import { clock } from "../../src/io/clock.ts";
import { files } from "../../src/io/files.ts";
import { makeGit } from "../../src/io/git.ts";
import { locks } from "../../src/io/locks.ts";
import { machine } from "../../src/io/machine.ts";
import { makeProcesses } from "../../src/io/processes.ts";
import { HERMETIC } from "../harness.ts";

/** The tool's own death, as it looks from inside. */
class Crash extends Error {}

/** Nothing is tidied up by the dead: what tries to fails as well. */
export function isCrash(error: unknown): boolean {
  return error instanceof Crash ||
    error instanceof SuppressedError && isCrash(error.error);
}

/** The real world, without the signals of the process that tests run in. */
export function makePorts(): RunPorts {
  const environment = () => ({ ...Deno.env.toObject(), ...HERMETIC });
  // Each is a run of its own: one that dies must not end another's children.
  const runId = machine.uniqueId();
  return {
    clock,
    files,
    locks,
    machine: { ...machine, runId },
    git: makeGit(environment, runId),
    processes: makeProcesses(environment, runId),
    stop: new AbortController().signal,
  };
}

const FILE_EFFECTS: ReadonlySet<string> = new Set([
  "write",
  "writeDurably",
  "overwrite",
  "append",
  "makeFolder",
  "move",
  "copy",
  "remove",
]);

const GIT_EFFECTS: ReadonlySet<string> = new Set([
  "standAt",
  "stage",
  "writeTree",
  "restore",
  "resetIndex",
  "commitTree",
  "setRef",
  "createRef",
  "deleteRef",
  "pointHead",
  "restoreStash",
  "quit",
]);

/**
 * Ports that die before their n-th effect, or once somebody says so: that one
 * and all after it fail.
 */
export function mortal(
  ports: RunPorts,
  deadline: number | (() => boolean),
): RunPorts {
  let effects = 0;
  let failures = 0;
  const isDead = typeof deadline === "number"
    ? () => effects++ >= deadline
    : deadline;
  const live = () => {
    if (!isDead()) return;
    failures++;
    throw new Crash();
  };
  const git: Git = {
    ...ports.git,
    async open(root) {
      return counted<Repository>(await ports.git.open(root), GIT_EFFECTS, live);
    },
  };
  const counting = counted(ports.files, FILE_EFFECTS, live);
  return {
    ...ports,
    git,
    files: {
      ...counting,
      async append(path, text) {
        if (!isDead()) return await ports.files.append(path, text);
        // The last thing that was written may be half of a line.
        const isLast = failures++ === 0 && typeof deadline === "number";
        if (isLast) await ports.files.append(path, text.slice(0, 20));
        throw new Crash();
      },
    },
    processes: counted(ports.processes, new Set(["run"]), live),
  };
}

/** The same object, but for a call of `live` before each of its effects. */
function counted<T extends object>(
  port: T,
  effects: ReadonlySet<string>,
  live: () => void,
): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver);
      if (typeof value !== "function" || !effects.has(String(name))) {
        return value;
      }
      return async (...args: unknown[]) => {
        live();
        return await Reflect.apply(value, target, args);
      };
    },
  });
}
