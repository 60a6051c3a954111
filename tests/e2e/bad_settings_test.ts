import { assertEquals } from "@std/assert";
import { makeRepo, makeSession, SETUP } from "../harness.ts";
import { assertRefused, type Refusal } from "../refusal.ts";

const COLON =
  "Write it as  key: value, or start it with # to keep it as a comment";
const AS_BUDGET = "Write it as  time_budget_minutes: 5";
const BUDGET = "it must be minutes above 0, like 5 or 0.5";

/** What is added to a good config, or stands in its place. */
const CONFIGS: readonly (readonly [
  what: string,
  change: (config: string) => string,
  state: string,
  hint: string,
])[] = [
  ["nothing", () => "", "it has no key: value line", COLON],
  ["a comment", () => "# x\n", "it has no key: value line", COLON],
  ["no colon", add("what"), 'line 7 has no ":"', COLON],
  [
    "no target",
    (text) => text.replace(/^target.*\n/, ""),
    'it has no "target"',
    "Write it as  target: train.py",
  ],
  [
    "a strange direction",
    add("metric_direction: up"),
    'line 7, metric_direction is "up": it must be "lower" or "higher"',
    "Write it as  metric_direction: lower",
  ],
  ...["0", "-3", "soon", "", "0x5", "nan"].map((budget) =>
    [
      `budget "${budget}"`,
      add(`time_budget_minutes: ${budget}`),
      `line 7, time_budget_minutes is "${budget}": ${BUDGET}`,
      AS_BUDGET,
    ] as const
  ),
  [
    "budget 1e999",
    add("time_budget_minutes: 1e999"),
    'line 7, time_budget_minutes is "1e999": it must be at most 10000 minutes',
    AS_BUDGET,
  ],
  [
    "an absolute target",
    add("target: /etc/hostname"),
    'line 7, target is "/etc/hostname": ' +
    "it must be relative to the project's folder",
    "Write it as  target: train.py",
  ],
];
for (const [what, change, state, hint] of CONFIGS) {
  Deno.test(`run refuses a config with ${what}`, async () => {
    await using repo = await makeSession({ flags: ["--skip-baseline"] });
    const config = await repo.read(".autoresearch.cfg");
    await repo.write(".autoresearch.cfg", change(config));

    await assertRefused(repo, ["run", "--single"], {
      code: 1,
      message: `Cannot read ".autoresearch.cfg": ${state}`,
      hint,
    });
  });
}

Deno.test("run refuses a metric_grep that is no expression, and quotes the reason", async () => {
  await using repo = await makeSession({ flags: ["--skip-baseline"] });
  const config = await repo.read(".autoresearch.cfg");
  await repo.write(".autoresearch.cfg", `${config}metric_grep: ^p50=(\n`);

  await assertRefused(repo, ["run", "--loop"], {
    code: 1,
    message: 'Cannot read metric_grep "^p50=(": it is no regular expression ' +
      "(unterminated group)",
    hint: "Write it as JavaScript does, such as ^loss: or loss=(\\S+)",
  });
});

Deno.test("run and log record refuse a project without a config, and leave nothing there", async () => {
  await using repo = await makeRepo({ "target.txt": "1\n" });
  const refusal: Refusal = {
    code: 1,
    message: `Cannot read ".autoresearch.cfg" in "${repo.path}": there is none`,
    hint: "Run autoresearch setup there first, or name the project with --path",
  };

  for (const mode of ["--single", "--loop", "--dry-run"]) {
    await assertRefused(repo, ["run", mode], refusal);
  }
  await assertRefused(
    repo,
    ["log", "record", "HEAD", "1", "keep", "x"],
    refusal,
  );
  assertEquals(await repo.exists(".autoresearch"), false);
});

Deno.test("log refuses a project without a ledger", async () => {
  await using repo = await makeRepo();

  await assertRefused(repo, ["log"], {
    code: 1,
    message: `Cannot read "results.tsv" in "${repo.path}": there is none`,
    hint: "Run autoresearch setup there first, or name the project with --path",
  });
});

/** Answers that setup refuses, and how it names them. */
const FLAGS: readonly (readonly [flag: string, value: string, why: string])[] =
  [
    ["direction", "up", 'it must be "lower" or "higher"'],
    ...["0", "-3", "soon", "", " ", "5 min"].map((text) =>
      ["budget", text, BUDGET] as const
    ),
    ["budget", "1e999", "it must be at most 10000 minutes"],
    ["target", "", "it must name at least one file"],
    ["target", " , ", "it must name at least one file"],
    ["target", "/etc/hostname", "it must be relative to the project's folder"],
    ["target", "../x.txt", "it must lie inside the project's folder"],
    ["target", "a/../../x.txt", "it must lie inside the project's folder"],
    ["metric", "", "it must not be empty"],
    ["evaluate-cmd", "a\nb", "it must be one line"],
    ["domain", "art", "it must be ml, prompt, code or skill"],
    ["tag", "../x", 'it must not contain ".."'],
    ["tag", "a b", "it must have no blanks and none of ~ ^ : ? * [ \\"],
    ["tag", "-f", 'it must not begin with "-"'],
    ["tag", ".lock", 'it must have no part that begins with "."'],
    ["tag", "x.lock", 'it must have no part that ends with ".lock"'],
    ["tag", "a//b", 'it must have something before and after every "/"'],
    ["tag", "", "it must not be empty"],
  ];
for (const [flag, value, why] of FLAGS) {
  Deno.test(`setup refuses --${flag} ${JSON.stringify(value)}`, async () => {
    await using repo = await makeRepo({ "target.txt": "1\n" });

    const words = value.startsWith("-")
      ? [`--${flag}=${value}`]
      : [`--${flag}`, value];
    await assertRefused(repo, ["setup", ...words, "--yes"], {
      code: 2,
      message: `Cannot read --${flag} ${JSON.stringify(value)}: ${why}`,
      hint: "See autoresearch setup --help",
    });
  });
}

Deno.test("setup refuses --budget= with nothing behind it", async () => {
  await using repo = await makeRepo({ "target.txt": "1\n" });

  await assertRefused(repo, ["setup", "--budget="], {
    code: 2,
    message: 'Cannot read --budget "": it must be one line, not empty',
    hint: "See autoresearch setup --help",
  });
});

Deno.test("setup names the flags that nobody answered", async () => {
  await using repo = await makeRepo({ "target.txt": "1\n" });

  await assertRefused(repo, ["setup", "--target", "target.txt"], {
    code: 2,
    message: "Cannot set up without an answer to: " +
      "--metric, --direction, --budget, --evaluate-cmd",
    hint:
      "Give these flags, or a --domain, or run it in a terminal to be asked",
  });
});

Deno.test("setup refuses a --metric-grep that is no expression", async () => {
  await using repo = await makeRepo({ "target.txt": "1\n" });

  await assertRefused(repo, [...SETUP, "--metric-grep", "[z-a]"], {
    code: 1,
    message: 'Cannot read metric_grep "[z-a]": it is no regular expression ' +
      "(range out of order in character class)",
    hint: "Write it as JavaScript does, such as ^loss: or loss=(\\S+)",
  });
});

function add(line: string): (config: string) => string {
  return (config) => `${config}${line}\n`;
}
