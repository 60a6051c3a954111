import { parseState } from "../../src/core/experiment/in_flight.ts";
import { parseLedger } from "../../src/core/ledger/ledger.ts";
import type { Repo } from "../harness.ts";
import { standing } from "../soundness.ts";
import { MARK, MINE } from "./world.ts";

/** What the disk says at the moment of a kill. */
export interface Moment {
  /** Whole lines of the ledger. */
  readonly lines: readonly string[];
  /** The stage that is announced, and the line of its row. */
  readonly stage: string;
  readonly line: string | undefined;
  /** Whether something else may stand in the place of the candidate. */
  readonly isSwapped: boolean;
  /** The user's stash. */
  readonly stash: string;
}

export async function readMoment(repo: Repo): Promise<Moment> {
  const [ledger, state, stash] = await Promise.all([
    repo.read("results.tsv"),
    readIfThere(repo, ".autoresearch/state.json"),
    repo.git("stash", "list", "--format=%H"),
  ]);
  const announced = parseState(state ?? "");
  return {
    lines: ledger.split("\n").slice(0, -1),
    stage: announced?.stage ?? (state === undefined ? "none" : "unreadable"),
    line: announced === undefined || announced.stage === "begun"
      ? undefined
      : announced.line.replace(/\n$/, ""), // Its last cells may be empty.
    isSwapped: announced?.stage === "begun" && announced.aside !== undefined,
    stash,
  };
}

/**
 * Returns everything that does not hold after a recovery, in words.
 *
 * @param moments what stood there at each kill since the last time
 */
export async function findFaults(
  repo: Repo,
  moments: readonly Moment[],
): Promise<readonly string[]> {
  const faults = await Promise.all([
    standingFaults(repo),
    ledgerFaults(repo, moments),
    refFaults(repo),
    lostCommits(repo),
    leftProcesses(repo),
    userFaults(repo),
  ]);
  return faults.flat();
}

async function standingFaults(repo: Repo): Promise<readonly string[]> {
  const kept = (await repo.rows()).findLast(({ status }) => status === "keep");
  const { branch, head, dirty, isInFlight } = await standing(repo);
  return [
    ...unless(branch === "autoresearch/t1", `the branch is ${branch}`),
    ...unless(
      kept === undefined || head === kept["commit"],
      `HEAD is ${head}, the best is ${kept?.["commit"]}`,
    ),
    ...unless(dirty === "", `tracked files differ: ${dirty}`),
    ...unless(!isInFlight, "an experiment is still announced"),
  ];
}

async function ledgerFaults(
  repo: Repo,
  moments: readonly Moment[],
): Promise<readonly string[]> {
  const text = await repo.read("results.tsv");
  const lines = text.split("\n").slice(0, -1);
  const { rows, torn } = parseLedger(text);
  const commits = rows.map(({ commit }) => commit);
  const known = new Set(moments.flatMap(({ lines, line }) => [
    ...lines,
    ...(line === undefined ? [] : [line]),
  ]));
  const rejected = await readIfThere(repo, "results.tsv.rejected");
  return [
    ...unless(torn === undefined && text.endsWith("\n"), "a torn last line"),
    ...unless(
      rows.length === lines.length - 1,
      `${rows.length} rows in ${lines.length} lines`,
    ),
    ...unless(new Set(commits).size === commits.length, "a row is doubled"),
    ...[...known].filter((line) => !lines.includes(line))
      .map((line) => `lost the row ${JSON.stringify(line)}`),
    ...unless(rejected === undefined, `rejected lines: ${rejected}`),
  ];
}

async function refFaults(repo: Repo): Promise<readonly string[]> {
  const refs = new Map(
    (await repo.git(
      "for-each-ref",
      "--format=%(refname) %(objectname)",
      "refs/autoresearch/t1",
    )).trimEnd().split("\n").map((line) => {
      const [name = "", id = ""] = line.split(" ");
      return [name, id];
    }),
  );
  const faults: string[] = [];
  for (const [row, { commit = "" }] of (await repo.rows()).entries()) {
    const id = refs.get(`refs/autoresearch/t1/${row}`) ?? "";
    if (!id.startsWith(commit)) faults.push(`row ${row}: its ref has "${id}"`);
    const folder = String(row).padStart(4, "0");
    const place = `.autoresearch/experiments/${folder}/experiment.json`;
    const record = JSON.parse(await readIfThere(repo, place) ?? "{}");
    if (record.commit !== id) faults.push(`row ${row}: no record of its own`);
  }
  return faults;
}

/**
 * A commit of ours may be made again, with another time; one whose files no
 * reachable commit has is an idea lost. So is every commit that HEAD or a
 * branch has ever named; a git that was ended may have got no further than to
 * write one.
 */
async function lostCommits(repo: Repo): Promise<readonly string[]> {
  const found = await repo.git(
    ...["fsck", "--unreachable", "--no-reflogs", "--no-progress"],
  );
  const ids = found.split("\n").filter((line) => line.includes(" commit "))
    .map((line) => line.split(" ")[2] ?? "");
  if (ids.length === 0) return [];
  const format = ["--no-walk", "--format=%H %T %s"];
  const [lost, held, logged] = await Promise.all([
    repo.git("log", ...format, ...ids),
    repo.git("log", "--all", "--format=%T"),
    repo.git("reflog", "--all", "--format=%H"),
  ]);
  const trees = new Set(held.split("\n"));
  const named = new Set(logged.split("\n"));
  return lost.trimEnd().split("\n").filter((line) => {
    const [id = "", tree = ""] = line.split(" ");
    return !trees.has(tree) || named.has(id);
  }).map((line) => `out of reach: ${line}`);
}

async function leftProcesses(repo: Repo): Promise<readonly string[]> {
  const script = `grep -lzsxF -- '${MARK}=${repo.path}' /proc/[0-9]*/environ`;
  const found = await repo.sh(`${script} || true`);
  return found.split("\n").filter(Boolean).map((line) => `left: ${line}`);
}

async function userFaults(repo: Repo): Promise<readonly string[]> {
  const mine = await readIfThere(repo, MINE.name);
  const stash = await repo.git("stash", "list", "--format=%gs");
  const sealed = await readIfThere(repo, "sealed.txt");
  return [
    ...unless(mine === MINE.text, `${MINE.name} says ${mine}`),
    ...unless(sealed === "data\n", `sealed.txt says ${sealed}`),
    ...unless(
      /^WIP on main: [^\n]+\n$/.test(stash),
      `the stash is ${JSON.stringify(stash)}`,
    ),
  ];
}

function unless(holds: boolean, fault: string): readonly string[] {
  return holds ? [] : [fault];
}

async function readIfThere(
  repo: Repo,
  name: string,
): Promise<string | undefined> {
  return await repo.exists(name) ? await repo.read(name) : undefined;
}
