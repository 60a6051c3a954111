import { buildCommand } from "@stricli/core";
import {
  type Limits,
  limitsIn,
  parseCost,
  parseCount,
  parseHours,
  parseWanted,
} from "../core/config/limits.ts";
import { EXIT, Failure } from "../core/failure.ts";
import type { Context } from "./context.ts";
import { jsonFlag, parseLine, pathFlag } from "./flags.ts";
import { toPlanText } from "./plan_text.ts";
import { rootOf } from "./root.ts";
import { describe, exitCode, printEnd } from "./run_end.ts";
import { makeWatcher } from "./watch.ts";

interface Flags extends Limits {
  readonly single: boolean;
  readonly loop: boolean;
  readonly dryRun: boolean;
  readonly agent?: string;
  readonly message?: string;
  readonly seed?: string;
  readonly path: string;
  readonly json: boolean;
}

/** What a single experiment has no use for. */
const LOOP_FLAGS: readonly (readonly [name: keyof Flags, flag: string])[] = [
  ["agent", "--agent"],
  ["seed", "--seed"],
  ["maxExperiments", "--max-experiments"],
  ["maxHours", "--max-hours"],
  ["maxCost", "--max-cost"],
  ["until", "--until"],
  ["plateau", "--plateau"],
];

export const runCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Judge one change, or propose and judge until somebody stops it",
    fullDescription:
      "With --single what stands in the target now is judged, once. With " +
      "--loop a proposer makes one change after the other: an agent (claude, " +
      "codex, opencode, pi, gemini, qwen, copilot, cline, aider), with flags " +
      "of your own behind its name; a shell command that gets the prompt on " +
      "stdin; the built-in tuner (tune); or, without one, whoever commits on " +
      "the branch. An experiment that a limit falls " +
      "into is finished first.\n\nExamples:\n" +
      "  autoresearch run --single --message 'a larger batch'\n" +
      "  autoresearch run --loop --agent tune --max-experiments 20\n" +
      "  autoresearch run --loop --max-hours 8 --plateau 30 --until 0.95\n" +
      "  autoresearch run --loop --agent 'claude --model opus'\n" +
      "  autoresearch run --dry-run",
  },
  parameters: {
    flags: {
      single: {
        kind: "boolean",
        default: false,
        brief: "Judge what stands between the best commit and the files now",
        withNegated: false,
      },
      loop: {
        kind: "boolean",
        default: false,
        brief: "Go on until somebody stops it",
        withNegated: false,
      },
      dryRun: {
        kind: "boolean",
        default: false,
        brief: "Say what would happen, once, and touch nothing",
        withNegated: false,
      },
      agent: {
        kind: "parsed",
        parse: parseLine,
        optional: true,
        brief: "Proposer for this run: an agent, a shell command, or tune",
        placeholder: "A",
      },
      maxExperiments: {
        kind: "parsed",
        parse: parseCount,
        optional: true,
        brief: "End the loop after so many experiments of this run",
        placeholder: "N",
      },
      maxHours: {
        kind: "parsed",
        parse: parseHours,
        optional: true,
        brief: "The same after so many hours, waiting among them",
        placeholder: "H",
      },
      maxCost: {
        kind: "parsed",
        parse: parseCost,
        optional: true,
        brief: "The same once the session's agents have cost so much",
        placeholder: "USD",
      },
      until: {
        kind: "parsed",
        parse: parseWanted,
        optional: true,
        brief: "The same once the metric is as good as this",
        placeholder: "VALUE",
      },
      plateau: {
        kind: "parsed",
        parse: parseCount,
        optional: true,
        brief: "The same after so many of the session without a keep",
        placeholder: "N",
      },
      message: {
        kind: "parsed",
        parse: parseLine,
        optional: true,
        brief: "The idea behind the change, with --single",
        placeholder: "S",
      },
      seed: {
        kind: "parsed",
        parse: parseLine,
        optional: true,
        brief: "Seed of the tuner (default: the session's tag)",
        placeholder: "S",
      },
      path: pathFlag,
      json: jsonFlag,
    },
  },
  // A mode loads when it runs: nothing waits for what it does not use.
  loader() {
    return Promise.resolve(async function (this: Context, flags: Flags) {
      refuseContradictions(flags);
      const run = flags.dryRun ? dryRun : flags.single ? single : loop;
      this.process.exitCode = await run(this, flags);
    });
  },
});

async function dryRun(
  { ports, process }: Context,
  { path, agent, json, single, ...flags }: Flags,
): Promise<number> {
  const { planRun } = await import("../app/dry_run.ts");
  const root = rootOf(ports, path);
  const plan = await planRun(ports, {
    root,
    ...limitsIn(flags),
    ...(agent === undefined ? {} : { agent }),
    isSingle: single,
  });
  process.stdout.write(`${json ? JSON.stringify(plan) : toPlanText(plan)}\n`);
  return EXIT.done;
}

async function single(context: Context, flags: Flags): Promise<number> {
  const { runSingle } = await import("../app/single.ts");
  const { ports } = context;
  const { message, path, json } = flags;
  const { session, outcome } = await runSingle(ports, {
    root: rootOf(ports, path),
    ...(message === undefined ? {} : { message }),
  }, makeWatcher(ports.terminal, json));
  await printEnd(context, session, describe(outcome), flags);
  return exitCode(outcome);
}

async function loop(context: Context, flags: Flags): Promise<number> {
  const [{ runLoop }, { chooseProposer }] = await Promise.all([
    import("../app/loop.ts"),
    import("../app/proposal/proposers.ts"),
  ]);
  const { ports, process } = context;
  const { agent, seed, path, json } = flags;
  const { stop, session } = await runLoop(ports, {
    root: rootOf(ports, path),
    ...limitsIn(flags),
    proposerFor: (opened) => chooseProposer(ports, opened, { agent, seed }),
  }, makeWatcher(ports.terminal, json));
  await printEnd(context, session, stop.why, flags);
  if (stop.hint !== undefined) {
    process.stderr.write(`Stopped: ${stop.why}\nHint: ${stop.hint}\n`);
  }
  return stop.code;
}

function refuseContradictions(flags: Flags): void {
  const { single, loop, dryRun, message } = flags;
  const usage = (message: string, hint: string) =>
    new Failure("usage", message, hint);
  if (single && loop) {
    throw usage(
      "Cannot run: --single and --loop exclude each other",
      "Take one",
    );
  }
  if (!single && !loop && !dryRun) {
    throw usage(
      "Cannot run: none of --single, --loop and --dry-run",
      "Take --loop to go on until you stop it, --single to judge one change",
    );
  }
  const foreign = LOOP_FLAGS.find(([name]) => flags[name] !== undefined);
  if (single && foreign !== undefined) {
    throw usage(
      `Cannot run: ${foreign[1]} belongs to --loop`,
      "Leave it out, or take --loop for --single",
    );
  }
  if (!single && message !== undefined) {
    throw usage("Cannot run: --message belongs to --single", "Leave it out");
  }
}
