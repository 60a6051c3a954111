import { assertEquals } from "@std/assert";
import { stateOf } from "../folder_state.ts";
import {
  makeRepo,
  makeSession,
  PRINT_TARGET,
  type Repo,
  SETUP,
} from "../harness.ts";
import { untilThere } from "../waiting.ts";

const FILES = { "target.txt": "100\n", "eval.sh": PRINT_TARGET };

/** The usual flags with some of them replaced. */
function setupWith(changes: Readonly<Record<string, string>>): string[] {
  return SETUP.map((word, at) => changes[SETUP[at - 1] ?? ""] ?? word);
}

Deno.test("setup with a failing baseline shows the log's tail and leaves run.log alone", async () => {
  const evaluate = "seq 30; printf '\\033[31mboom\\033[0m\\n' >&2; exit 3\n";
  await using repo = await makeRepo({ ...FILES, "eval.sh": evaluate });
  const before = await stateOf(repo);

  const { code, stdout, stderr } = await repo.autoresearch(...SETUP);

  const tail = ["22", "23", "24", "25", "26", "27", "28", "29", "30", "boom"];
  assertEquals({ code, stdout, stderr }, {
    code: 1,
    stdout: "",
    stderr: "Error: Cannot measure the baseline: exited with code 3\n" +
      tail.map((line) => `  | ${line}\n`).join("") +
      "Hint: Make  sh eval.sh  end within 7.5 s with exit code 0 and a line " +
      '"p50_ms: NUMBER"; its whole output is in run.log\n',
  });
  assertEquals((await repo.read("run.log")).split("\n").length, 32);
  await repo.sh("rm run.log");
  assertEquals(await stateOf(repo), before);
  assertEquals(await repo.exists(".autoresearch"), false);
});

const BASELINES: readonly (readonly [evaluate: string, reason: string])[] = [
  ["echo done", 'no line reads "p50_ms: NUMBER"'],
  ["echo p50_ms: nan", 'p50_ms is no clear number: "nan"'],
  ["echo p50_ms: 1; exit 1", "exited with code 1"],
  ["head -c 3000 /dev/urandom", 'no line reads "p50_ms: NUMBER"'],
  ["no-such-program", "exited with code 127"],
];
for (const [evaluate, reason] of BASELINES) {
  Deno.test(`setup fails at the baseline of ${evaluate}: ${reason}`, async () => {
    await using repo = await makeRepo(FILES);
    const before = await stateOf(repo);

    const flags = setupWith({ "--evaluate-cmd": `: ; ${evaluate}` });
    const { code, stdout } = await repo.autoresearch(...flags, "--json");

    const { error } = JSON.parse(stdout);
    const [first] = error.message.split("\n");
    assertEquals([code, error.kind, first], [
      1,
      "user",
      `Cannot measure the baseline: ${reason}`,
    ]);
    await repo.sh("rm run.log");
    assertEquals(await stateOf(repo), before);
  });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`setup that gets a ${signal} at the baseline exits 130 and leaves nothing`, async () => {
    const evaluate =
      "sleep 60 & echo $! > .git/sleeper; touch run.started; wait\n";
    await using repo = await makeRepo({
      ...FILES,
      ".gitignore": "run.started\n",
      "eval.sh": evaluate,
    });
    const before = await stateOf(repo);

    const child = repo.start(...SETUP, "--json");
    await untilThere(repo, "run.started");
    child.kill(signal);
    const { code, stdout } = await child.output();

    assertEquals(code, 130);
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)).error, {
      kind: "interrupted",
      message: "Stopped while the baseline was measured: nothing was kept",
      hint: "Run the same command again",
    });
    const sleeper = (await repo.read(".git/sleeper")).trim();
    assertEquals(
      // One that is dead and not yet reaped has no command line any more.
      await repo.sh(`grep -qs . /proc/${sleeper}/cmdline || echo gone`),
      "gone\n",
    );
    await repo.sh("rm run.log run.started .git/sleeper");
    assertEquals(await stateOf(repo), before);
    assertEquals(await repo.exists(".autoresearch"), false);
  });
}

Deno.test("setup puts the session before aside, whole, and keeps the refs of both", async () => {
  await using repo = await makeSession();
  await repo.try(90);
  await repo.write("results.tsv.rejected", "line 9: torn\n");
  const before = await stateOf(repo);

  const { code, stderr } = await repo.autoresearch(
    ...setupWith({ "--tag": "t2" }),
  );

  const place = ".autoresearch/sessions/t1";
  assertEquals([code, stderr], [
    0,
    `Put the session before aside, whole, in ${place}\n`,
  ]);
  const after = await stateOf(repo);
  const own = Object.entries(before)
    .filter(([name]) => /^(\.autoresearch|results\.tsv)/.test(name));
  assertEquals(
    own.map(([name]) => after[`${place}/${name}`]),
    own.map(([, text]) => text),
  );
  assertEquals(own.length > 8, true);
  assertEquals(await repo.verdicts(), ["keep 90"]);
  assertEquals(
    (await repo.sh("git for-each-ref --format='%(refname)'")).split("\n"),
    [
      "refs/autoresearch/t1/0",
      "refs/autoresearch/t1/1",
      "refs/autoresearch/t2/0",
      "refs/heads/autoresearch/t1",
      "refs/heads/autoresearch/t2",
      "refs/heads/main",
      "",
    ],
  );
});

/** What goes wrong with a second setup, and where. */
const SECOND: readonly (readonly [
  what: string,
  provoke: (repo: Repo) => Promise<unknown>,
  changes: Readonly<Record<string, string>>,
])[] = [
  ["at the baseline", (repo) => repo.git("log"), {
    "--evaluate-cmd": "exit 1",
  }],
  ["at a branch that exists", (repo) => repo.git("log"), { "--tag": "t1" }],
  ["at a changed target", (repo) => repo.write("target.txt", "80\n"), {}],
  [
    "at a lock on its branch",
    (repo) => repo.write(".git/refs/heads/autoresearch/t2.lock", ""),
    {},
  ],
  ["at a lock on HEAD", (repo) => repo.write(".git/HEAD.lock", ""), {}],
];
for (const [what, provoke, changes] of SECOND) {
  Deno.test(`setup that fails ${what} leaves the session before as it was`, async () => {
    await using repo = await makeSession();
    await repo.try(90);
    await provoke(repo);
    const before = await stateOf(repo);

    const { code } = await repo.autoresearch(
      ...setupWith({ "--tag": "t2", ...changes }),
    );

    assertEquals(code, 1);
    assertEquals(await stateOf(repo), before);
  });
}

Deno.test("setup that fails keeps a copy of what it put back", async () => {
  const evaluate = "echo mine >> notes.txt; exit 1\n";
  await using repo = await makeRepo({
    ...FILES,
    "notes.txt": "a\n",
    "eval.sh": evaluate,
  });

  const { stderr } = await repo.autoresearch(...SETUP);

  const [first, second = ""] = stderr.split("\n");
  assertEquals(first, "Put back what the evaluation changed: notes.txt");
  assertEquals(await repo.read("notes.txt"), "a\n");
  const place = second.replace("Copies of it are in ", "");
  assertEquals(await repo.read(`${place}/changed/notes.txt`), "a\nmine\n");
});
