import {
  type ApplicationText,
  buildApplication,
  buildRouteMap,
  ExitCode,
  run,
  type StricliProcess,
  text_en,
} from "@stricli/core";
import project from "../../deno.json" with { type: "json" };
import { describeError, EXIT, exitCodeOf, explain } from "../core/failure.ts";
import type { Ports } from "../core/ports.ts";
import { doctorCommand } from "./doctor.ts";
import { logRoutes } from "./log.ts";
import { runCommand } from "./run.ts";
import { setupCommand } from "./setup.ts";

const root = buildRouteMap({
  docs: {
    brief: "Autonomous research on anything that prints a number",
    fullDescription:
      "Autonomous research on anything that prints a number: an agent changes " +
      "one target, a command measures it, an improvement stays as a commit, " +
      "everything else is rolled back.\n\nExamples:\n" +
      "  autoresearch setup\n" +
      "  autoresearch run --loop --agent 'claude -p --permission-mode acceptEdits'\n" +
      "  autoresearch log",
  },
  routes: {
    setup: setupCommand,
    run: runCommand,
    log: logRoutes,
    doctor: doctorCommand,
  },
});

/** Runs one command line to its end and returns the exit code. */
export async function runCli(args: string[], ports: Ports): Promise<number> {
  const wantsJson = args.includes("--json");
  let complaint = "";
  const process: StricliProcess = {
    stdout: ports.terminal.stdout,
    stderr: {
      write(text) {
        complaint += text;
        ports.terminal.stderr.write(text);
      },
    },
  };
  let thrown: unknown;
  const text: ApplicationText = {
    ...text_en,
    formatException: (error) =>
      error instanceof Error ? error.message : String(error),
    exceptionWhileRunningCommand(error) {
      thrown = error;
      return explain(error);
    },
  };
  const app = buildApplication(root, {
    name: "autoresearch",
    versionInfo: { currentVersion: project.version },
    scanner: { caseStyle: "allow-kebab-for-camel" },
    documentation: {
      caseStyle: "convert-camel-to-kebab",
      useAliasInUsageLine: false,
    },
    localization: { text },
    determineExitCode: exitCodeOf,
  });
  await run(app, args, { process, ports });

  const code = Number(process.exitCode);
  if (thrown !== undefined && wantsJson) printError(ports, thrown);
  if (code >= 0) return code;
  // Stricli's own codes are below zero, so that they never clash with ours.
  if (code !== ExitCode.InvalidArgument && code !== ExitCode.UnknownCommand) {
    return EXIT.internal;
  }
  // It lists every mistake in the flags; one hint is enough for all.
  const hint = "See autoresearch --help";
  ports.terminal.stderr.write(`Hint: ${hint}\n`);
  if (wantsJson) {
    const error = { kind: "usage", message: complaint.trim(), hint };
    ports.terminal.stdout.write(`${JSON.stringify({ error })}\n`);
  }
  return EXIT.usage;
}

function printError({ terminal }: Ports, error: unknown): void {
  const line = JSON.stringify({ error: describeError(error) });
  terminal.stdout.write(`${line}\n`);
}
