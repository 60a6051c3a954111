import { assert, assertEquals, assertMatch } from "@std/assert";
import { commandLine, makeSession } from "../harness.ts";
import { addProgram } from "../stand_in.ts";
import { assertSoon } from "../waiting.ts";

/** Inputs that never end: an agent that inherits one waits for ever. */
const INPUTS: [what: string, script: string][] = [
  [
    "a pipe whose writer says nothing",
    'sleep 300 >.git/fifo & "$@" <.git/fifo; code=$?; kill $!; exit $code',
  ],
  ["a FIFO that nobody writes to", 'exec "$@" <>.git/fifo'],
];
for (const [what, script] of INPUTS) {
  Deno.test(`run --loop gives agent and evaluator an end of file beside ${what}`, async () => {
    await using repo = await makeSession({
      evaluate: 'read x; echo "got: ${x:-nothing}"; ' +
        'echo "p50_ms: $(cat target.txt)"',
    });
    await repo.sh("mkfifo .git/fifo");
    const agent = "cat >.git/prompt; echo 90 >target.txt";
    const loop = ["run", "--loop", "--agent", agent, "--max-experiments", "1"];
    const started = performance.now();

    const { code } = await repo.exec(
      "sh",
      ["-c", script, "sh", ...commandLine(), ...loop],
    );

    assertEquals(code, 0);
    assertSoon(started);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertMatch(await repo.read(".git/prompt"), /Make ONE change/);
    assertMatch(await repo.read("run.log"), /^got: nothing\n/);
  });
}

Deno.test("an agent does not learn that it was started from inside itself", async () => {
  await using repo = await makeSession();
  const path = await addProgram(
    repo,
    "claude",
    '[ -z "$CLAUDECODE$CLAUDE_CODE_ENTRYPOINT" ] || exit 1\n' +
      'echo "$MY_OWN" >.git/seen; echo 90 >target.txt',
  );
  const inside = { CLAUDECODE: "1", CLAUDE_CODE_ENTRYPOINT: "cli" };

  const { code } = await repo.autoresearchWith(
    { ...path, ...inside, MY_OWN: "arrives" },
    ...["run", "--loop", "--agent", "claude", "--max-experiments", "1"],
  );

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.read(".git/seen"), "arrives\n");
});

/** A programme that is longer than any argument may be, and treacherous. */
const PROGRAMME = "--help\n$(touch pwned) `touch pwned` $HOME \"'\\\n" +
  "x".repeat(300_000) + "\nthe end of the programme\n";

/** A session in which a prompt may hold all of it. */
async function makeLongSession() {
  const repo = await makeSession();
  await repo.write("program.md", PROGRAMME);
  await repo.sh("echo 'prompt_chars: 400000' >> .autoresearch.cfg");
  return repo;
}

Deno.test("an agent gets a prompt of 300 KB whole on stdin and as a file", async () => {
  await using repo = await makeLongSession();

  const { code } = await repo.loop(
    'cat >.git/stdin; cat "$AUTORESEARCH_PROMPT" >.git/file; echo 90 >target.txt',
  );

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  const prompt = await repo.read(".git/stdin");
  assert(prompt.includes(PROGRAMME));
  assertEquals(await repo.read(".git/file"), prompt);
  assertEquals(await repo.exists("pwned"), false);
});

Deno.test("an agent that never reads its prompt is not waited for", async () => {
  await using repo = await makeLongSession();

  const { code } = await repo.loop("echo 90 >target.txt");

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});

Deno.test("a prompt that is too long for an argument makes no crash row", async () => {
  await using repo = await makeLongSession();
  const path = await addProgram(repo, "takes-argument", "echo 90 >target.txt");
  const agent = 'takes-argument "$(cat)"';

  const { code, stderr } = await repo.autoresearchWith(
    path,
    ...["run", "--loop", "--agent", agent, "--max-experiments", "1"],
  );

  assertEquals(code, 1);
  assertMatch(stderr, /Argument list too long/);
  assertEquals(await repo.verdicts(), ["keep 100"]);
  assertEquals(await repo.exists("pwned"), false);
});

Deno.test("a prompt as an argument is neither a flag nor a script", async () => {
  await using repo = await makeSession();
  await repo.write("program.md", PROGRAMME.replace(/x+/, ""));
  const path = await addProgram(
    repo,
    "takes-argument",
    'echo "$1" >.git/argument; echo 90 >target.txt',
  );
  const agent = 'takes-argument "$(cat)"';

  await repo.autoresearchWith(
    path,
    ...["run", "--loop", "--agent", agent, "--max-experiments", "1"],
  );

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  const argument = await repo.read(".git/argument");
  assertEquals(argument.startsWith("-"), false);
  assertMatch(argument, /\n--help\n\$\(touch pwned\) `touch pwned` \$HOME/);
  assertEquals(await repo.exists("pwned"), false);
});
