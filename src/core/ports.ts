/**
 * Everything the tool can do to the world, as types alone. `src/io` implements
 * them, `main.ts` joins them, a use case names the few it needs.
 *
 * @module
 */

export interface Ports {
  readonly processes: Processes;
  readonly git: Git;
  readonly files: Files;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly questions: Questions;
  readonly machine: Machine;
  /** Aborts when somebody asks the tool to stop. */
  readonly stop: AbortSignal;
}

export interface Processes {
  /**
   * Runs a shell command to its end, its output going straight to the file
   * `log`. Once `leftBehind` is settled nothing that it started is alive:
   * neither its process group nor, on Linux, what left the group but carries
   * our mark.
   */
  run(command: string, options: RunOptions): Promise<Finished>;
  /**
   * Ends all that carries the mark of another run, which was killed itself.
   *
   * @returns what was still running
   */
  endStrays(runId: string): Promise<readonly string[]>;
}

export interface RunOptions {
  readonly cwd: string;
  /** File that receives stdout and stderr as they come. */
  readonly log: string;
  readonly limitSeconds: number;
  readonly stop: AbortSignal;
  /** File to read as stdin; without one stdin is empty. */
  readonly input?: string;
  /** Variables for the child, beside what it inherits. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Arguments of bwrap, inside of which the command runs. */
  readonly sandbox?: readonly string[] | undefined;
}

export interface Finished {
  readonly ending: Ending;
  readonly seconds: number;
  /**
   * What was still running after the command had ended; settled once it has
   * been ended too. A caller may look around meanwhile.
   */
  readonly leftBehind: Promise<readonly string[]>;
}

/** The one way in which a process ended: a `switch` cannot miss a case. */
export type Ending =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signaled"; readonly signal: string }
  | { readonly kind: "timedOut"; readonly limitSeconds: number }
  /** It printed more than a log may hold. */
  | { readonly kind: "flooded"; readonly limitBytes: number }
  | { readonly kind: "cancelled" }
  | { readonly kind: "spawnFailed"; readonly reason: string };

export interface Git {
  /**
   * Opens the repository around a folder.
   *
   * @throws {Failure} where git is missing or the folder is in no work tree
   */
  open(root: string): Promise<Repository>;
  /** Makes an empty repository in a folder, with no hook or setting of its own. */
  init(top: string): Promise<void>;
}

/**
 * One work tree, seen from the project root: every path that goes in or comes
 * out is relative to it (`../x` lies above).
 */
export interface Repository extends OwnIndex, History, Refs {
  readonly root: string;
  /** The root below the git top level: `sub/folder/`, or empty. */
  readonly prefix: string;
  /** The user's index and git's exclude file, absolute paths. */
  readonly indexFile: string;
  readonly excludeFile: string;
  /** Changes whenever the stash does; missing where it is empty. */
  readonly stashFile: string;
  /** Git's own folder for this work tree, an absolute path. */
  readonly gitFolder: string;
  /** The folder that holds the refs of all work trees, an absolute path. */
  readonly refsFolder: string;
  /**
   * Files by which git knows what to look at and what to run, absolute paths,
   * the user's own settings among them. Some are not there: they could come.
   */
  settingFiles(): Promise<readonly string[]>;
  /** A merge, rebase, cherry-pick or revert that waits to be continued. */
  operations(): Promise<readonly Operation[]>;
  /** Forgets such an operation; commits and files stay as they are. */
  quit(operation: Operation): Promise<void>;
  /** What the user's index is told to overlook. */
  flags(): Promise<ReadonlyMap<string, Flag>>;
  setFlag(path: string, flag: Flag | undefined): Promise<void>;
  /** Whether the user's own configuration sets a key to true. */
  isSwitchedOn(key: string): Promise<boolean>;
  /** Where the user's own hooks lie, an absolute path. */
  hooksFolder(): Promise<string>;
  /**
   * The repository of a submodule, checked out again where its folder is gone;
   * nothing where it never was.
   */
  submodule(path: string): Promise<Repository | undefined>;
}

export type Operation = "merge" | "rebase" | "cherry-pick" | "revert";

/**
 * Our index: a copy under `.autoresearch/`, so that the user's own is neither
 * locked nor believed.
 */
export interface OwnIndex {
  /** Sets our index to a commit; stat data of equal files stays. */
  standAt(commit: string): Promise<void>;
  /** What differs from the commit that our index stands at. */
  look(): Promise<Look>;
  /** Makes the next look read every file anew. */
  forgetStats(): Promise<void>;
  /**
   * What differs from HEAD, without phantoms, through the user's own index;
   * changes nothing at all.
   */
  lookOnly(): Promise<Look>;
  /**
   * Leaves out what only looks changed: other bytes in the working tree, which
   * a clean filter or an end-of-line rule makes the same again.
   */
  withoutPhantoms(changes: readonly Change[]): Promise<readonly Change[]>;
  /** Takes the working tree's state of these paths into our index. */
  stage(paths: readonly string[]): Promise<void>;
  /**
   * Applies a change to our index by a three-way merge. HEAD and the files stay;
   * after a conflict our index has to be set anew.
   *
   * @throws {Failure} when git is too old for it
   */
  transplant(from: string, to: string): Promise<Transplant>;
  /** Returns the tree of our index. */
  writeTree(): Promise<string>;
  /**
   * Puts paths back to a commit's state, in the working tree and in our index;
   * a path that the commit lacks is removed.
   */
  restore(paths: readonly string[], commit: string): Promise<void>;
  /** Sets the user's index to a commit where it differs, without the files. */
  resetIndex(commit: string): Promise<void>;
}

/** By which git does not look whether a file has changed. */
export type Flag = "assume-unchanged" | "skip-worktree" | "both";

/** What becomes of a change on another commit than its own. */
export type Transplant =
  | { readonly kind: "applied"; readonly tree: string }
  | { readonly kind: "conflict"; readonly paths: readonly string[] };

/** Commits, and what is in them. */
export interface History {
  commitTree(
    tree: string,
    options: { readonly parent?: string; readonly message: string },
  ): Promise<string>;
  /** Returns the full ids of a revision, or nothing where git knows none. */
  resolve(revision: string): Promise<CommitId | undefined>;
  describe(commit: string): Promise<CommitFacts>;
  isAncestor(ancestor: string, commit: string): Promise<boolean>;
  changedPaths(from: string, to: string): Promise<readonly string[]>;
  diff(from: string, to: string): Promise<string>;
  /** The same for `git apply`: every byte of it, of binary files too. */
  patch(from: string, to: string): Promise<Uint8Array>;
  /** Returns a file's text in each of the commits, in their order. */
  textsAt(
    commits: readonly string[],
    path: string,
  ): Promise<readonly (string | undefined)[]>;
  /** Which of the paths git tracks; of no paths: all that it tracks. */
  trackedPaths(paths: readonly string[]): Promise<readonly string[]>;
  /** Which rule of which file ignores a path, as `file:line: pattern`. */
  ignoreRule(path: string): Promise<string | undefined>;
  /** The commit at which a commit names a submodule. */
  gitlink(commit: string, path: string): Promise<string | undefined>;
}

export interface CommitId {
  readonly commit: string;
  readonly tree: string;
}

export interface CommitFacts {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly subject: string;
}

/** HEAD, branches, our own refs and the stash. */
export interface Refs {
  /** Commit and branch of HEAD; no commit in an empty repository. */
  head(): Promise<Head>;
  refs(prefix: string): Promise<readonly string[]>;
  /** What the refs below these prefixes stand at. */
  refValues(
    prefixes: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;
  /** Branches that are checked out in some work tree, as full names. */
  checkedOut(): Promise<readonly string[]>;
  /** Moves or makes a ref. */
  setRef(ref: string, commit: string): Promise<void>;
  /** Makes a ref where there is none yet; says whether there was none. */
  createRef(ref: string, commit: string): Promise<boolean>;
  deleteRef(ref: string): Promise<void>;
  /** Makes HEAD name a branch, without touching index or files. */
  pointHead(branch: string): Promise<void>;
  /** The stash, newest first; kept in one list for all work trees. */
  stash(): Promise<readonly StashEntry[]>;
  restoreStash(entries: readonly StashEntry[]): Promise<void>;
}

export interface Head {
  readonly commit: string | undefined;
  /** Without `refs/heads/`; nothing where HEAD is detached. */
  readonly branch: string | undefined;
}

export interface StashEntry {
  readonly commit: string;
  readonly message: string;
}

export interface Look {
  readonly head: Head;
  readonly changes: readonly Change[];
  /** Untracked and not ignored; a folder of its own repository ends in `/`. */
  readonly untracked: readonly string[];
  /** Ignored by whatever rule; a folder that is so as a whole ends in `/`. */
  readonly ignored: readonly string[];
}

/** A tracked path that differs, in HEAD or in the working tree or in both. */
export interface Change {
  readonly path: string;
  readonly inHead: boolean;
  readonly inWorkingTree: boolean;
  /** Whether the commit that our index stands at lacks it. */
  readonly isNew: boolean;
  readonly kind: ChangeKind;
}

export type ChangeKind =
  | "content"
  | "deleted"
  /** A pipe, a socket or a device stands there. */
  | "special"
  | "mode"
  | "symlink"
  | "submodule"
  | "unmerged";

export interface Files {
  /** Returns a text file whole; nothing where none stands: a pipe, a folder. */
  read(path: string): Promise<string | undefined>;
  /** Returns the end of a text file; bytes that are not UTF-8 are replaced. */
  readTail(path: string, maxBytes: number): Promise<string>;
  /** Returns so many bytes from a place on, none of what can't be read. */
  readFrom(path: string, start: number, maxBytes: number): Promise<Uint8Array>;
  /** Yields whole lines of a file from its end, in pieces of about 1 MB. */
  readBackwards(path: string): AsyncIterable<string>;
  /** Writes under a temporary name and renames, so that no half file exists. */
  write(path: string, text: string): Promise<void>;
  /** The same, and on the disk when it returns: a power cut can't take it. */
  writeDurably(path: string, text: string): Promise<void>;
  /** Writes into the file that is there: its mode and its links stay. */
  overwrite(path: string, text: string): Promise<void>;
  /** Appends and flushes to the disk. */
  append(path: string, text: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Moves a file or folder, across file systems too. */
  move(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** Removes a file or a whole folder; one that is missing is fine. */
  remove(path: string): Promise<void>;
  /** Names in a folder, sorted; none where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  facts(path: string): Promise<FileFacts | undefined>;
  /** Sets the permission bits of a file or folder. */
  setMode(path: string, mode: number): Promise<void>;
  /** The path with every link followed, or nothing where it leads nowhere. */
  realPath(path: string): Promise<string | undefined>;
  /** What tells the bytes from any others: SHA-256, as hex digits. */
  hash(path: string): Promise<string>;
  /** The same of a text. */
  hashText(text: string): Promise<string>;
}

export interface FileFacts {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly size: number;
  /** Milliseconds of the last change, in whole seconds. */
  readonly changedAt: number;
  /** Permission bits; 0 where the system has none. */
  readonly mode: number;
  /** Changes whenever the file does: size, times and inode in one string. */
  readonly stamp: string;
}

export interface Locks {
  /** Takes a lock that dies with the process; or says who holds it. */
  acquire(path: string, note: string): Promise<Lock>;
  /** The note of whoever holds a lock; nothing where it is free. */
  holder(path: string): Promise<string | undefined>;
}

export type Lock =
  | ({ readonly kind: "held" } & AsyncDisposable)
  /** The file system has no locks: a second writer can't be told. */
  | ({ readonly kind: "unsupported" } & AsyncDisposable)
  | { readonly kind: "taken"; readonly by: string };

export interface Clock {
  now(): Date;
  /** Seconds that only ever grow, from an arbitrary start. */
  seconds(): number;
  /** Waits, but not longer than until `stop` aborts. */
  sleep(seconds: number, stop: AbortSignal): Promise<void>;
  /** Acts again and again; a time that fails is skipped. */
  every(seconds: number, act: () => void | Promise<void>): Disposable;
  /** Returns what pure work comes to, or nothing where that takes longer. */
  within<T>(seconds: number, work: () => T): Promise<T | undefined>;
}

export interface Terminal {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** What comes in, as it comes; ends where stdin is closed. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Whether somebody can answer a question. */
  readonly stdinIsTerminal: boolean;
}

export interface Stream {
  write(text: string | Uint8Array): void;
  readonly isTerminal: boolean;
  readonly hasColor: boolean;
  /** Width in characters. */
  readonly columns: number;
}

/** Questions of the wizard; each throws a {@linkcode Failure} on Ctrl-C. */
export interface Questions {
  text(question: TextQuestion): Promise<string>;
  choose(
    message: string,
    options: readonly { readonly value: string; readonly label: string }[],
  ): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

export interface TextQuestion {
  readonly message: string;
  readonly initial?: string;
  /** Returns what is wrong with an answer, or nothing. */
  readonly validate?: (answer: string) => string | undefined;
}

export interface Machine {
  /** Folder of the call; a relative `--path` starts here. */
  readonly cwd: string;
  /** The user's home folder, where the environment names one. */
  readonly home: string | undefined;
  readonly system: "linux" | "darwin" | "windows" | "other";
  readonly pid: number;
  /** Where what lasts no longer than a command may lie. */
  readonly temporaryFolder: string;
  /** Where programs keep what they remember; nothing without a home. */
  readonly stateFolder: string | undefined;
  /** The mark of this run of the tool, on everything that it starts. */
  readonly runId: string;
  /** How the machine is called in its network. */
  hostName(): Promise<string>;
  /** The model of its processors, graphics processors among them. */
  model(): Promise<string>;
  /** An identifier that nothing else on the machine uses. */
  uniqueId(): string;
  /** The mounted file systems, as the system lists them; empty if it can't. */
  mounts(): Promise<string>;
  /** Whether a program can be found on PATH. */
  has(program: string): Promise<boolean>;
}
