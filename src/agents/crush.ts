import { flags, type Preset } from "./preset.ts";
import { sayMore } from "./reading.ts";

export const crush: Preset = {
  name: "crush",
  isTried: false,
  program: ["crush", "run"],
  flags: flags("--quiet"),
  variables: {},
  prompt: { kind: "stdin", words: [] },
  // Plain text, which is the answer.
  readEvent: (reading) => reading,
  readText: (reading, line) => sayMore(reading, `${line}\n`),
};
