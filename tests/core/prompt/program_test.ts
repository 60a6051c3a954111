import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { DomainName } from "../../../src/core/config/domain.ts";
import {
  fillTemplate,
  programFor,
  type ProgramValues,
} from "../../../src/core/prompt/program.ts";

const TEMPLATES: [template: string, filled: string][] = [
  ["", ""],
  ["{{a}} and {{b}}, {{a}}", "1 and {{a}}, 1"],
  ["{{ a }} {a} {{a} $& {{c}}", "{{ a }} {a} {{a} $& $&$1"],
];
for (const [template, filled] of TEMPLATES) {
  Deno.test(`fillTemplate() fills ${JSON.stringify(template)}`, () => {
    const values = { a: "1", b: "{{a}}", c: "$&$1" };

    assertEquals(fillTemplate(template, values), filled);
  });
}

for (const name of ["x", "constructor", "__proto__"]) {
  Deno.test(`fillTemplate() refuses the unknown placeholder ${name}`, () => {
    const fill = () => fillTemplate(`{{${name}}}`, { a: "1" });

    assertThrows(fill, Error, `{{${name}}} has no value`);
  });
}

const NAMES: readonly DomainName[] = ["ml", "prompt", "code", "skill"];
const VALUES: ProgramValues = {
  target: "src/{{metric}}.py",
  metric: "recall@10",
  direction: "higher",
  budget: "0.5",
  evaluate: "sh eval.sh --fast",
  protected: "data/*.csv",
};

for (const name of NAMES) {
  Deno.test(`programFor() fills the programme for ${name}`, () => {
    const program = programFor(name, VALUES);

    for (const value of Object.values(VALUES)) {
      assertStringIncludes(program, value);
    }
    assertEquals(
      program.match(/\{\{.*?\}\}/g)?.every((place) => place === "{{metric}}"),
      true,
    );
    const lines = program.split("\n").length;
    assertEquals(lines >= 40 && lines <= 70, true, `${lines} lines`);
  });
}

Deno.test("programFor() says so where nothing more is protected", () => {
  const program = programFor("code", { ...VALUES, protected: "" });

  assertStringIncludes(program, "Also protected: nothing more.");
});
