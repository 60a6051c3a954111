import { assert, assertEquals, assertMatch } from "@std/assert";
import { quoteForShell } from "../../src/core/text/shell_quote.ts";
import {
  commandLine,
  makeSession,
  type Repo,
  type Result,
} from "../harness.ts";
import { PseudoTerminal } from "../pseudo_terminal.ts";
import { addProgram } from "../stand_in.ts";

/** Shell lines that print events of claude. */
const SAY = `say() { printf '{"type":"assistant","message":{"content":` +
  `[{"type":"text","text":"%s"}]}}\\n' "$1"; }`;
const FINISH = `printf '%s\\n' '{"type":"result","is_error":false,` +
  `"result":"Lower it\\n\\nSince less is better.","total_cost_usd":0.25,` +
  `"usage":{"input_tokens":70,"cache_read_input_tokens":20,` +
  `"cache_creation_input_tokens":10,"output_tokens":5}}'`;
const REFUSE = `printf '%s\\n' '{"type":"result","is_error":true,` +
  `"subtype":"success","result":"Not logged in · Please run /login"}'`;

/** Runs one experiment of an agent whose program is this script. */
async function loopWith(
  repo: Repo,
  name: string,
  script: string,
  agentCmd = name,
): Promise<Result> {
  const path = await addProgram(repo, name, script);
  const loop = ["run", "--loop", "--agent", agentCmd, "--max-experiments", "1"];
  return await repo.autoresearchWith(path, ...loop);
}

async function lastDescription(repo: Repo): Promise<string | undefined> {
  return (await repo.rows()).at(-1)?.["description"];
}

Deno.test("run --agent claude calls it headless, and knows what it took", async () => {
  await using repo = await makeSession();

  const { code } = await loopWith(
    repo,
    "claude",
    `cat >.git/stdin; echo "$*" >.git/arguments; ` +
      `echo "$DISABLE_AUTOUPDATER" >.git/updates; echo 90 >target.txt\n${FINISH}`,
    "claude --model opus",
  );

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(
    await repo.read(".git/arguments"),
    "-p --output-format stream-json --verbose --permission-mode acceptEdits " +
      "--allowedTools Bash --model opus\n",
  );
  assertMatch(await repo.read(".git/stdin"), /Make ONE change/);
  assertEquals(await repo.read(".git/updates"), "1\n");
  const folder = ".autoresearch/experiments/0001";
  const { agentCalls: [call] } = JSON.parse(
    await repo.read(`${folder}/experiment.json`),
  );
  assert(call.seconds > 0);
  assertEquals({ ...call, seconds: 0 }, {
    seconds: 0,
    tokens: { input: 100, cached: 20, output: 5 },
    usd: 0.25,
  });
  assertMatch(await repo.read(`${folder}/agent.log`), /^\{"type":"result"/);
});

/** Who tells the idea: git log before all else, which would contradict it. */
const IDEAS: readonly (readonly [script: string, description: string])[] = [
  [
    `echo "from the file" >"$AUTORESEARCH_IDEA_FILE"; echo 90 >target.txt; ` +
    `git commit -qam "from the commit"\n${FINISH}`,
    "from the commit",
  ],
  [
    `echo "from the file" >"$AUTORESEARCH_IDEA_FILE"; echo 90 >target.txt\n` +
    FINISH,
    "from the file",
  ],
  [`echo 90 >target.txt\n${FINISH}`, "Lower it"],
  ["echo 90 >target.txt", "target.txt: 100 -> 90"],
];
for (const [script, description] of IDEAS) {
  Deno.test(`run --agent takes the idea "${description}"`, async () => {
    await using repo = await makeSession();

    await loopWith(repo, "claude", script);

    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals(await lastDescription(repo), description);
  });
}

/** Nothing comes of them five times, and the reason is the agent's own. */
const FAILURES: readonly (readonly [
  name: string,
  script: string,
  reason: string,
])[] = [
  [
    "claude",
    REFUSE,
    "it is not logged in: Not logged in · Please run /login",
  ],
  [
    "codex",
    `echo "error: unexpected argument" >&2; exit 2`,
    "it can't start: error: unexpected argument",
  ],
  ["gemini", "kill -9 $$", "it was cut off: exited with code 137"],
  [
    "claude",
    FINISH,
    "it ended well, and said last: Since less is better.",
  ],
];
for (const [name, script, reason] of FAILURES) {
  Deno.test(`run --agent ${name} ends with "${reason}"`, async () => {
    await using repo = await makeSession();

    const { code, stderr } = await loopWith(repo, name, script);

    assertEquals(code, 1);
    const last = stderr.trimEnd().split("\n").at(-2);
    assertEquals(
      last,
      "Stopped: 5 proposals in a row came to nothing: " +
        `it changed nothing in the target; ${reason}`,
    );
    assertEquals(await repo.verdicts(), ["keep 100"]);
  });
}

Deno.test("run --agent judges a change by itself, whatever the agent says of it", async () => {
  await using repo = await makeSession();

  await loopWith(repo, "claude", `echo 90 >target.txt\n${REFUSE}\nexit 1`);

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await lastDescription(repo), "target.txt: 100 -> 90");
});

Deno.test("run --agent puts up with output of any kind", async () => {
  await using repo = await makeSession();

  const { code } = await loopWith(
    repo,
    "claude",
    `${SAY}\nhead -c 3000 /dev/urandom; echo; printf '{"type":"assis'; echo\n` +
      `printf 'null\\n[]\\n{}\\n"x"\\n{"type":{}}\\n\\033[2J\\377\\n'\n` +
      `head -c 1000000 /dev/zero | tr '\\0' x; echo\n` +
      `say "Lower it"; echo 90 >target.txt\n` +
      `printf '%s' '{"type":"result","is_error":false,"result":"Lowered it"}'`,
  );

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await lastDescription(repo), "Lowered it");
  const log = await repo.read(".autoresearch/experiments/0001/agent.log");
  assert(log.length <= 256 * 1024, `the log has ${log.length} characters`);
});

Deno.test("run --agent cline gives the prompt as an argument, and no stdin", async () => {
  await using repo = await makeSession();
  await repo.write("program.md", "--help $(touch pwned) `touch pwned` \"'\\\n");

  await loopWith(
    repo,
    "cline",
    `cat >.git/stdin; printf '%s' "$4" >.git/prompt; echo 90 >target.txt`,
  );

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertEquals(await repo.read(".git/stdin"), "");
  const prompt = await repo.read(".git/prompt");
  const file = await repo.read(".autoresearch/experiments/0001/prompt.md");
  // With a blank before it, it is no flag, whatever it begins with.
  assertEquals(prompt, ` ${file.trimEnd()}`);
  assert(prompt.includes("--help $(touch pwned) `touch pwned` \"'\\"));
  assertEquals(await repo.exists("pwned"), false);
});

Deno.test("run --agent cline says what to do about a prompt that is too long", async () => {
  await using repo = await makeSession();
  await repo.write("program.md", "x".repeat(300_000));
  await repo.sh("echo 'prompt_chars: 400000' >> .autoresearch.cfg");
  await repo.sh("echo prompt_chars: 400000 >>.autoresearch.cfg");

  const { code, stderr } = await loopWith(
    repo,
    "cline",
    "touch .git/called; echo 90 >target.txt",
  );

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /it can't start: cline takes its prompt as an argument of at most 131070 bytes, and this one has 30\d{4}: set prompt_chars lower, or shorten program\.md\n/,
  );
  assertEquals(await repo.verdicts(), ["keep 100"]);
  assertEquals(await repo.exists(".git/called"), false);
});

Deno.test("run --agent aider gives a file and the target's files", async () => {
  await using repo = await makeSession();

  await loopWith(
    repo,
    "aider",
    `while [ "$1" != --message-file ]; do shift; done\n` +
      `cat "$2" >.git/prompt; shift 2; echo "$*" >.git/files; echo 90 >target.txt`,
  );

  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  assertMatch(await repo.read(".git/prompt"), /Make ONE change/);
  assertEquals(await repo.read(".git/files"), "target.txt\n");
});

Deno.test("run shows at once that an agent is over its limit, while it tries on", async () => {
  await using repo = await makeSession();
  const retry = '{"type":"system","subtype":"api_retry",' +
    '"error_status":429,"error":"rate_limit"}';
  const { PATH } = await addProgram(
    repo,
    "claude",
    `echo '${retry}'; until [ -e .git/go ]; do sleep 0.05; done\n` +
      `echo 90 >target.txt\n${FINISH}`,
  );
  const run = [
    ...commandLine(),
    ...["run", "--loop", "--agent", "claude", "--max-experiments", "1"],
  ];
  const command = run.map(quoteForShell).join(" ");
  await using terminal = new PseudoTerminal(
    repo.path,
    `stty cols 160 rows 40; PATH=${quoteForShell(PATH)} exec ${command}`,
  );

  await terminal.see("best 100 · it is over its limit: rate limit");
  await repo.write(".git/go", "");
  await terminal.see("#1 keep 90");

  assertEquals(await terminal.end(), 0);
});
