import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { stateOf } from "../folder_state.ts";
import { makeRepo, makeSession, PRINT_TARGET, SETUP } from "../harness.ts";

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));
const ALL = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-run=git,sh",
];
const FILES = { "target.txt": "100\n", "eval.sh": PRINT_TARGET };

for (const missing of ALL) {
  const flag = missing.split("=")[0] ?? "";

  Deno.test(`setup without ${flag} names that flag, and leaves nothing`, async () => {
    await using repo = await makeRepo(FILES);
    const before = await stateOf(repo);
    const flags = ALL.filter((other) => other !== missing);

    const { code, stdout, stderr } = await repo.exec(
      Deno.execPath(),
      ["run", "--no-prompt", ...flags, MAIN, ...SETUP, "--json"],
    );

    const { error } = JSON.parse(stdout);
    assertEquals([code, error.kind], [1, "user"]);
    assertEquals(error.message.startsWith("Cannot go on: Requires "), true);
    assertEquals(
      error.hint,
      `Start Deno with ${flag}; the tool needs ${ALL.join(" ")}`,
    );
    assertEquals(stderr, `Error: ${error.message}\nHint: ${error.hint}\n`);
    assertEquals(await stateOf(repo), before);
  });
}

Deno.test("setup with git allowed and no sh names the flag", async () => {
  await using repo = await makeRepo(FILES);
  const flags = [...ALL.slice(0, 3), "--allow-run=git"];

  const { code, stderr } = await repo.exec(
    Deno.execPath(),
    ["run", "--no-prompt", ...flags, MAIN, ...SETUP],
  );

  assertEquals([code, stderr], [
    1,
    'Error: Cannot go on: Requires run access to "sh"\n' +
    `Hint: Start Deno with --allow-run; the tool needs ${ALL.join(" ")}\n`,
  ]);
  assertEquals(await repo.exists(".autoresearch"), false);
});

Deno.test("log needs no more than --allow-read and --allow-env", async () => {
  await using repo = await makeSession();

  const { code, stderr } = await repo.exec(
    Deno.execPath(),
    ["run", "--no-prompt", "--allow-read", "--allow-env", MAIN, "log"],
  );

  assertEquals([code, stderr], [0, ""]);
});
