import {
  type ApplicationText,
  buildApplication,
  buildRouteMap,
  run,
  type StricliProcess,
  text_en,
} from "@stricli/core";
import project from "../../deno.json" with { type: "json" };
import {
  describeError,
  type ErrorDescription,
  EXIT,
  exitCodeOf,
  explain,
} from "../core/failure.ts";
import type { Ports } from "../core/ports.ts";
import { COMMANDS, loadRoutes } from "./commands.ts";
import {
  describeMistake,
  describeUnknownCommand,
  hintFor,
} from "./usage_text.ts";

const DOCS = {
  brief: "Autonomous research on anything that prints a number",
  fullDescription:
    "Autonomous research on anything that prints a number: an agent changes " +
    "one target, a command measures it, an improvement stays as a commit, " +
    "everything else is rolled back.\n\nExamples:\n" +
    "  autoresearch setup\n" +
    "  autoresearch run --loop --agent claude\n" +
    "  autoresearch log",
};

/** What the command line needs at once, and what it loads for a command. */
export interface World extends Pick<Ports, "terminal"> {
  readonly loadPorts: () => Promise<Ports>;
}

/** Runs one command line to its end and returns the exit code. */
export async function runCli(
  args: string[],
  { terminal, loadPorts }: World,
): Promise<number> {
  if (args.length === 1 && args[0] === "--version") {
    // Nothing has to be loaded for it.
    terminal.stdout.write(`${project.version}\n`);
    return EXIT.done;
  }
  const { stdout, stderr } = terminal;
  const tell = (error: ErrorDescription) => {
    if (!args.includes("--json")) return;
    stdout.write(`${JSON.stringify({ error })}\n`);
  };
  const mistakes: string[] = [];
  const complain = (mistake: string) => {
    mistakes.push(mistake);
    return `Error: ${mistake}`;
  };
  let thrown: unknown;
  const explainThrown = (error: unknown) => {
    thrown = error;
    return explain(error);
  };
  const text: ApplicationText = {
    ...text_en,
    noCommandRegisteredForInput: (word) =>
      complain(describeUnknownCommand(word)),
    exceptionWhileParsingArguments: (error) => complain(describeMistake(error)),
    exceptionWhileLoadingCommandFunction: explainThrown,
    // Stricli ends the line after the others, and not after this one.
    exceptionWhileLoadingCommandContext: (error) => `${explainThrown(error)}\n`,
    exceptionWhileRunningCommand: explainThrown,
  };
  const routes = await loadRoutes(args).catch((error: unknown) => {
    // Without --allow-read not even a command can be loaded.
    stderr.write(`${explain(error)}\n`);
    tell(describeError(error));
    return exitCodeOf(error);
  });
  if (typeof routes === "number") return routes;
  const app = buildApplication(buildRouteMap({ docs: DOCS, routes }), {
    name: "autoresearch",
    versionInfo: { currentVersion: project.version },
    scanner: {
      caseStyle: "allow-kebab-for-camel",
      allowArgumentEscapeSequence: true,
      // Its own threshold of 7 takes --path for a slip of --fix.
      distanceOptions: {
        threshold: 6,
        weights: {
          insertion: 1,
          deletion: 3,
          substitution: 2,
          transposition: 0,
        },
      },
    },
    documentation: {
      caseStyle: "convert-camel-to-kebab",
      useAliasInUsageLine: false,
    },
    localization: { text },
    determineExitCode: exitCodeOf,
  });
  const process: StricliProcess = { stdout, stderr };
  await run(app, args, {
    process,
    forCommand: async () => ({ process, ports: await loadPorts() }),
  });

  if (thrown !== undefined) {
    tell(describeError(thrown));
    return exitCodeOf(thrown);
  }
  // Stricli's own codes are below zero, so that they never clash with ours.
  const code = Number(process.exitCode);
  if (code >= 0) return code;
  if (mistakes.length === 0) return EXIT.internal;
  // It lists every mistake in the flags; one hint is enough for all.
  const hint = hintFor(args, COMMANDS);
  stderr.write(`Hint: ${hint}\n`);
  tell({ kind: "usage", message: mistakes.join("; "), hint });
  return EXIT.usage;
}
