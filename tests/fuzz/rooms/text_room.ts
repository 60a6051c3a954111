import { toPatchText } from "../../../src/cli/patch_text.ts";
import { subjectOfDiff } from "../../../src/core/experiment/subject.ts";
import { toNameList } from "../../../src/core/text/name_list.ts";
import {
  quote,
  toOneLine,
  toPlainLines,
  withoutEscapes,
} from "../../../src/core/text/plain_text.ts";
import { quoteForShell } from "../../../src/core/text/shell_quote.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddText } from "../odd_text.ts";
import { claim, claimOneLine, claimPlain, makeRoom } from "../room.ts";

const PATCH =
  "diff --git a/train.py b/train.py\nindex 1..2 100644\n--- a/train.py\n" +
  '+++ b/train.py\n@@ -1,2 +1,2 @@\n lr = 3\n-n = 4\n+n = 5  # "x"\n' +
  'diff --git "a/\\303\\244 b" "b/\\303\\244 b"\n--- /dev/null\n' +
  '+++ "b/\\303\\244 b"\n@@ -0,0 +1 @@\n+new\n';

function makeInput(draw: Draw) {
  const text = draw.chance(0.3) ? mutate(draw, PATCH) : oddText(draw);
  return { text, maxLength: draw.pick(1, 2, 7, 60, 200, 500) };
}

/** Whatever is cleaned stays clean, short, and the same when cleaned again. */
export const textRoom = makeRoom(
  "text",
  8,
  makeInput,
  ({ text, maxLength }) => {
    const line = toOneLine(text, maxLength);
    claimOneLine(line, "toOneLine()");
    claim(
      [...line].length <= maxLength,
      () => `${[...line].length} characters`,
    );
    claim(line === line.trimStart(), () => `it begins with a blank: "${line}"`);
    claim(
      toOneLine(line, maxLength) === line.trim(),
      () => `cleaned again "${line}" is another`,
    );

    claimPlain(toPlainLines(text), "toPlainLines()", true);
    claimPlain(toPatchText(text, false), "toPatchText()", true);
    const colored = toPatchText(text, true).replace(
      // deno-lint-ignore no-control-regex -- our own escapes
      /\x1b\[(?:0|1|31|32|36)m/g,
      "",
    );
    claim(
      colored === toPatchText(text, false),
      () => "colour changes the text",
    );
    claim(withoutEscapes(text).length <= text.length, () => "it grows");
    claimOneLine(quote(text), "quote()");
    claim(typeof JSON.parse(quote(text)) === "string", () => "no JSON string");
    claimOneLine(toNameList(Array(7).fill(text)), "toNameList()");
    claimOneLine(subjectOfDiff(text), "subjectOfDiff()");
    claim(unquoted(quoteForShell(text)) === text, () => quoteForShell(text));
  },
);

/** What a shell makes of a word in single quotes or of a plain one. */
function unquoted(word: string): string {
  return word.startsWith("'")
    ? word.slice(1, -1).replaceAll("'\\''", "'")
    : word;
}
