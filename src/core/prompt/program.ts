import evaluatorCode from "../../assets/evaluator_code.txt" with {
  type: "text",
};
import evaluatorMl from "../../assets/evaluator_ml.txt" with { type: "text" };
import evaluatorPrompt from "../../assets/evaluator_prompt.txt" with {
  type: "text",
};
import evaluatorSh from "../../assets/evaluator_sh.txt" with { type: "text" };
import evaluatorSkill from "../../assets/evaluator_skill.txt" with {
  type: "text",
};
import programCode from "../../assets/program_code.md" with { type: "text" };
import programMl from "../../assets/program_ml.md" with { type: "text" };
import programPrompt from "../../assets/program_prompt.md" with {
  type: "text",
};
import programSkill from "../../assets/program_skill.md" with { type: "text" };
import { type DomainName, domainOf } from "../config/domain.ts";
import { quoteForShell } from "../text/shell_quote.ts";

/** What the placeholders of a research programme stand for. */
export type ProgramValues = Readonly<
  Record<
    "target" | "metric" | "direction" | "budget" | "evaluate" | "protected",
    string
  >
>;

const PROGRAMS: Readonly<Record<DomainName, string>> = {
  ml: programMl,
  prompt: programPrompt,
  code: programCode,
  skill: programSkill,
};

const EVALUATORS: Readonly<Record<DomainName, string>> = {
  ml: evaluatorMl,
  prompt: evaluatorPrompt,
  code: evaluatorCode,
  skill: evaluatorSkill,
};

/** Returns the research programme (`program.md`) for an agent in that domain. */
export function programFor(domain: DomainName, values: ProgramValues): string {
  const { protected: paths } = values;
  return fillTemplate(PROGRAMS[domain], {
    ...values,
    protected: paths === "" ? "nothing more" : paths,
  });
}

/**
 * Returns an evaluator to fill in, which until then exits 1 and prints no
 * number: Python for a script that ends in `.py`, shell for `.sh` and for one
 * without an ending, `undefined` for any other language.
 *
 * @param script path of the evaluator
 * @param target the file that it is about, where the domain's usual one isn't it
 */
export function skeletonFor(
  domain: DomainName,
  script: string,
  metric: string,
  target: string = domainOf(domain).target.join(", "),
): string | undefined {
  if (/\.py$/i.test(script)) {
    // A JSON string is a Python string as well.
    const values = {
      metric: JSON.stringify(metric),
      target: JSON.stringify(target),
    };
    return fillTemplate(EVALUATORS[domain], values);
  }
  if (!/(?:\.sh|\.bash|(?:^|\/)[^./]+)$/i.test(script)) return undefined;
  return fillTemplate(evaluatorSh, { metric: quoteForShell(metric) });
}

/**
 * Puts values into a template's `{{name}}` places. A value is text: a `{{name}}`
 * in it stays.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const values = { metric: "{{x}}", other: "unused" };
 * assertEquals(fillTemplate("Lower {{metric}}", values), "Lower {{x}}");
 * ```
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
): string {
  const known = new Map(Object.entries(values));
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = known.get(name);
    // A template of ours is wrong: nothing that the user could mend.
    if (value === undefined) throw new Error(`{{${name}}} has no value`);
    return value;
  });
}

/** Says whether a file is still one of ours, by the line that begins it. */
export function isSkeleton(text: string): boolean {
  return text.startsWith("# Written by `autoresearch setup`");
}
