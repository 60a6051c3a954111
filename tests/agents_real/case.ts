import { join } from "@std/path";
import { SKILL_FILES } from "../../src/core/skill/skill.ts";
import { quoteForShell } from "../../src/core/text/shell_quote.ts";
import { PRINT_TARGET } from "../harness.ts";
import type { Program } from "./programs.ts";
import type { Script, Step } from "./script.ts";
import type { Outcome } from "./trial.ts";

/** What the scripted model does in one experiment, and what has to come of it. */
export interface Case {
  readonly name: string;
  readonly script: (root: string) => Script;
  /** What the model does once the loop waits for the end of its trouble. */
  readonly afterWait?: (root: string) => Script;
  /** Minutes that the program is given, where it doesn't end by itself. */
  readonly minutes?: number;
  /** Whether the loop is asked to stop once the model was: it would go on. */
  readonly isStopped?: true;
  /** Whether the skill is installed before the run. */
  readonly hasSkill?: true;
  /** Whether it says nothing of a program that has neither tools nor skills. */
  readonly needsTools?: true;
  /** What is shown by it, where row and notes don't say so. */
  readonly shows?: string;
  /** Returns what is wrong with what came of it. */
  readonly check: (outcome: Outcome, program: Program) => string | undefined;
}

const IDEA = "lower it by ten";

/** What the model says at the end, which is its idea where it has no tools. */
const WORDS = "I am done";

/** A shell line that tells the idea. */
const TELL = `echo ${quoteForShell(IDEA)} > "$AUTORESEARCH_IDEA_FILE"`;

const LEFT = /^Ended a process that was left behind: .*sleep 1000/;

/** What agents are told of a skill at once, as it stands in a question. */
const SKILL = ["name", "description"].map((key) => {
  const line = new RegExp(`^${key}: (.+)$`, "m").exec(
    SKILL_FILES[0]?.text ?? "",
  );
  if (line?.[1] === undefined) throw new Error(`The skill has no ${key}`);
  return JSON.stringify(line[1]).slice(1, -1);
});

/** What takes longest comes first: the others pass beside it. */
export const CASES: readonly Case[] = [
  {
    name: "429",
    script: () => refuses(429, "Rate limit reached. Try again in 2 seconds."),
    afterWait: (root) => works(lower(root), tellIdea()),
    minutes: 5,
    check: (outcome, program) =>
      checkKeep(outcome, program) ??
        missing(/it is over its limit/, outcome.notes),
  },
  {
    name: "500",
    script: () => refuses(500, "The server had an error"),
    afterWait: (root) => works(lower(root), tellIdea()),
    minutes: 10,
    check: (outcome, program) =>
      checkKeep(outcome, program) ??
        missing(/its server failed/, outcome.notes),
  },
  {
    name: "hang",
    script: () => ({ kind: "hangs" }),
    minutes: 0.3,
    isStopped: true,
    check: expectNothing(/time limit: not done after 18 s/),
  },
  {
    name: "edit",
    script: (root) => works(lower(root), tellIdea()),
    check: checkKeep,
  },
  {
    name: "no change",
    script: () => works(),
    isStopped: true,
    check: expectNothing(/it ended well, and said last: I am done/),
  },
  {
    name: "evaluator edited",
    script: (root) => works(lower(root), flatter(root)),
    check: ({ code, rows, evaluator }) =>
      differs([code, rows, evaluator], [
        0,
        ["discard: rejected: eval.sh changed, which is protected"],
        `${PRINT_TARGET}\n`,
      ]),
  },
  {
    name: "left running",
    needsTools: true,
    script: (root) => works(lower(root), leaveRunning()),
    check: ({ code, rows, notes }, { isSealed = false }) =>
      differs(
        [code, rows, notes.some((note) => LEFT.test(note))],
        [0, [`keep 90: ${IDEA}`], !isSealed],
      ),
  },
  {
    name: "skill",
    script: () => works(),
    isStopped: true,
    hasSkill: true,
    needsTools: true,
    shows: "the skill reaches the model",
    check: ({ questions }, { skill }) => {
      const asked = questions.join("\n");
      const told = skill === undefined ? SKILL : [skill];
      return told.every((text) => asked.includes(text))
        ? undefined
        : "its model was not told of the skill";
    },
  },
];

function works(...steps: readonly Step[]): Script {
  return { kind: "works", steps, says: WORDS };
}

function refuses(status: number, message: string): Script {
  return { kind: "refuses", status, message };
}

function lower(root: string): Step {
  const path = join(root, "target.txt");
  return { kind: "edit", edit: { path, old: "100", new: "90" } };
}

/** Lets the evaluator print what nobody measured. */
function flatter(root: string): Step {
  const path = join(root, "eval.sh");
  const fixed = 'echo "p50_ms: 1"';
  return { kind: "edit", edit: { path, old: PRINT_TARGET, new: fixed } };
}

function shell(command: string): Step {
  return { kind: "shell", command };
}

function tellIdea(): Step {
  return shell(TELL);
}

/** Starts what lives on, and ends once that has left its group for sure. */
function leaveRunning(): Step {
  const daemon = `${TELL}; sleep 1000`;
  return shell(
    `setsid nohup sh -c ${quoteForShell(daemon)} > /dev/null 2>&1 & ` +
      'until [ -s "$AUTORESEARCH_IDEA_FILE" ]; do sleep 0.05; done',
  );
}

/** One row, with the idea that its model told. */
function checkKeep(
  { code, rows }: Outcome,
  { isBare }: Program,
): string | undefined {
  const idea = isBare ? WORDS : IDEA;
  return differs([code, rows], [0, [`keep 90: ${idea}`]]);
}

/** No row at all, and a reason that says so. */
function expectNothing(why: RegExp): Case["check"] {
  return ({ code, rows, notes }) =>
    differs([code, rows], [0, []]) ?? missing(why, notes);
}

function missing(
  wanted: RegExp,
  notes: readonly string[],
): string | undefined {
  return notes.some((note) => wanted.test(note))
    ? undefined
    : `nothing says ${wanted}: ${JSON.stringify(notes)}`;
}

function differs(found: unknown, wanted: unknown): string | undefined {
  const [actual, expected] = [found, wanted].map((each) =>
    JSON.stringify(each)
  );
  return actual === expected ? undefined : `${actual} instead of ${expected}`;
}
