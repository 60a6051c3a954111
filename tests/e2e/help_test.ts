import { assertEquals } from "@std/assert";
import project from "../../deno.json" with { type: "json" };
import { makeRepo, Repo } from "../harness.ts";
import { homeAt } from "../home.ts";

const COMMANDS = [
  "",
  "setup",
  "run",
  "prompt",
  "stop",
  "log",
  "log show",
  "log record",
  "show",
  "diff",
  "retry",
  "undo",
  "verify",
  "doctor",
  "skill",
  "skill install",
  "mcp",
];
for (const command of COMMANDS) {
  const words = command.split(" ").filter(Boolean);

  Deno.test(`autoresearch ${command} --help`, async (t) => {
    await using folder = new Repo(await Deno.makeTempDir());

    const { code, stdout, stderr } = await folder.autoresearch(
      ...words,
      "--help",
    );

    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    await t.assertSnapshot(stdout);
  });

  Deno.test(`the examples of autoresearch ${command} --help are real`, async () => {
    await using folder = await makeRepo();
    const { stdout } = await folder.autoresearch(...words, "--help");

    const examples = stdout.replace(/\\\n\s*/g, "").split("\n")
      .filter((line) => /^ {2}autoresearch [^[<]*$/.test(line))
      .map((line) => line.trim())
      .filter((line) => !/--help|--version|\.\.\./.test(line));

    assertEquals(examples.length > 0, true);
    for (const example of examples) {
      // In an empty repository most are refused; none is misspelt.
      const line = example.slice("autoresearch".length);
      const { code, stderr } = await runLine(folder, line);
      const isUnderstood = code !== 2 ||
        stderr.startsWith("Error: Cannot set up without an answer");
      assertEquals([example, isUnderstood, stderr], [example, true, stderr]);
    }
  });
}

Deno.test("autoresearch --version prints the version alone", async () => {
  await using folder = new Repo(await Deno.makeTempDir());

  assertEquals(await folder.autoresearch("--version"), {
    code: 0,
    stdout: `${project.version}\n`,
    stderr: "",
  });
});

/** Takes a line as a shell does: its quotes are part of the example. */
function runLine(folder: Repo, line: string) {
  const script = `printf '%s\\0' ${line}`;
  return folder.sh(script).then((words) =>
    // What is meant for a user's own folders must not reach the tester's.
    folder.autoresearchWith(
      homeAt(folder.path),
      ...words.split("\0").slice(0, -1),
    )
  );
}
