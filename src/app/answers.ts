import { isAbsolute, join } from "@std/path";
import type { Answers } from "../core/config/config.ts";
import { parseAnswers } from "../core/config/config_text.ts";
import { parseBudget, parseDirection } from "../core/config/config_value.ts";
import {
  type DomainName,
  DOMAINS,
  parseDomainName,
} from "../core/config/domain.ts";
import { parseValue } from "../core/config/key_lines.ts";
import { mergeAnswers, openAnswers } from "../core/config/setup_plan.ts";
import { parseTargetList, splitList } from "../core/config/target.ts";
import { Failure } from "../core/failure.ts";
import type { Ports, Questions } from "../core/ports.ts";
import { filesNamedIn } from "./session/config_file.ts";

export interface AnswersRequest {
  readonly root: string;
  readonly flags: Answers;
  readonly domain?: DomainName;
  /** A file with answers, relative to the folder of the call. */
  readonly file?: string;
  /** Whether somebody is there to be asked what is still open. */
  readonly mayAsk: boolean;
}

export interface Gathered {
  readonly answers: Answers;
  /** What was chosen, so that the template fits it. */
  readonly domain: DomainName | undefined;
}

/** Gathers what a session needs to know, and asks for what is left open. */
export async function gatherAnswers(
  ports: Pick<Ports, "files" | "machine" | "questions">,
  { root, flags, domain, file, mayAsk }: AnswersRequest,
): Promise<Gathered> {
  const said = file === undefined ? {} : await readAnswers(ports, root, file);
  const answers = mergeAnswers(flags, said, domain);
  if (openAnswers(answers).length === 0 || !mayAsk) {
    return { answers, domain };
  }
  const chosen = domain ?? await askDomain(ports.questions);
  return {
    answers: await askFive(ports.questions, answers, DOMAINS[chosen]),
    domain: chosen,
  };
}

async function readAnswers(
  { files, machine }: Pick<Ports, "files" | "machine">,
  root: string,
  file: string,
): Promise<Answers> {
  const text = await files.read(
    isAbsolute(file) ? file : join(machine.cwd, file),
  );
  if (text !== undefined) {
    const existing = await filesNamedIn({ files }, root, text, file);
    return parseAnswers(text, file, existing).answers;
  }
  throw new Failure(
    "user",
    `Cannot read "${file}": there is no such file`,
    "Check --config: it names a file in the form of .autoresearch.cfg",
  );
}

async function askDomain(questions: Questions): Promise<DomainName> {
  const options = Object.entries(DOMAINS).map((
    [value, { metric, target }],
  ) => ({
    value,
    label: `${value} (${target.join(", ")}, ${metric})`,
  }));
  const message = "What kind of research is it? (fills in suggestions)";
  return parseDomainName(await questions.choose(message, options));
}

/** The five questions; what a flag or file has answered is not asked. */
async function askFive(
  questions: Questions,
  known: Answers,
  suggested: Answers,
): Promise<Answers> {
  const ask = async (
    message: string,
    initial: string,
    validate: (text: string) => unknown,
  ) => {
    const text = await questions.text({
      message,
      initial,
      validate: (answer) => problemOf(answer, validate),
    });
    return text.trim();
  };
  const target = known.target ?? parseTargetList(
    await ask(
      "1. Target: which files may the agent change?",
      suggested.target?.join(", ") ?? "",
      parseTargetList,
    ),
  );
  const metric = known.metric ??
    await ask(
      "2. Metric: what is its name?",
      suggested.metric ?? "",
      parseValue,
    );
  const direction = known.direction ?? parseDirection(
    await questions.choose(
      "2. Metric: which values are better?",
      // The first one is what a mere Enter takes.
      (suggested.direction === "higher"
        ? ["higher", "lower"]
        : ["lower", "higher"])
        .map((value) => ({ value, label: value })),
    ),
  );
  const budgetMinutes = known.budgetMinutes ?? parseBudget(
    await ask(
      "3. Time budget: how many minutes may one evaluation take?",
      String(suggested.budgetMinutes ?? 5),
      parseBudget,
    ),
  );
  const guarded = known.protected ?? splitList(
    await ask(
      "4. What must never change, beside evaluator and settings? (may be empty)",
      "",
      () => undefined,
    ),
  );
  const evaluateCmd = known.evaluateCmd ?? await ask(
    "5. Evaluate command: what prints the metric?",
    suggested.evaluateCmd ?? "",
    parseValue,
  );
  const asked = { target, metric, direction, budgetMinutes, evaluateCmd };
  return { ...known, ...asked, protected: guarded };
}

function problemOf(
  answer: string,
  validate: (text: string) => unknown,
): string | undefined {
  try {
    validate(answer.trim());
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
