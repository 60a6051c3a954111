import { assertEquals } from "@std/assert";
import { commandFiles, scriptOf } from "../../../src/core/text/command.ts";

const FILES: [command: string, existing: string[]][] = [
  ["sh eval.sh", ["eval.sh"]],
  ["sh ./eval.sh", ["eval.sh"]],
  ["sh 'my eval.sh'", ["my eval.sh"]],
  ['sh "my eval.sh"', ["my eval.sh"]],
  ["sh my\\ eval.sh", ["my eval.sh"]],
  ["sh my' 'eval\".sh\"", ["my eval.sh"]],
  ['sh "a\\"b.sh"', ['a"b.sh']],
  ["python e.py --data=data/x.csv", ["e.py", "data/x.csv"]],
  ["python e.py --data='a b.csv'", ["e.py", "a b.csv"]],
  ["DATA=x.csv python e.py", ["x.csv", "e.py"]],
  ["python e.py < data.csv", ["e.py", "data.csv"]],
  ["python e.py <data.csv", ["e.py", "data.csv"]],
  ["cd ci && sh y.sh", ["ci/y.sh", "y.sh"]],
  ["cd a; cd b; sh y.sh", ["a/b/y.sh"]],
  ["(cd a && sh x.sh); (cd b && sh y.sh)", ["a/x.sh", "b/y.sh"]],
  ["cd ci && sh ../y.sh", ["y.sh"]],
  ["make -C ci bench.mk", ["ci/bench.mk"]],
  ["uv run --directory=ci bench.py", ["ci/bench.py"]],
  ["sh -c 'python e.py; cat x.csv'", ["e.py", "x.csv"]],
  ["cd a && sh -c 'cd b && sh y.sh'", ["a/b/y.sh"]],
  ['echo "p50_ms: $(cat target.txt)"', ["target.txt"]],
  ["echo p50_ms: `cat target.txt`", ["target.txt"]],
  ["python -m bench.run", ["bench/run.py", "bench/run/__main__.py"]],
  ["pytest tests/x_test.py::test_a", ["tests/x_test.py"]],
  ["curl -d @body.json host", ["body.json"]],
  ["sh $PWD/eval.sh", ["eval.sh"]],
  ["python e.py|sh parse.sh>out.txt", ["e.py", "parse.sh"]],
  ["sh eval.sh\nsh more.sh", ["eval.sh", "more.sh"]],
  ["sh eval.sh # like old.sh", ["eval.sh"]],
  ["sh /opt/eval.sh", ["/opt/eval.sh"]],
  ["sh ../eval.sh", ["../eval.sh"]],
  ["sh 'eval.sh", ["eval.sh"]],
];
for (const [command, existing] of FILES) {
  Deno.test(`commandFiles() finds the files of ${JSON.stringify(command)}`, () => {
    const paths = new Set(commandFiles(command));

    assertEquals(existing.filter((path) => paths.has(path)), existing);
  });
}

Deno.test("commandFiles() returns each word once, without flags and comments", () => {
  assertEquals(commandFiles("sh ./a.sh -v a.sh # old.sh"), ["sh", "a.sh"]);
});

/** What a command writes is its own, even where it reads it later. */
const WRITTEN: [command: string, files: string[]][] = [
  ["sh eval.sh > out.txt", ["sh", "eval.sh"]],
  ["sh eval.sh >out.txt 2>&1", ["sh", "eval.sh"]],
  ["sh eval.sh 2> err.txt >> out.txt", ["sh", "eval.sh"]],
  ["sh eval.sh &> 'out file.txt'", ["sh", "eval.sh"]],
  ["sh eval.sh > out.txt; cat out.txt", ["sh", "eval.sh", "cat"]],
  ["sh eval.sh | tee -a out.txt | tail -n 1", [
    "sh",
    "eval.sh",
    "tee",
    "tail",
    "1",
  ]],
  ["(cd ci && sh x.sh > y.txt; cat y.txt)", [
    "cd",
    "ci",
    "ci/sh",
    "sh",
    "ci/x.sh",
  ]],
  ["sh -c 'sh eval.sh > out.txt'", ["eval.sh"]],
  ["python e.py < in.txt > out.txt", ["python", "e.py", "in.txt"]],
  ["sh eval.sh 2>&1 data.csv", ["sh", "eval.sh", "data.csv"]],
];
for (const [command, files] of WRITTEN) {
  Deno.test(`commandFiles() leaves out what is written by ${command}`, () => {
    const paths = commandFiles(command);

    assertEquals(files.filter((path) => !paths.includes(path)), []);
    assertEquals(
      paths.filter((path) => /^\S*(?:out|err|y)\.txt$/.test(path)),
      [],
    );
  });
}

Deno.test("commandFiles() doesn't grow with many folders beyond reason", () => {
  const command = "cd a; ".repeat(30) + "sh x.sh";

  assertEquals(commandFiles(command).includes("a/a/x.sh"), true);
});

const SCRIPTS: [command: string, script: string | undefined][] = [
  ["python evaluate.py", "evaluate.py"],
  ["python3.11 -u -W ignore ./evaluate.py --n 3", "evaluate.py"],
  [".venv/bin/python evaluate.py", "evaluate.py"],
  ["/usr/bin/python3 evaluate", "evaluate"],
  ["uv run train.py", "train.py"],
  ["uv run --with numpy python train.py", "train.py"],
  ["uv run -m bench", undefined],
  ["poetry run python src/bench.py", "src/bench.py"],
  ["sh eval.sh", "eval.sh"],
  ["sh 'my eval.sh'", "my eval.sh"],
  ["bash -eo pipefail eval.sh", "eval.sh"],
  ["sh -e eval.sh", "eval.sh"],
  ["bash -lc 'cd ci && python e.py'", "ci/e.py"],
  ["deno run -A bench.ts", "bench.ts"],
  ["deno run --config deno.json -A bench.ts x.ts", "bench.ts"],
  ["deno task bench", undefined],
  ["node x.mjs --n 3", "x.mjs"],
  ["node --import ./hook.mjs x.mjs", "x.mjs"],
  ["node -e 'console.log(1)'", undefined],
  ["npx tsx bench.ts", "bench.ts"],
  ["./bench", "bench"],
  ["bin/run --fast", "bin/run"],
  ["time ./bench", "bench"],
  ["timeout -k 5 60s python e.py", "e.py"],
  ["env A=1 B=2 python e.py", "e.py"],
  ["A=1 python e.py 2>&1 | tee log.txt", "e.py"],
  ["cd ci && sh y.sh", "ci/y.sh"],
  ["cd ci && sh ../y.sh", "y.sh"],
  ["uv run --directory ci bench.py", "ci/bench.py"],
  ["python prepare.py && python evaluate.py", "evaluate.py"],
  ["if true; then python e.py; fi", "e.py"],
  ["python e.py; cat out/result.txt", "e.py"],
  ["python -m pytest tests/x.py", undefined],
  ["python -c 'print(1)'", undefined],
  ["python $SCRIPT", undefined],
  ["sh /opt/eval.sh", undefined],
  ["sh ../eval.sh", undefined],
  ["cargo bench", undefined],
  ["make bench", undefined],
  ["cat target.txt", undefined],
  ["echo 'p50_ms: 3'", undefined],
  ["python", undefined],
  ["", undefined],
];
for (const [command, script] of SCRIPTS) {
  Deno.test(`scriptOf() returns ${script} for ${JSON.stringify(command)}`, () => {
    assertEquals(scriptOf(command), script);
  });
}
