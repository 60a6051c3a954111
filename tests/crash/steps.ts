import { runLoop } from "../../src/app/loop.ts";
import { chooseProposer } from "../../src/app/proposal/proposers.ts";
import type { RunPorts } from "../../src/app/session/session.ts";
import { runSingle } from "../../src/app/single.ts";
import type { Watcher } from "../../src/core/experiment/event.ts";
import { makeRandom } from "../../src/core/statistics/random.ts";
import { isCrash, makePorts, mortal } from "../app/mortal_ports.ts";
import { makeSession, Repo } from "../harness.ts";
import { findFaults, type Moment, readMoment } from "./soundness.ts";

const SILENT: Watcher = { tell: () => {}, isLive: false };

/** Shorter than any experiment here: a step more would never end. */
const MAX_STEPS = 200;

/** One experiment of each kind, whose every effect is the last one once. */
const PLANS: readonly Plan[] = [
  { what: "a keep", agent: "echo 90 > target.txt; git commit -qam faster" },
  { what: "a discard", agent: "echo 120 > target.txt; touch dropped" },
  {
    what: "a rejection",
    agent: "echo 90 > target.txt; echo 1 > eval.sh; echo 1 >> sealed.txt; " +
      "touch new; git add new; git commit -qam new",
  },
  { what: "a crash", agent: "echo > target.txt" },
  { what: "a failed proposal", agent: "git stash -q; exit 1" },
  {
    what: "a comparison in pairs",
    agent: "echo 90 > target.txt; git commit -qam faster",
    evaluate: "n=$(($(cat .git/n 2>/dev/null || echo 0) + 1)); " +
      'echo $n > .git/n; echo "p50_ms: $(cat target.txt).$((n * 3 % 4))"',
  },
  {
    what: "a baseline beside a candidate",
    agent: "echo 80 > target.txt",
    before: "echo 95 > target.txt; git commit -qam mine; echo 90 > target.txt",
  },
];

/** Whoever comes next has another idea. */
const ANOTHER = "echo 70 > target.txt; touch later";

interface Plan {
  readonly what: string;
  readonly agent: string;
  /** What stands there before the baseline is measured. */
  readonly before?: string;
  readonly evaluate?: string;
}

/**
 * Lets the tool die before every single effect, then its recovery before one of
 * its own effects, and recovers for good.
 *
 * @returns what did not hold, with the step after which it did not
 */
export async function dieAtEveryStep(
  print: (line: string) => void,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const waiting = [...PLANS];
  const work = async () => {
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
      const found = await dieDuring(plan);
      print(`  steps:      ${found.steps} of ${plan.what}`);
      for (const fault of found.faults) print(`${plan.what}, ${fault}`);
      faults.push(...found.faults);
    }
  };
  await Promise.all([work(), work()]);
  return faults;
}

async function dieDuring(
  plan: Plan,
): Promise<{ readonly steps: number; readonly faults: readonly string[] }> {
  await using original = await makeOriginal(plan);
  const random = makeRandom("steps", plan.what);
  const faults: string[] = [];
  for (let step = 0; step < MAX_STEPS; step++) {
    await using repo = await copyOf(original);
    const moments: Moment[] = [];
    const isDone = await runUntil(step, repo, plan.agent);
    moments.push(await readMoment(repo));
    const second = Math.floor(random() * 30);
    await runUntil(second, repo, ANOTHER);
    moments.push(await readMoment(repo));
    await runSingle(makePorts(), { root: repo.path }, SILENT);

    const found = await findFaults(repo, moments);
    const when = `step ${step}, then ${second}`;
    faults.push(...found.map((fault) => `${when}: ${fault}`));
    if (isDone) return { steps: step, faults };
  }
  return { steps: MAX_STEPS, faults: [...faults, "it never came to an end"] };
}

async function makeOriginal({ before, evaluate }: Plan): Promise<Repo> {
  const flags = ["--protected", "sealed.txt"];
  const repo = await makeSession({
    ...(evaluate === undefined ? {} : { evaluate }),
    before: async (repo) => {
      await repo.write("sealed.txt", "data\n");
      await repo.write("target.txt", "1\n");
      await repo.git("stash", "-q");
    },
    flags: before === undefined ? flags : [...flags, "--skip-baseline"],
  });
  await repo.write("notes/mine.txt", "not for you\n");
  if (before !== undefined) await repo.sh(before);
  return repo;
}

async function copyOf({ path }: Repo): Promise<Repo> {
  const folder = await Deno.makeTempDir({ prefix: "autoresearch " });
  const copy = new Repo(folder);
  await copy.exec("cp", ["-a", `${path}/.`, folder]);
  return copy;
}

/** @returns whether the run came to its end before that effect */
async function runUntil(
  step: number,
  repo: Repo,
  agent: string,
): Promise<boolean> {
  const ports: RunPorts = mortal(makePorts(), step);
  try {
    await runLoop(ports, {
      root: repo.path,
      maxExperiments: 1,
      proposerFor: (session) =>
        chooseProposer(ports, session, { agent, seed: undefined }),
    }, SILENT);
    return true;
  } catch (error) {
    if (isCrash(error)) return false;
    throw error;
  }
}
