import { assertEquals } from "@std/assert";
import { commandFor, MAX_ARGUMENT_BYTES } from "../../src/agents/command.ts";
import type { AgentCall } from "../../src/agents/preset.ts";
import { presetCall, PRESETS } from "../../src/agents/presets.ts";
import { presetOf } from "./fold.ts";

const CALL: AgentCall = {
  promptFile: "/my repo/prompt.md",
  promptBytes: 1000,
  target: ["train.py", "a b.py"],
};

function commandOf(agentCmd: string, call = CALL): string | undefined {
  const found = presetCall(agentCmd);
  if (found === undefined) return undefined;
  const called = commandFor(found.preset, call, found.userArguments);
  return called.kind === "command" ? called.command : called.kind;
}

/** How each is called; the prompt is on stdin where it isn't shown. */
const COMMANDS: readonly (readonly [agentCmd: string, command: string])[] = [
  [
    "claude",
    "claude -p --output-format stream-json --verbose " +
    "--permission-mode acceptEdits --allowedTools Bash",
  ],
  [
    "codex",
    "codex exec --json --skip-git-repo-check --sandbox workspace-write -",
  ],
  ["opencode", "opencode run --format json --auto"],
  ["pi", "pi --mode json --no-session"],
  ["gemini", "gemini --output-format stream-json --approval-mode yolo"],
  ["qwen", "qwen --output-format stream-json --approval-mode yolo"],
  ["copilot", "copilot --allow-all-tools --no-ask-user --output-format json"],
  ["cline", `cline --json --auto-approve true " $(cat '/my repo/prompt.md')"`],
  [
    "aider",
    "aider --yes-always --no-auto-commits --no-dirty-commits --no-gitignore " +
    "--map-tokens 0 --no-check-update --analytics-disable " +
    "--no-show-release-notes --no-pretty " +
    "--input-history-file '/my repo/prompt.md.input' " +
    "--chat-history-file '/my repo/prompt.md.chat' " +
    "--message-file '/my repo/prompt.md' train.py 'a b.py'",
  ],
  ["crush", "crush run --quiet"],
  [
    "cursor",
    "cursor-agent -p --output-format stream-json --trust --force " +
    `" $(cat '/my repo/prompt.md')"`,
  ],
  ["goose", "goose run --no-session --output-format stream-json -i -"],
  ["amp", "amp -x --stream-json --dangerously-allow-all"],
  // The user's own flags come behind, and before the prompt.
  [
    "codex --model 'gpt 5'",
    "codex exec --json --skip-git-repo-check --sandbox workspace-write " +
    "--model 'gpt 5' -",
  ],
  // What he says himself is not said twice.
  [
    " claude  -p --permission-mode=plan --allowedTools Edit ",
    "claude --output-format stream-json --verbose " +
    "-p --permission-mode=plan --allowedTools Edit",
  ],
  [
    "claude --dangerously-skip-permissions",
    "claude -p --output-format stream-json --verbose " +
    "--dangerously-skip-permissions",
  ],
  [
    'claude --append-system-prompt "say -p and --verbose to nobody"',
    "claude -p --output-format stream-json --verbose " +
    "--permission-mode acceptEdits --allowedTools Bash " +
    '--append-system-prompt "say -p and --verbose to nobody"',
  ],
  // Quotes and backslashes are the shell's: it is the word that counts.
  [
    "claude --append-system-prompt it\\'s --permission-mode plan --x 'y'",
    "claude -p --output-format stream-json --verbose --allowedTools Bash " +
    "--append-system-prompt it\\'s --permission-mode plan --x 'y'",
  ],
  [
    'claude --x "--permission-mode" plan \'-p\' --ver"bose"',
    "claude --output-format stream-json --allowedTools Bash " +
    '--x "--permission-mode" plan \'-p\' --ver"bose"',
  ],
  [
    'claude --x "--permission-mode=a b"',
    "claude -p --output-format stream-json --verbose --allowedTools Bash " +
    '--x "--permission-mode=a b"',
  ],
  ["qwen -y", "qwen --output-format stream-json -y"],
  ['pi --model "$MODEL"', 'pi --mode json --no-session --model "$MODEL"'],
];
for (const [agentCmd, command] of COMMANDS) {
  Deno.test(`commandFor() of ${agentCmd}`, () => {
    assertEquals(commandOf(agentCmd), command);
  });
}

Deno.test("PRESETS are all in the table of commands", () => {
  const named = COMMANDS.map(([agentCmd]) => agentCmd);
  assertEquals(PRESETS.filter(({ name }) => !named.includes(name)), []);
});

Deno.test("PRESETS say which of them nobody has tried", () => {
  const untried = PRESETS.filter(({ isTried }) => !isTried);
  assertEquals(untried.map(({ name }) => name), [
    "crush",
    "cursor",
    "goose",
    "amp",
  ]);
});

/** Written out by the user: run as they stand. */
const SHELL: readonly string[] = [
  "",
  "tune",
  "claude2",
  "Claude",
  "/usr/bin/claude",
  "./claude --model opus",
  "MODEL=x claude",
  "claude --model opus | tee log",
  "claude --model opus && true",
  "claude --model opus > log",
  "claude --model opus # fast",
  "claude --model `cat model`",
  "claude --model 'opus",
  "claude --model 'o\npus'",
  "claude\n--model opus",
  "claude --model opus\nrm -r x",
  "codex exec --sandbox workspace-write -",
  'claude "$(cat)"',
];
for (const agentCmd of SHELL) {
  Deno.test(`presetCall() leaves ${JSON.stringify(agentCmd)} to the shell`, () => {
    assertEquals(presetCall(agentCmd), undefined);
  });
}

Deno.test("commandFor() refuses a prompt that no argument can hold", () => {
  const limitBytes = MAX_ARGUMENT_BYTES - 1;
  const fits = { ...CALL, promptBytes: limitBytes };
  const tooLong = { ...CALL, promptBytes: limitBytes + 1 };

  assertEquals(commandFor(presetOf("cline"), fits).kind, "command");
  assertEquals(commandFor(presetOf("cline"), tooLong), {
    kind: "tooLong",
    limitBytes,
  });
  assertEquals(commandFor(presetOf("claude"), tooLong).kind, "command");
  assertEquals(commandFor(presetOf("aider"), tooLong).kind, "command");
});
