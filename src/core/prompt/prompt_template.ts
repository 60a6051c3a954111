import usual from "../../assets/prompt.md" with { type: "text" };
import { Failure } from "../failure.ts";
import { toNameList } from "../text/name_list.ts";
import { quote } from "../text/plain_text.ts";

const PLACE = /\{\{([^{}\n]*)\}\}/g;

/** Every name that can stand in a template as `{{name}}`. */
export const PLACEHOLDERS = [
  "program",
  "target",
  "protected",
  "evaluate",
  "budget",
  "metric",
  "direction",
  "incumbent",
  "kept",
  "discards",
  "crash",
  "advice",
] as const;

export type Placeholder = typeof PLACEHOLDERS[number];

/** Characters of a prompt, where nobody says how many. */
export const USUAL_CHARS = 24_000;

/** What an agent is told, where nobody has written another. */
export const USUAL_TEMPLATE: string = usual;

/**
 * Makes sure that a template can be filled: it names nothing that there isn't,
 * and leaves half of the prompt to what it names.
 *
 * @param name the file's name, for messages
 *
 * @example Usage
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * checkTemplate("Lower {{metric}} in {{target}}.", "prompt.md", 2000);
 * assertThrows(
 *   () => checkTemplate("Lower {{metrik}}.", "prompt.md", 2000),
 *   Error,
 *   "{{metrik}} is no placeholder",
 * );
 * ```
 *
 * @throws {Failure} when it can't
 */
export function checkTemplate(
  template: string,
  name: string,
  maxLength: number,
): void {
  const names = [...template.matchAll(PLACE)]
    .map(([, name = ""]) => name);
  const unknown = names.filter((name) => !isPlaceholder(name));
  if (unknown.length > 0) {
    const list = toNameList(unknown.map((name) => `{{${name}}}`));
    throw new Failure(
      "user",
      `Cannot read the template ${quote(name)}: ${list} ` +
        `${unknown.length === 1 ? "is no placeholder" : "are no placeholders"}`,
      `Those that there are: ${PLACEHOLDERS.join(", ")}`,
    );
  }
  if (template.trim() === "") {
    throw new Failure(
      "user",
      `Cannot read the template ${quote(name)}: it is empty`,
      "Write what an agent is to be told, with {{program}} and the others in " +
        "it, or take prompt_template out of the settings",
    );
  }
  const own = template.replace(PLACE, "").length;
  if (own > maxLength / 2) {
    throw new Failure(
      "user",
      `Cannot read the template ${quote(name)}: its own text has ${own} ` +
        `characters, of ${maxLength} that a prompt may have (prompt_chars)`,
      "Shorten it to half of that, or raise prompt_chars",
    );
  }
}

function isPlaceholder(name: string): name is Placeholder {
  return PLACEHOLDERS.some((known) => known === name);
}
