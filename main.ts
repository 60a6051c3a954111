/** The whole tool in one line: real ports → command line → exit code. @module */
import { runCli } from "./src/cli/app.ts";
import { clock } from "./src/io/clock.ts";
import { files } from "./src/io/files.ts";
import { makeGit } from "./src/io/git.ts";
import { locks } from "./src/io/locks.ts";
import { machine } from "./src/io/machine.ts";
import { makeProcesses } from "./src/io/processes.ts";
import { questions } from "./src/io/questions.ts";
import { stopSignal } from "./src/io/stop_signal.ts";
import { terminal } from "./src/io/terminal.ts";

const environment = () => Deno.env.toObject();
const ports = {
  clock,
  files,
  git: makeGit(environment),
  locks,
  machine,
  processes: makeProcesses(environment),
  questions,
  stop: stopSignal(),
  terminal,
};
Deno.exit(await runCli(Deno.args, ports));
