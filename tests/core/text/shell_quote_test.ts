import { assertEquals } from "@std/assert";
import { quoteForShell } from "../../../src/core/text/shell_quote.ts";

for (
  const text of [
    "plain/file-1.txt",
    "",
    " ",
    "it's",
    "$HOME `id` $(id)",
    '"; rm -rf x; "',
    "~",
    "a\nb",
    "*?[a]",
    "größer",
    "-n",
    "\\",
  ]
) {
  Deno.test(`quoteForShell() makes one word of ${JSON.stringify(text)}`, async () => {
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `printf '%s|' ${quoteForShell(text)}`],
    }).output();

    assertEquals(new TextDecoder().decode(stdout), `${text}|`);
  });
}
