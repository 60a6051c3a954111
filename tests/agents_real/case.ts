import { join } from "@std/path";
import { SKILL_FILES } from "../../src/core/skill.ts";
import { quoteForShell } from "../../src/core/shell_quote.ts";
import type { Script, Step } from "./script.ts";
import type { Outcome } from "./trial.ts";

/** What the scripted model does in one experiment, and what has to come of it. */
export interface Case {
  readonly name: string;
  readonly script: (place: Place) => Script;
  /** Minutes that the program is given, where it doesn't end by itself. */
  readonly minutes?: number;
  /** Whether the loop is asked to stop once the model was: it would go on. */
  readonly isStopped?: true;
  /** Whether the skill is installed before the run. */
  readonly hasSkill?: true;
  /** Returns what is wrong with what came of it. */
  readonly check: (outcome: Outcome) => string | undefined;
}

/** Where a trial happens. */
export interface Place {
  readonly root: string;
  /** A word that stands in no other trial. */
  readonly word: string;
}

const IDEA = "lower it by ten";

const NO_ROW: readonly string[] = [];

export const CASES: readonly Case[] = [
  {
    name: "edit",
    script: ({ root }) => works(lower(root), idea()),
    check: ({ code, rows }) => differs([code, rows], [0, [`keep 90: ${IDEA}`]]),
  },
  {
    name: "no change",
    script: () => works(),
    isStopped: true,
    check: expectNothing(/it ended well, and said last: I am done/),
  },
  {
    name: "evaluator edited",
    script: ({ root }) =>
      works(lower(root), shell("echo 'echo p50_ms: 1' > eval.sh")),
    check: ({ code, rows, evaluator }) =>
      differs([code, rows.map(withoutIdea), evaluator], [
        0,
        ["discard: rejected: eval.sh is protected"],
        'echo "p50_ms: $(cat target.txt)"\n',
      ]),
  },
  {
    name: "429",
    script: () => refuses(429, "Rate limit reached"),
    minutes: 0.2,
    isStopped: true,
    check: expectNothing(/it is over its limit/),
  },
  {
    name: "500",
    script: () => refuses(500, "Something broke"),
    minutes: 0.2,
    isStopped: true,
    check: expectNothing(/its server failed/),
  },
  {
    name: "hang",
    script: () => ({ kind: "hangs" }),
    minutes: 0.1,
    isStopped: true,
    check: expectNothing(/it was cut off: timed out after 6 s/),
  },
  {
    name: "left running",
    script: ({ root, word }) =>
      works(
        shell(`setsid nohup sh -c ': ${word}; sleep 1000' >/dev/null 2>&1 &`),
        lower(root),
      ),
    check: ({ code, rows, notes, alive }) =>
      differs([code, rows.map((row) => row.slice(0, 7)), alive], [
        0,
        ["keep 90"],
        "",
      ]) ?? missing(/Ended a process that was left behind: .*sleep/, notes),
  },
  {
    name: "skill",
    script: () => works(),
    isStopped: true,
    hasSkill: true,
    check: ({ questions }) =>
      questions.some((question) => question.includes(SKILL_DESCRIPTION))
        ? undefined
        : "the skill's description reached no model",
  },
];

/** As it stands in a question that is sent as JSON. */
const SKILL_DESCRIPTION = JSON.stringify(
  /^description: (.*)$/m.exec(SKILL_FILES[0]?.text ?? "")?.[1] ?? "",
).slice(1, -1);

function works(...steps: readonly Step[]): Script {
  return { kind: "works", steps, says: "I am done" };
}

function refuses(status: number, message: string): Script {
  return { kind: "refuses", status, message };
}

function lower(root: string): Step {
  const path = join(root, "target.txt");
  return { kind: "edit", edit: { path, old: "100", new: "90" } };
}

function shell(command: string): Step {
  return { kind: "shell", command };
}

function idea(): Step {
  return shell(`echo ${quoteForShell(IDEA)} > "$AUTORESEARCH_IDEA_FILE"`);
}

/** No row at all, and a reason that says so. */
function expectNothing(why: RegExp): Case["check"] {
  return ({ code, rows, notes }) =>
    differs([code, rows], [0, NO_ROW]) ?? missing(why, notes);
}

function withoutIdea(row: string): string {
  return row;
}

function missing(
  wanted: RegExp,
  notes: readonly string[],
): string | undefined {
  return notes.some((note) => wanted.test(note))
    ? undefined
    : `no note says ${wanted}: ${notes.join("; ")}`;
}

function differs(found: unknown, wanted: unknown): string | undefined {
  const [actual, expected] = [found, wanted].map((each) =>
    JSON.stringify(each)
  );
  return actual === expected ? undefined : `${actual} instead of ${expected}`;
}
