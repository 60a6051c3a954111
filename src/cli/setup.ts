import { buildCommand } from "@stricli/core";
import type { SetupResult } from "../app/opening/new_session.ts";
import type { Answers } from "../core/config/config.ts";
import { type DomainName, parseDomainName } from "../core/config/domain.ts";
import { flagOf, openAnswers, toConfig } from "../core/config/setup_plan.ts";
import { parseTag } from "../core/config/tag.ts";
import { EXIT, Failure } from "../core/failure.ts";
import type { AnswerFlags } from "./answer_flags.ts";
import type { Context } from "./context.ts";
import { jsonFlag, parseLine, parseText, pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";
import { makeWatcher } from "./watch.ts";

interface Flags extends AnswerFlags {
  readonly domain?: DomainName;
  readonly tag?: string;
  readonly config?: string;
  readonly path: string;
  readonly skipBaseline: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export const setupCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Begin a session: branch, config, ledger and baseline",
    fullDescription:
      "Begins a session. What the flags leave open is asked, where stdin is a " +
      "terminal; an explicit flag always beats --config, and that --domain.\n\n" +
      "Examples:\n" +
      "  autoresearch setup\n" +
      "  autoresearch setup --domain ml --budget 5 --tag lr\n" +
      "  autoresearch setup --target sort.ts --evaluate-cmd 'deno run bench.ts' \\\n" +
      "    --metric p50_ms --direction lower --budget 1 --agent tune --yes",
  },
  parameters: {
    flags: {
      domain: {
        kind: "parsed",
        parse: parseDomainName,
        optional: true,
        brief: "Preset: ml, prompt, code or skill",
        placeholder: "D",
      },
      target: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "What the agent may change: paths or globs, with commas",
        placeholder: "F",
      },
      evaluateCmd: {
        kind: "parsed",
        parse: parseLine,
        optional: true,
        brief: "Shell command that prints the metric",
        placeholder: "C",
      },
      metric: {
        kind: "parsed",
        parse: parseLine,
        optional: true,
        brief: "Name of the metric, printed as  NAME: NUMBER",
        placeholder: "M",
      },
      metricGrep: {
        kind: "parsed",
        parse: parseLine,
        optional: true,
        brief:
          "Regular expression for the metric's line, if it has another form",
        placeholder: "RE",
      },
      direction: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Which values are better: lower or higher",
        placeholder: "lower|higher",
      },
      budget: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Minutes of one evaluation; it is ended after 2.5 times as many",
        placeholder: "MINUTES",
      },
      protected: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "More files that must never change: paths or globs, with commas",
        placeholder: "GLOBS",
      },
      tag: {
        kind: "parsed",
        parse: parseTag,
        optional: true,
        brief: "Name of the session and its branch (default: the date)",
        placeholder: "T",
      },
      agent: {
        kind: "parsed",
        parse: parseLine,
        optional: true,
        brief: "Proposer: an agent, a shell command, or tune",
        placeholder: "A",
      },
      config: {
        kind: "parsed",
        parse: parseText,
        optional: true,
        brief: "File with answers, in the form of .autoresearch.cfg",
        placeholder: "FILE",
      },
      path: pathFlag,
      skipBaseline: {
        kind: "boolean",
        default: false,
        brief: "Let the next run measure the baseline",
        withNegated: false,
      },
      yes: {
        kind: "boolean",
        default: false,
        brief: "Accept what is offered, ask nothing",
        withNegated: false,
      },
      json: jsonFlag,
    },
  },
  async loader() {
    const [{ setUp }, { gatherAnswers }, { filesWithComma }, { toAnswers }] =
      await Promise.all([
        import("../app/setup.ts"),
        import("../app/answers.ts"),
        import("../app/session/config_file.ts"),
        import("./answer_flags.ts"),
      ]);
    return async function (this: Context, flags) {
      const { ports, process } = this;
      const { path, tag, config: file, yes, json } = flags;
      const root = rootOf(ports, path);
      const lists = [flags.target ?? "", flags.protected ?? ""];
      const existing = await filesWithComma(ports, root, lists);
      const mayAsk = ports.terminal.stdinIsTerminal && !yes && !json;
      const { answers, domain } = await gatherAnswers(ports, {
        root,
        flags: toAnswers(flags, existing),
        mayAsk,
        ...(flags.domain === undefined ? {} : { domain: flags.domain }),
        ...(file === undefined ? {} : { file }),
      });
      const config = toConfig(answers);
      if (config === undefined) throw missing(answers);

      const result = await setUp(ports, {
        root,
        config,
        skipBaseline: flags.skipBaseline,
        mayWrite: async (script) =>
          yes || (mayAsk && await ports.questions.confirm(
            `${script} does not exist. Write a skeleton to fill in?`,
          )),
        ...(domain === undefined ? {} : { domain }),
        ...(tag === undefined ? {} : { tag }),
      }, makeWatcher(ports.terminal, false));
      process.stdout.write(
        `${json ? JSON.stringify(result) : toText(result)}\n`,
      );
      process.exitCode = EXIT.done;
    };
  },
});

function missing(answers: Answers): Failure {
  const flags = openAnswers(answers).map(flagOf).join(", ");
  return new Failure(
    "usage",
    `Cannot set up without an answer to: ${flags}`,
    "Give these flags, or a --domain, or run it in a terminal to be asked",
  );
}

function toText({ branch, config, baseline }: SetupResult): string {
  const measured = baseline === null
    ? "Baseline: measured by the next run"
    : `Baseline: ${baseline.metric} (${baseline.commit})`;
  return `${measured}\nSession: ${branch}, settings in ${config}\n` +
    "Next: autoresearch run --loop, or autoresearch doctor to check it first";
}
