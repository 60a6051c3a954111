import type { Tokens } from "../core/experiment/agent_use.ts";
import { flags, type Preset } from "./preset.ts";
import {
  complain,
  goOn,
  NOTHING_READ,
  type Reading,
  sayMore,
} from "./reading.ts";

/** What it prints of itself before the model says anything. */
const HEADER =
  /^(?:Aider v|(?:Main |Weak |Editor )?model: |Git repo: |Repo-map: |Added .* to the chat)/i;

/** A file that the prompt speaks of, which it takes into the chat unasked. */
const MENTION = /^\S*[./]\w\S*$/;

const ERROR = /^litellm\.\w+: (.*)/;
const RETRY = /^Retrying in [\d.]+ seconds/;

const USAGE =
  /^Tokens: ([\d.,]+k?) sent,(?: [\d.,]+k? cache write,)?(?: ([\d.,]+k?) cache hit,)? ([\d.,]+k?) received\.(?: Cost: \$([\d.,]+) message)?/;

export const aider: Preset = {
  name: "aider",
  isTried: true,
  program: ["aider"],
  // Without these it commits by itself, and leaves files of its own.
  flags: flags(
    "--yes-always",
    "--no-auto-commits",
    "--no-dirty-commits",
    "--no-gitignore",
    "--map-tokens 0",
    "--no-check-update",
    "--analytics-disable",
    "--no-show-release-notes",
    "--no-pretty",
  ),
  variables: {},
  prompt: {
    kind: "file",
    words: ({ promptFile, target }) => [
      "--input-history-file",
      `${promptFile}.input`,
      "--chat-history-file",
      `${promptFile}.chat`,
      "--message-file",
      promptFile,
      ...target,
    ],
  },
  readText(reading, line, now) {
    if (HEADER.test(line)) return begin(reading);
    const error = ERROR.exec(line)?.[1];
    if (error !== undefined) {
      const failed = { ...reading, triesAgain: false };
      return complain(failed, { message: error }, now);
    }
    if (RETRY.test(line)) return retrying(reading, now);
    const usage = USAGE.exec(line);
    if (usage !== null) return spendLine(reading, usage);
    if (reading.trouble !== undefined && !reading.triesAgain) {
      return withMore(reading, reading.trouble.message, line, now);
    }
    // An empty line is no sign that it works again.
    if (reading.trouble !== undefined && line.trim() === "") return reading;
    // After its figures it says what it has done with the answer.
    if (!reading.hasBegun || reading.isDone) return reading;
    if (reading.text.trim() === "" && MENTION.test(line)) return reading;
    return sayMore(reading, `${line}\n`);
  },
  isAnswering: ({ hasBegun }) => hasBegun,
};

/** What it said of its start doesn't tell how it ended. */
function begin(reading: Reading): Reading {
  return { ...reading, hasBegun: true, text: "", plain: NOTHING_READ.plain };
}

/** An error goes on in the next line, up to what aider has to say about it. */
function withMore(
  reading: Reading,
  message: string,
  line: string,
  now: Date,
): Reading {
  if (line.trim() === "" || line.startsWith("The API provider")) return reading;
  return complain(reading, { message: `${message} ${line.trim()}` }, now);
}

function retrying(reading: Reading, now: Date): Reading {
  const { trouble } = reading;
  if (trouble === undefined) return reading;
  const { message } = trouble;
  const retried = { ...reading, triesAgain: true };
  return complain(retried, { message, isRetrying: true }, now);
}

function spendLine(reading: Reading, usage: RegExpExecArray): Reading {
  const [, sent = "", hit = "0", received = "", cost] = usage;
  const tokens: Tokens = {
    input: toCount(sent),
    cached: toCount(hit),
    output: toCount(received),
  };
  const usd = cost === undefined ? undefined : toCount(cost);
  return goOn({ ...reading, tokens, usd, isDone: true });
}

function toCount(text: string): number {
  const count = parseFloat(text.replaceAll(",", ""));
  return text.endsWith("k") ? Math.round(count * 1000) : count;
}
