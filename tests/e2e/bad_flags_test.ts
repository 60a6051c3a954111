import { assertEquals } from "@std/assert";
import { makeRepo } from "../harness.ts";
import { assertRefused } from "../refusal.ts";

/** Command lines that are refused, what is said, and whose help is named. */
const MISTAKES: readonly (readonly [
  line: string,
  message: string,
  help: string,
])[] = [
  ["setpu", 'Unknown command "setpu": did you mean `setup`?', ""],
  ["frobnicate", 'Unknown command "frobnicate"', ""],
  [
    "setup --bugdet 3",
    "Unknown flag --bugdet: did you mean --budget?",
    "setup",
  ],
  [
    "setup --evalute-cmd x",
    "Unknown flag --evalute-cmd: did you mean --evaluate-cmd?",
    "setup",
  ],
  ["setup -x", "Unknown flag -x", "setup"],
  ["setup extra", 'Unexpected argument "extra"', "setup"],
  ["setup --target", "Cannot read --target: no value follows it", "setup"],
  [
    "setup --budget 1 --budget 2",
    'Cannot read --budget: it is given twice, as "1" and as "2"',
    "setup",
  ],
  ["run --lop", "Unknown flag --lop: did you mean --loop?", "run"],
  ...["0", "-1", "1.5", "many", "1e3"].map((count) =>
    [
      `run --loop --max-experiments=${count}`,
      `Cannot read --max-experiments "${count}": ` +
      "it must be a whole number above 0",
      "run",
    ] as const
  ),
  [
    "run --loop --max-hours night",
    'Cannot read --max-hours "night": it must be hours above 0 up to 500, ' +
    "like 8 or 0.5",
    "run",
  ],
  [
    "run --loop --until soon",
    'Cannot read --until "soon": it must be a finite number',
    "run",
  ],
  ["log --bset", "Unknown flag --bset: did you mean --best?", "log"],
  ["log recrod", 'Unexpected argument "recrod"', "log"],
  ["doctor --fix", "Unknown flag --fix", "doctor"],
  [
    "log record HEAD soon keep x",
    'Cannot read METRIC "soon": it must be a finite number, or N/A for a crash',
    "log record",
  ],
  [
    "log record HEAD NaN keep x",
    'Cannot read METRIC "NaN": it must be a finite number, or N/A for a crash',
    "log record",
  ],
  [
    "log record HEAD 1 kept x",
    'Cannot read STATUS "kept": it must be keep, discard or crash',
    "log record",
  ],
  ["log record HEAD 1 keep", "Missing argument DESCRIPTION", "log record"],
];
for (const [line, message, help] of MISTAKES) {
  Deno.test(`${line} is a usage error`, async () => {
    await using repo = await makeRepo();

    const hint = `See autoresearch ${help === "" ? "" : `${help} `}--help`;
    await assertRefused(repo, line.split(" "), { code: 2, message, hint });
  });
}

/** Flags that exclude each other. */
const CONTRADICTIONS: readonly (readonly [
  line: string,
  message: string,
  hint: string,
])[] = [
  [
    "run",
    "Cannot run: none of --single, --loop and --dry-run",
    "Take --loop to go on until you stop it, --single to judge one change",
  ],
  [
    "run --single --loop",
    "Cannot run: --single and --loop exclude each other",
    "Take one",
  ],
  [
    "run --single --agent tune",
    "Cannot run: --agent belongs to --loop",
    "Leave it out, or take --loop for --single",
  ],
  [
    "run --single --max-experiments 3",
    "Cannot run: --max-experiments belongs to --loop",
    "Leave it out, or take --loop for --single",
  ],
  ...["max-hours", "max-cost", "until", "plateau", "seed"].map((flag) =>
    [
      `run --single --${flag} 3`,
      `Cannot run: --${flag} belongs to --loop`,
      "Leave it out, or take --loop for --single",
    ] as const
  ),
  [
    "run --loop --message x",
    "Cannot run: --message belongs to --single",
    "Leave it out",
  ],
  [
    "run --dry-run --message x",
    "Cannot run: --message belongs to --single",
    "Leave it out",
  ],
  [
    "log --best --history",
    "Cannot show --best and --history at once",
    "Take one of them",
  ],
  [
    "log record HEAD N/A keep x",
    "Cannot record N/A with status keep",
    "A crash has N/A for its metric, and only a crash has",
  ],
  [
    "log record HEAD 3 crash x",
    "Cannot record 3 with status crash",
    "A crash has N/A for its metric, and only a crash has",
  ],
];
for (const [line, message, hint] of CONTRADICTIONS) {
  Deno.test(`${line} contradicts itself`, async () => {
    await using repo = await makeRepo();

    await assertRefused(repo, line.split(" "), { code: 2, message, hint });
  });
}

Deno.test("every wrong flag is named at once, with one hint", async () => {
  await using repo = await makeRepo();
  const flags = ["log", "record", "HEAD", "--json"];

  const { code, stdout, stderr } = await repo.autoresearch(...flags);

  const names = ["METRIC", "STATUS", "DESCRIPTION"];
  assertEquals({ code, stderr }, {
    code: 2,
    stderr: names.map((name) => `Error: Missing argument ${name}\n`).join("") +
      "Hint: See autoresearch log record --help\n",
  });
  assertEquals(JSON.parse(stdout), {
    error: {
      kind: "usage",
      message: names.map((name) => `Missing argument ${name}`).join("; "),
      hint: "See autoresearch log record --help",
    },
  });
});
