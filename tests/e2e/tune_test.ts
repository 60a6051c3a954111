import { assertEquals, assertStringIncludes } from "@std/assert";
import { makeRepo, type Repo } from "../harness.ts";
import { endOf, untilThere } from "../waiting.ts";

const KNOBS = `width=40 # tune: 4..64
mode=slow # tune: slow|fast|odd
`;

/** Best at width 24 and fast; odd is a crash. */
const EVALUATE = `. ./knobs.sh
[ "$mode" = odd ] && exit 1
distance=$((width > 24 ? width - 24 : 24 - width))
extra=$([ "$mode" = fast ] && echo 0 || echo 50)
echo "p50_ms: $((10 + distance + extra))"
`;

async function makeTuned(
  knobs = KNOBS,
  agent: string[] = [],
  evaluate = EVALUATE,
): Promise<Repo> {
  const repo = await makeRepo({ "knobs.sh": knobs, "eval.sh": evaluate });
  const { code, stderr } = await repo.autoresearch(
    ...["setup", "--target", "knobs.sh", "--evaluate-cmd", "sh eval.sh"],
    ...["--metric", "p50_ms", "--direction", "lower", "--budget", "0.05"],
    ...["--tag", "t1", "--yes", ...agent],
  );
  assertEquals(code, 0, stderr);
  if (agent.length === 0) {
    assertStringIncludes(stderr, "declares knobs (width, mode)");
  }
  return repo;
}

async function tune(repo: Repo, experiments: number): Promise<string[]> {
  const { code, stderr } = await repo.autoresearch(
    ...["run", "--loop", "--seed", "7"],
    ...["--max-experiments", String(experiments)],
  );
  assertEquals(code, 0, stderr);
  return (await repo.rows()).map((row) => row["description"] ?? "");
}

Deno.test("run --loop tunes where the target declares knobs, and keeps what helps", async () => {
  await using repo = await makeTuned();

  const ideas = await tune(repo, 14);

  assertStringIncludes(
    await repo.read(".autoresearch.cfg"),
    "agent_cmd: tune\n",
  );
  const summary = JSON.parse(
    (await repo.autoresearch("log", "--json")).stdout,
  );
  assertEquals(summary.rows, 15);
  assertEquals(summary.best.metric < 25, true, JSON.stringify(summary));
  assertEquals(new Set(ideas).size, 15);
  assertEquals(await repo.git("status", "--porcelain"), "");
});

Deno.test("run --loop cut short and resumed proposes what it would have", async () => {
  await using whole = await makeTuned();
  await using resumed = await makeTuned();

  const uninterrupted = await tune(whole, 8);
  await tune(resumed, 3);
  const inTwo = await tune(resumed, 5);

  assertEquals(inTwo, uninterrupted);
});

Deno.test("run --loop killed in the midst and started again proposes what it would have", async () => {
  const hang = "[ ! -e results.tsv ] || [ $(wc -l < results.tsv) -lt 5 ] || " +
    "[ -e .git/at ] || { touch .git/at; sleep 60; }\n";
  await using whole = await makeTuned();
  await using killed = await makeTuned(KNOBS, [], hang + EVALUATE);

  const uninterrupted = await tune(whole, 8);
  const child = killed.start("run", "--loop", "--seed", "7");
  await untilThere(killed, ".git/at");
  child.kill("SIGKILL");
  await endOf(child);
  const inTwo = await tune(killed, 5);

  assertEquals(inTwo, uninterrupted);
});

Deno.test("run --loop names a knob that can't be read, and its line", async () => {
  const knobs = "width=40 # tune: 64..4\n";
  await using repo = await makeTuned(knobs, ["--agent", "tune"]);

  const { code, stderr } = await repo.autoresearch("run", "--loop");

  assertEquals(code, 1);
  assertStringIncludes(stderr, "knobs.sh, line 1");
});
