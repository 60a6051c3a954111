/** Names of what the tool writes, relative to the project root. */
export const CONFIG_FILE = ".autoresearch.cfg";
export const LEDGER_FILE = "results.tsv";
export const REJECTED_LINES_FILE = "results.tsv.rejected";
export const LOG_FILE = "run.log";
export const PROGRAM_FILE = "program.md";
export const OWN_FOLDER = ".autoresearch";
export const STATE_FILE = `${OWN_FOLDER}/state.json`;
export const LOCK_FILE = `${OWN_FOLDER}/lock`;
/** The mark on everything that the run under way has started. */
export const RUN_FILE = `${OWN_FOLDER}/running`;
/** Where a session is being put aside that stands there in parts only. */
export const MOVING_FILE = `${OWN_FOLDER}/moving`;
export const STOP_FILE = `${OWN_FOLDER}/stop`;
/** What the session's agents took, those of failed calls among it. */
export const SPENT_FILE = `${OWN_FOLDER}/spent`;

/** What git is told to ignore, through its own `info/exclude`. */
export const EXCLUDED: readonly string[] = [
  CONFIG_FILE,
  LEDGER_FILE,
  REJECTED_LINES_FILE,
  LOG_FILE,
  `${OWN_FOLDER}/`,
];

/** Says whether a path is the tool's own: never committed, never rolled back. */
export function isOwnPath(path: string): boolean {
  return path === OWN_FOLDER || path.startsWith(`${OWN_FOLDER}/`) ||
    EXCLUDED.includes(path);
}

/** Where agents look for a skill, in a project and below a home folder alike. */
export const SKILL_FOLDER = ".agents/skills/autoresearch";
export const CLAUDE_SKILL_FOLDER = ".claude/skills/autoresearch";

/**
 * Says whether a path is one of the skill that we install, here or in a folder
 * below: the user's to commit, and nothing that a glob of theirs is about.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isInstalledSkill("a/.claude/skills/autoresearch/SKILL.md"), true);
 * assertEquals(isInstalledSkill(".claude/skills/mine/SKILL.md"), false);
 * ```
 */
export function isInstalledSkill(path: string): boolean {
  return [SKILL_FOLDER, CLAUDE_SKILL_FOLDER]
    .some((folder) => `/${path}`.includes(`/${folder}/`));
}

/** Ledgers that were put aside: before a rebuild, or with another in its place. */
export const LEDGERS_FOLDER = `${OWN_FOLDER}/ledgers`;
export const EXPERIMENTS_FOLDER = `${OWN_FOLDER}/experiments`;

/** Where an experiment keeps its record, log and diff. */
export function experimentFolder(row: number): string {
  return `${EXPERIMENTS_FOLDER}/${String(row).padStart(4, "0")}`;
}

/** Where the files of an experiment go that ended without a row. */
export function unfinishedFolder(at: Date): string {
  return `${OWN_FOLDER}/unfinished/${stampOf(at)}`;
}

/** What a segment has judged: in the next one it is measured again. */
export const JUDGED_FOLDER = `${OWN_FOLDER}/judged`;

/** Says which row judged a tree, so that none is measured twice. */
export function judgedFile(tree: string): string {
  return `${JUDGED_FOLDER}/${tree.slice(0, 2)}/${tree.slice(2)}`;
}

/** The ref that keeps a judged candidate reachable. */
export function candidateRef(tag: string, row: number): string {
  return `refs/autoresearch/${tag}/${row}`;
}

/** The ref of a candidate that was never judged. */
export function unfinishedRef(tag: string, at: Date): string {
  return `refs/autoresearch/${tag}/unfinished-${stampOf(at)}`;
}

/**
 * The ref of what is put aside while the baseline is measured: a tree, and its
 * name, so that no clock can give it to another.
 */
export function asideRef(tag: string, tree: string): string {
  return `refs/autoresearch/${tag}/aside-${tree}`;
}

/**
 * Returns a moment as it can stand in a file name and in a ref.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(stampOf(new Date(0)), "19700101T000000000Z");
 * ```
 */
export function stampOf(at: Date): string {
  return at.toISOString().replace(/[-:.]/g, "");
}
