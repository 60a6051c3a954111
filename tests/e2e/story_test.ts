import { assertEquals } from "@std/assert";
import { makeSession, type Repo, type SessionOptions } from "../harness.ts";
import { assertSound } from "../soundness.ts";

/** The number of the experiment that is being proposed. */
const COUNT = "n=$(ls .autoresearch/experiments | tail -n 1 | sed 's/^0*//')";

const WORSE = "[ $((n % 2)) = 1 ]";

/** Worse, better, worse, better …, each with an idea of its own. */
const FICKLE = `${COUNT}; now=$(cat target.txt); if ${WORSE}; ` +
  "then echo $((now + 5)); else echo $((now - 3)); fi >target.txt";

const IN_FILE = 'echo "idea $n" >"$AUTORESEARCH_IDEA_FILE"';
const AS_COMMIT = 'git add -A && git commit -qm "idea $n"';

/** The sum of all numbers in the files that a glob names. */
const SUM = "awk '{ sum += $1 } END { print \"p50_ms:\", sum }' parts/*.txt";
const PARTS = { "parts/a.txt": "60\n", "parts/b.txt": "40\n" };

interface Case extends SessionOptions {
  readonly agent: string;
  /** Lines of the settings. */
  readonly settings?: string;
  /** What kept rows are called, from their numbers. */
  readonly idea?: (row: number) => string;
  readonly iterations?: number;
}

const STORIES: readonly (readonly [what: string, story: Case])[] = [
  ["20 ideas in a file", {
    agent: `${FICKLE}; ${IN_FILE}`,
    iterations: 20,
  }],
  ["ideas as commits", { agent: `${FICKLE}; ${AS_COMMIT}` }],
  ["ideas as commits and others in a file", {
    agent: `${FICKLE}; git commit -qam "idea $n"; ` +
      'echo "other $n" >"$AUTORESEARCH_IDEA_FILE"',
  }],
  ["no word", {
    agent: FICKLE,
    idea: (row) => `target.txt: ${103 - row / 2 * 3} -> ${100 - row / 2 * 3}`,
  }],
  ["a metric that is better when higher", {
    agent: `${FICKLE.replace("+ 5", "- 5").replace("- 3", "+ 3")}; ${IN_FILE}`,
    flags: ["--direction", "higher"],
  }],
  ["one run that decides", {
    agent: `${FICKLE}; ${IN_FILE}`,
    settings: "decision: strict\n",
  }],
  ["several files", {
    agent: `${COUNT}; for part in a b; do now=$(cat parts/$part.txt); ` +
      `if ${WORSE}; then echo $((now + 5)); else echo $((now - 3)); fi ` +
      `>parts/$part.txt; done; ${IN_FILE}`,
    files: PARTS,
    evaluate: SUM,
    flags: ["--target", "parts/a.txt, parts/b.txt"],
  }],
  ["new files that a glob names", {
    agent: `${COUNT}; if ${WORSE}; then echo 5; else echo -3; fi ` +
      `>"parts/new $n.txt"; ${IN_FILE}`,
    files: PARTS,
    evaluate: SUM,
    flags: ["--target", "parts/*.txt"],
  }],
  ["new files that a glob names, as commits", {
    agent: `${COUNT}; if ${WORSE}; then echo 5; else echo -3; fi ` +
      `>"parts/new $n.txt"; git add -A parts; git commit -qm "idea $n"`,
    files: PARTS,
    evaluate: SUM,
    flags: ["--target", "parts/*.txt"],
  }],
];
for (const [what, story] of STORIES) {
  Deno.test(`run --loop leaves exactly the better ones on the branch, and git log tells the ledger's story, with ${what}`, async () => {
    const { agent, settings = "", idea = toIdea, iterations = 6 } = story;
    await using repo = await makeSession(story);
    await addSettings(repo, settings);

    const { code } = await repo.loop(agent, iterations);

    const rows = await repo.rows();
    const kept = rows.slice(1).filter(({ status }) => status === "keep");
    assertEquals(code, 0);
    assertEquals(
      rows.slice(1).map(({ status }) => status),
      Array.from(
        { length: iterations },
        (_, at) => at % 2 === 0 ? "discard" : "keep",
      ),
    );
    assertEquals(
      kept.map(({ description }) => description),
      kept.map((_, at) => idea(2 * at + 2)),
    );
    assertEquals(
      await historyOf(repo),
      kept.map(({ commit, description }) => `${commit}\t${description}`),
    );
    await assertSound(repo);
  });
}

function toIdea(row: number): string {
  return `idea ${row}`;
}

/** The branch's commits since the start, with their subjects. */
async function historyOf(repo: Repo): Promise<readonly string[]> {
  const log = await repo.git(
    ...["log", "--reverse", "--format=%h%x09%s", "--abbrev=7"],
    "main..autoresearch/t1",
  );
  return log.trimEnd().split("\n");
}

async function addSettings(repo: Repo, lines: string): Promise<void> {
  const text = await repo.read(".autoresearch.cfg");
  await repo.write(".autoresearch.cfg", text + lines);
}
