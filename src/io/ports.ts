import type { Ports } from "../core/ports.ts";
import { clock } from "./clock.ts";
import { files } from "./files.ts";
import { makeGit } from "./git.ts";
import { locks } from "./locks.ts";
import { machine } from "./machine.ts";
import { makeProcesses } from "./processes.ts";
import { makeQuestions } from "./questions.ts";
import { stopSignal } from "./stop_signal.ts";
import { terminal } from "./terminal.ts";

/** Joins the real world; the environment is read when a child needs it. */
export function makePorts(): Ports {
  const environment = () => Deno.env.toObject();
  const stop = stopSignal();
  return {
    clock,
    files,
    git: makeGit(environment, machine.runId),
    locks,
    machine,
    processes: makeProcesses(environment, machine.runId),
    questions: makeQuestions(stop),
    stop,
    terminal,
  };
}
