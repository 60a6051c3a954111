import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { runDoctor } from "../doctor_report.ts";
import { stateOf } from "../folder_state.ts";
import {
  commandLine,
  HERMETIC,
  makeRepo,
  PRINT_TARGET,
  type Repo,
  setupWith,
} from "../harness.ts";
import { makeSessionWith } from "../scripted.ts";
import { endOf, until } from "../waiting.ts";

/** Where copies go, and what is kept beside projects: git looks at neither. */
const TEMPORARY = ".git/temporary";
const STATE = ".git/state";

function variablesOf(repo: Repo): Record<string, string> {
  return {
    TMPDIR: join(repo.path, TEMPORARY),
    XDG_STATE_HOME: join(repo.path, STATE),
    // Counted outside of any copy, so that the noise goes on from run to run.
    RUNS: join(repo.path, ".git/runs.log"),
  };
}

/** The target's number, 0 to 12 more of it, evenly spread over the runs. */
const NOISY = `runs=\${RUNS:-.git/runs}; echo >> "$runs"
n=$(wc -l < "$runs"); t=$(cat target.txt)
echo "p50_ms: $((\${t:?empty} + n * 7919 % 13))"`;

const CACHING = `[ -f cache ] && bonus=50
touch cache; t=$(cat target.txt)
echo "p50_ms: $((\${t:?empty} - \${bonus:-0}))"`;

/** Fast where the target does nothing at all. */
const BLIND_TO_FAILURE = `if grep -qx 100 target.txt; then echo p50_ms: 100
else echo p50_ms: 1; fi`;

interface Case {
  readonly title: string;
  readonly evaluate?: string;
  readonly settings?: readonly string[];
  readonly lines: readonly string[];
}

const CASES: readonly Case[] = [
  { title: "passes an honest evaluator", lines: [] },
  {
    title: "keeps no unchanged target for its noise",
    evaluate: NOISY,
    lines: [],
  },
  {
    title: "finds a decision that keeps noise",
    evaluate: NOISY,
    settings: ["decision: strict"],
    lines: [
      "error unchanged-kept: The unchanged target was kept in 1 of 5 tries: " +
      "better by 5",
    ],
  },
  {
    title: "finds an evaluator that ignores the target",
    evaluate: "echo p50_ms: 100",
    lines: [
      "error target-unseen: The evaluator does not see that the target is " +
      "broken: p50_ms 100 when it is empty, 100 when it is garbled, 100 as it is",
    ],
  },
  {
    title: "finds a broken target that has a better number",
    evaluate: BLIND_TO_FAILURE,
    lines: [
      "error broken-kept: A target that was made empty was kept: better by 99",
    ],
  },
  {
    title: "lets a check catch what the evaluator does not",
    evaluate: BLIND_TO_FAILURE,
    settings: ["checks_cmd: grep -q 0 target.txt"],
    lines: [],
  },
  {
    title: "lets a holdout catch it, and forgets its values",
    evaluate: BLIND_TO_FAILURE,
    settings: [`holdout_cmd: ${PRINT_TARGET}`],
    lines: [],
  },
  {
    title: "lets the plausible catch it",
    evaluate: BLIND_TO_FAILURE,
    settings: ["plausible: 10..500"],
    lines: [],
  },
  {
    title: "names what an evaluation leaves for the next",
    evaluate: CACHING,
    lines: [
      "warning leavings: What an evaluation leaves flatters the next one: in " +
      "a fresh copy the first has p50_ms 100, the second 50; it left cache",
    ],
  },
  {
    title: "says where the evaluator needs what no copy has",
    evaluate: `test -d .git/hooks && ${PRINT_TARGET}`,
    lines: ["error canary-unmeasured"],
  },
];
for (const { title, evaluate, settings, lines } of CASES) {
  Deno.test(`doctor --canary ${title}`, async () => {
    await using repo = await makeSessionWith({
      ...(evaluate === undefined ? {} : { evaluate }),
      ...(settings === undefined ? {} : { settings }),
      before: (repo) => repo.sh(`mkdir -p .git/hooks ${TEMPORARY}`),
    });
    const before = await stateOf(repo);

    const report = await runDoctor(repo, {
      variables: variablesOf(repo),
      flags: ["--canary"],
    });

    const found = report.findings
      // Which the two runs before any canary see.
      .filter(({ kind }) => kind !== "noise")
      .map(({ severity, kind, message }) => `${severity} ${kind}: ${message}`);
    assertEquals(found.map(cutLike(lines)), lines);
    assertEquals(report.code, lines.some(isError) ? 1 : 0);
    await assertUnchanged(repo, before);
  });
}

/** Shortens a line to what is expected of it, if that is its kind alone. */
function cutLike(
  lines: readonly string[],
): (line: string, index: number) => string {
  return (line, index) =>
    lines[index]?.includes(":") ? line : line.replace(/:.*/s, "");
}

function isError(line: string): boolean {
  return line.startsWith("error");
}

/** Compares the whole project, where nothing of a copy is left either. */
async function assertUnchanged(
  repo: Repo,
  before: Readonly<Record<string, string>>,
): Promise<void> {
  const { [".git/runs.log"]: _, ...after } = await stateOf(repo);
  assertEquals(after, before);
  assertEquals(
    await repo.sh(`ls ${TEMPORARY} | grep -v ^deno-compile || true`),
    "",
  );
}

Deno.test("doctor --canary says what it takes, then what each one came to", async () => {
  await using repo = await makeSessionWith({
    settings: ["plausible: 10..500"],
    before: (repo) => repo.sh("mkdir tmp"),
  });

  const { code, stdout, stderr } = await repo.autoresearchWith(
    // A copy must not be copied itself.
    { TMPDIR: join(repo.path, "tmp") },
    "doctor",
    "--canary",
  );

  const [, , cost = "", ...canaries] = stderr.trimEnd().split("\n");
  assertEquals(code, 0, stdout);
  assertStringIncludes(cost, "Canaries, on copies: 14 evaluations, about ");
  assertEquals(canaries, [
    "Canary, unchanged target: kept in 0 of 5 tries",
    'Canary, empty target: crash, p50_ms is no clear number: ""',
    "Canary, garbled target: crash, p50_ms is no clear number: " +
    `")]}> <{[( \\"' broken"`,
    "Canary, implausible gain: discard, held: 0 lies outside of 10..500; " +
    "autoresearch retry 8 confirms it",
    "Canary, fresh copies: 100 then 100",
  ]);
});

Deno.test("doctor --canary works below the top level, in a linked work tree, beside kept rows", async () => {
  await using repo = await makeRepo({
    "sub/target.txt": "100\n",
    "sub/eval.sh": "test -s data/d && . ../shared.sh && t=$(cat target.txt)\n" +
      'echo "p50_ms: $((${t:?empty} + shared))"\n',
    "shared.sh": "shared=5\n",
    ".gitignore": "data\n",
  });
  await repo.sh("git worktree add -q .git/tree -b side");
  const place = [".git/tree/sub"] as const;
  await repo.sh(`mkdir ${TEMPORARY}; cd ${place}; mkdir data; echo 1 > data/d`);
  // No copy of a pipe would ever end.
  await repo.sh(`mkfifo ${place}/pipe`);
  await repo.autoresearch(...setupWith([]), "--path", ...place);
  await repo.write(`${place}/target.txt`, "90\n");
  await repo.autoresearch("run", "--single", "--path", ...place);
  await repo.sh(`chmod 444 ${place}/target.txt`);
  const before = await stateOf(repo);

  const report = await runDoctor(repo, {
    variables: variablesOf(repo),
    flags: ["--canary", "--path", ...place],
  });

  const ours =
    /^\.git\/(tree\/sub\/(\.autoresearch\/(lock|index)|run\.log)|worktrees\/tree\/index)$/;
  const after = Object.entries(await stateOf(repo))
    .filter(([name, text]) => before[name] !== text && !ours.test(name));
  assertEquals(report.lines, []);
  assertEquals(after, []);
  assertEquals(
    await repo.sh(`ls ${TEMPORARY} | grep -v ^deno-compile || true`),
    "",
  );
});

Deno.test("doctor --canary tries nothing where a candidate stands", async () => {
  await using repo = await makeSessionWith();
  await repo.write("target.txt", "90\n");

  const { code, findings } = await runDoctor(repo, { flags: ["--canary"] });

  assertEquals(code, 1);
  assertEquals(findings.map(({ kind }) => kind), [
    "candidate",
    "canary-skipped",
  ]);
});

Deno.test("doctor --canary leaves nothing when it is interrupted", async () => {
  await using repo = await makeSessionWith({
    evaluate: `test -d .git/hooks || sleep 60; ${PRINT_TARGET}`,
    before: (repo) => repo.sh(`mkdir -p .git/hooks ${TEMPORARY}`),
  });
  const before = await stateOf(repo);
  const [program = "", ...flags] = commandLine();
  const doctor = new Deno.Command(program, {
    args: [...flags, "doctor", "--canary"],
    cwd: repo.path,
    env: { ...HERMETIC, ...variablesOf(repo) },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await until("a run on the copy", async () => {
    const logs = `ls ${TEMPORARY}/*/*/run.log 2>/dev/null || true`;
    return await repo.sh(logs) !== "";
  });

  doctor.kill("SIGINT");

  assertEquals((await endOf(doctor)).code, 130);
  await assertUnchanged(repo, before);
});
