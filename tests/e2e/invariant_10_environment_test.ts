import { assertEquals } from "@std/assert";
import { makeSession, PRINT_TARGET } from "../harness.ts";
import { assertSound } from "../soundness.ts";

/** What a child must see of a variable that the tool was started with. */
const VARIABLES: [
  set: Readonly<Record<string, string>>,
  shell: string,
  seen: string,
][] = [
  [{ GIT_DIR: "/nowhere" }, "${GIT_DIR-unset}", "unset"],
  [{ GIT_WORK_TREE: "/nowhere" }, "${GIT_WORK_TREE-unset}", "unset"],
  [{ GIT_INDEX_FILE: "/nowhere" }, "${GIT_INDEX_FILE-unset}", "unset"],
  [{ GIT_PREFIX: "sub/" }, "${GIT_PREFIX-unset}", "unset"],
  [{ GIT_OBJECT_DIRECTORY: "/x" }, "${GIT_OBJECT_DIRECTORY-unset}", "unset"],
  [{ GIT_AUTHOR_NAME: "Ada" }, "${GIT_AUTHOR_NAME-unset}", "Ada"],
  [{ GIT_SSH_COMMAND: "ssh -x" }, "${GIT_SSH_COMMAND-unset}", "ssh -x"],
  [{ CLAUDECODE: "1" }, "${CLAUDECODE-unset}", "unset"],
  [
    { CLAUDE_CODE_ENTRYPOINT: "cli" },
    "${CLAUDE_CODE_ENTRYPOINT-unset}",
    "unset",
  ],
  [{ LC_ALL: "C.UTF-8" }, "${LC_ALL-unset}", "unset"],
  [{ LC_ALL: "C.UTF-8" }, "$LANG $LC_CTYPE $LC_NUMERIC", "C.UTF-8 C.UTF-8 C"],
  [{ LC_NUMERIC: "de_DE.UTF-8" }, "$LC_NUMERIC", "C"],
  [{ LD_LIBRARY_PATH: "/x" }, "$LD_LIBRARY_PATH", "/x"],
  [
    { LD_LIBRARY_PATH: "/x:/y z" },
    "${AUTORESEARCH_LD_LIBRARY_PATH-unset} $LD_LIBRARY_PATH",
    "unset /x:/y z",
  ],
  [{ DYLD_LIBRARY_PATH: "/x" }, "$DYLD_LIBRARY_PATH", "/x"],
  [{ MY_TOKEN: "a=b c\n$(d)" }, "$MY_TOKEN", "a=b c\n$(d)"],
  [{ CUDA_VISIBLE_DEVICES: "" }, "${CUDA_VISIBLE_DEVICES-unset}", ""],
  [{}, "${AUTORESEARCH_RUN:+set}", "set"],
];
for (const [set, shell, seen] of VARIABLES) {
  const name = JSON.stringify(set);
  Deno.test(`run gives ${shell} to evaluator and agent as "${seen}", started with ${name}`, async () => {
    const print = (file: string) => `printf %s "${shell}" > ${file}`;
    await using repo = await makeSession({
      evaluate: `${print("evaluator.out")}\n${PRINT_TARGET}`,
    });
    const agent = `${print("agent.out")}; echo 90 > target.txt`;

    const { code } = await repo.autoresearchWith(
      set,
      ...["run", "--loop", "--max-experiments", "1", "--agent", agent],
    );

    assertEquals(code, 0);
    assertEquals(await repo.read("evaluator.out"), seen);
    const leavings = ".autoresearch/experiments/0001/leavings";
    assertEquals(await repo.read(`${leavings}/agent.out`), seen);
    await assertSound(repo);
  });
}

Deno.test("run gives an agent its prompt on stdin and as a file, and where to write its idea", async () => {
  await using repo = await makeSession();

  await repo.loop(
    'cat > got; cmp got "$AUTORESEARCH_PROMPT" && ' +
      'echo "a bolder idea" > "$AUTORESEARCH_IDEA_FILE"; echo 90 > target.txt',
  );

  assertEquals((await repo.rows())[1]?.["description"], "a bolder idea");
});

Deno.test("run gives an evaluator an empty stdin, and never its own", async () => {
  const evaluate = `if read line; then echo "p50_ms: 1"; fi\n${PRINT_TARGET}`;
  await using repo = await makeSession({ evaluate });

  await repo.sh("echo 90 > target.txt");
  const { code } = await repo.autoresearch("run", "--single");

  assertEquals(code, 0);
  assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
});
