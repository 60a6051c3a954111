import { assertEquals, assertMatch } from "@std/assert";
import { quoteForShell } from "../../src/core/text/shell_quote.ts";
import { commandLine, makeSession, type Repo } from "../harness.ts";
import { PseudoTerminal } from "../pseudo_terminal.ts";
import { assertSound } from "../soundness.ts";
import { addProgram } from "../stand_in.ts";

const LOOP = ["run", "--loop", "--agent", "claude", "--max-experiments", "1"];

/** Shell words that say a thing as claude's last event. */
function saying(isError: boolean, result: string): string {
  const event = { type: "result", is_error: isError, result };
  return `printf '%s\\n' ${quoteForShell(JSON.stringify(event))}`;
}

/** Says on its first call that it is over its limit, and works on its second. */
async function addLimited(
  repo: Repo,
  limit: string,
): Promise<{ readonly PATH: string }> {
  return await addProgram(
    repo,
    "claude",
    `if [ -e .git/called ]; then echo 90 >target.txt; else touch .git/called; ` +
      `${limit}; fi`,
  );
}

/** With exit 0, as some versions tell it. */
const LIMIT = saying(false, "Claude AI usage limit reached");

Deno.test("run waits till the time that an agent tells, says so once, and goes on", async () => {
  await using repo = await makeSession();
  const limit = saying(true, "429 rate limit, try again in 1 second");
  const variables = await addLimited(repo, limit);

  const { code, stderr } = await repo.autoresearchWith(variables, ...LOOP);

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  const notes = stderr.split("\n").filter((line) => line.includes("limit"));
  assertEquals(notes.length, 1, stderr);
  assertMatch(
    notes[0] ?? "",
    /^Waiting until 20\S+Z, then on with #1: it is over its limit until 20\S+Z: /,
  );
  await assertSound(repo);
});

/** How somebody ends a wait, and what the loop says of it. */
const ENDS: readonly (readonly [
  what: string,
  end: (repo: Repo, terminal: PseudoTerminal) => Promise<unknown>,
  code: number,
])[] = [
  ["autoresearch stop", (repo) => repo.autoresearch("stop"), 0],
  ["Ctrl-C", (_, terminal) => terminal.type("\x03"), 130],
];
for (const [what, end, code] of ENDS) {
  Deno.test(`run shows in its live line what it waits for, and ${what} ends that at once`, async () => {
    await using repo = await makeSession();
    const { PATH } = await addLimited(repo, LIMIT);
    const command = [...commandLine(), ...LOOP].map(quoteForShell).join(" ");
    await using terminal = new PseudoTerminal(
      repo.path,
      `stty cols 160 rows 40; PATH=${quoteForShell(PATH)} exec ${command}`,
    );
    await terminal.see("#1 waiting · 1 s of 1 min 0 s · best 100 · it is over");

    await end(repo, terminal);

    assertEquals(await terminal.end(), code);
    assertEquals(await repo.verdicts(), ["keep 100"]);
    await assertSound(repo);
  });
}

Deno.test("run names the limit that a call met which somebody asked to be the last", async () => {
  await using repo = await makeSession();
  const stop = `${commandLine().map(quoteForShell).join(" ")} stop >&2`;
  const variables = await addLimited(repo, `${stop}; ${LIMIT}`);

  const { code, stderr } = await repo.autoresearchWith(variables, ...LOOP);

  assertEquals([code, stderr], [
    0,
    "No candidate: it is over its limit: Claude AI usage limit reached\n" +
    "Done: stopped by autoresearch stop\n",
  ]);
  assertEquals(await repo.verdicts(), ["keep 100"]);
});

Deno.test("run that is interrupted while a repair waits takes the crash back, and holds it", async () => {
  await using repo = await makeSession();
  const { PATH } = await addProgram(
    repo,
    "claude",
    `if [ -e .git/called ]; then ${
      saying(true, "API Error: 529 Overloaded")
    }; ` +
      `else touch .git/called; echo oops >target.txt; fi`,
  );
  const command = [...commandLine(), ...LOOP].map(quoteForShell).join(" ");
  await using terminal = new PseudoTerminal(
    repo.path,
    `stty cols 160 rows 40; PATH=${quoteForShell(PATH)} exec ${command}`,
  );
  await terminal.see("best 100 · its server failed: API Error: 529 Overloaded");

  await terminal.type("\x03");

  assertEquals(await terminal.end(), 130);
  assertEquals(await repo.verdicts(), ["keep 100"]);
  const held = "git show $(git for-each-ref --format='%(refname)' " +
    "refs/autoresearch/t1/unfinished-*):target.txt";
  assertEquals(await repo.sh(held), "oops\n");
  await assertSound(repo);
});

/** What to do is told by what stands in the way. */
const HINTS: readonly (readonly [script: string, hint: string])[] = [
  [
    `${saying(true, "Not logged in · Please run /login")}; exit 1`,
    "Start the agent by hand and log in, or set its key, then run again",
  ],
  [
    `echo "error: unknown option '--verbose'" >&2; exit 1`,
    "Call the agent by hand: install it, or mend the flags behind its name",
  ],
  [
    `printf '%s\\n' '{"type":"result","is_error":false,"result":"I may not",` +
    `"permission_denials":[{"tool_name":"Edit"}]}'`,
    "Give it the permission by a flag behind its name: " +
    "references/agents.md has those of each agent",
  ],
];
for (const [script, hint] of HINTS) {
  Deno.test(`run ends after 5 calls with the hint "${hint}"`, async () => {
    await using repo = await makeSession();
    const agent = `echo x >>.git/calls; ${script}`;
    const variables = await addProgram(repo, "claude", agent);

    const { code, stderr } = await repo.autoresearchWith(variables, ...LOOP);

    assertEquals([code, stderr.trimEnd().split("\n").at(-1)], [
      1,
      `Hint: ${hint}`,
    ]);
    assertEquals(await repo.read(".git/calls"), "x\n".repeat(5));
  });
}

Deno.test("run and log tell what the agents took, failed calls among them", async () => {
  await using repo = await makeSession();
  const finish = `printf '%s\\n' '{"type":"result","is_error":false,` +
    `"result":"","total_cost_usd":0.25,"usage":{"input_tokens":100,` +
    `"output_tokens":5}}'`;
  const variables = await addProgram(
    repo,
    "claude",
    `echo x >>.git/calls; n=$(wc -l <.git/calls); ` +
      `[ $n = 2 ] || echo $((100 - n)) >target.txt; ${finish}`,
  );

  const { stdout } = await repo.autoresearchWith(
    variables,
    ...[...LOOP.slice(0, -1), "2", "--json"],
  );

  const last = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  const { spent: { seconds, perKeep, ...spent } } = last;
  assertEquals(await repo.verdicts(), ["keep 100", "keep 99", "keep 97"]);
  assertEquals(spent, { tokens: 315, usd: 0.75 });
  assertEquals([perKeep.tokens, perKeep.usd], [158, 0.375]);
  const log = await repo.autoresearch("log", "--json");
  assertEquals(JSON.parse(log.stdout).spent, { ...spent, seconds, perKeep });
  assertEquals((await repo.rows()).map(({ tokens, usd }) => [tokens, usd]), [
    ["", ""],
    ["105", "0.25"],
    ["105", "0.25"],
  ]);
  const text = await repo.autoresearch("log");
  assertMatch(
    text.stdout,
    /^ {2}agents {4}\d+ s, 315 tokens, 0\.75 USD; 0\.38 USD a keep$/m,
  );
});
