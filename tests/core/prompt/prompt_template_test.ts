import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../../src/core/failure.ts";
import {
  checkTemplate,
  PLACEHOLDERS,
  USUAL_TEMPLATE,
} from "../../../src/core/prompt/prompt_template.ts";

const KNOWN = `Those that there are: ${PLACEHOLDERS.join(", ")}`;

Deno.test("checkTemplate() takes our own template in the smallest prompt", () => {
  checkTemplate(USUAL_TEMPLATE, "prompt.md", 4000);
  for (const name of PLACEHOLDERS) {
    assertEquals(USUAL_TEMPLATE.includes(`{{${name}}}`), true, name);
  }
});

const BLANK = "Write what an agent is to be told, with {{program}} and the " +
  "others in it, or take prompt_template out of the settings";

const REFUSED: readonly (readonly [
  template: string,
  message: string,
  hint: string,
])[] = [
  ["{{metrik}} {{metric}}", "{{metrik}} is no placeholder", KNOWN],
  ["{{a}}{{ metric }}", "{{a}}, {{ metric }} are no placeholders", KNOWN],
  ["{{}}", "{{}} is no placeholder", KNOWN],
  ["{{__proto__}}", "{{__proto__}} is no placeholder", KNOWN],
  ["", "it is empty", BLANK],
  [" \r\n", "it is empty", BLANK],
  [
    `${"x".repeat(1001)}{{program}}`,
    "its own text has 1001 characters, of 2000 that a prompt may have " +
    "(prompt_chars)",
    "Shorten it to half of that, or raise prompt_chars",
  ],
];
for (const [template, message, hint] of REFUSED) {
  Deno.test(`checkTemplate() refuses a template: ${message}`, () => {
    const failure = assertThrows(
      () => checkTemplate(template, "my.md", 2000),
      Failure,
    );

    assertEquals([failure.kind, failure.message, failure.hint], [
      "user",
      `Cannot read the template "my.md": ${message}`,
      hint,
    ]);
  });
}

for (
  const template of [
    "no place",
    "{{program}}{{program}}",
    "{ {x} }",
    "{{\n}}",
  ]
) {
  Deno.test(`checkTemplate() takes ${JSON.stringify(template)}`, () => {
    checkTemplate(template, "my.md", 2000);
  });
}
