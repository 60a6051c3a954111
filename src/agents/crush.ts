import { flags, type Preset } from "./preset.ts";
import { NOTHING_READ, sayMore } from "./reading.ts";

/** What it prints above an error, the only thing that follows an answer. */
const HEADING = /(?:^|\n)\s*ERROR\s*$/;

export const crush: Preset = {
  name: "crush",
  isTried: false,
  program: ["crush", "run"],
  flags: flags("--quiet"),
  variables: {},
  prompt: { kind: "stdin", words: [] },
  // Plain text, which is the answer.
  readText(reading, line) {
    const next = sayMore(reading, `${line}\n`);
    return HEADING.test(line) ? { ...next, plain: NOTHING_READ.plain } : next;
  },
  isAnswering: ({ plain: { first, isAnswer }, text }) =>
    first === "" ? !HEADING.test(text.slice(-32)) : isAnswer,
};
