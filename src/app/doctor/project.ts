import { join } from "@std/path";
import type { ConfigFile } from "../../core/config/config.ts";
import { parseConfig } from "../../core/config/config_text.ts";
import { Failure } from "../../core/failure.ts";
import {
  errorFinding,
  failureFinding,
  type Finding,
} from "../../core/finding.ts";
import { CONFIG_FILE } from "../../core/layout.ts";
import type { Ledger } from "../../core/ledger/ledger.ts";
import type { Look, Repository } from "../../core/ports.ts";
import { readLedger } from "../session/ledger_file.ts";
import {
  openSession,
  type RunPorts,
  type Session,
} from "../session/session.ts";

/** What could be read of a project; a part that could not is a problem. */
export interface Project {
  readonly root: string;
  /** Whether another autoresearch works here: what stands there won't stay. */
  readonly isBusy: boolean;
  readonly repository: Repository | undefined;
  /**
   * What really differs: from the incumbent where there is a session to run,
   * from HEAD where there is none.
   */
  readonly look: Look | undefined;
  readonly settings: ConfigFile | undefined;
  readonly ledger: Ledger | undefined;
  readonly session: Session | undefined;
  /** Why a run would not open the session, all parts of which can be read. */
  readonly refusal: Failure | undefined;
  readonly problems: readonly Finding[];
}

export async function readProject(
  ports: RunPorts,
  root: string,
  isBusy: boolean,
): Promise<Project> {
  const obstacle = await findObstacle(ports, root);
  const repository = obstacle === undefined
    ? await attempt(() => ports.git.open(root))
    : undefined;
  // Of a folder that isn't there nothing else is worth a word.
  const hasFolder = obstacle?.kind !== "no-folder";
  const text = await ports.files.read(join(root, CONFIG_FILE));
  const settings = await attempt(() => parseConfig(text, CONFIG_FILE));
  const ledger = await attempt(() => readLedger(ports, root));
  const isReadable = [repository, settings, ledger].every(wasRead);
  const session = isReadable
    ? await attempt(() => openSession(ports, root))
    : undefined;

  const parts = {
    repository: valueOf(repository),
    settings: valueOf(settings),
    ledger: valueOf(ledger),
    session: valueOf(session),
  };
  const look = parts.repository === undefined
    ? undefined
    : await lookAt(parts.repository, isBusy ? undefined : parts.session);
  const problems = [
    ...(obstacle === undefined ? [] : [obstacle]),
    ...problemOf("no-repository", repository),
    ...(hasFolder
      ? problemOf(text === undefined ? "no-config" : "config", settings)
      : []),
    ...problemOf("ledger", ledger),
  ];
  const refusal = session?.kind === "refused" ? session.failure : undefined;
  return { root, isBusy, ...parts, look, refusal, problems };
}

/** One part of a project, or why it can't be read. */
type Reading<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "refused"; readonly failure: Failure };

async function attempt<T>(read: () => Promise<T> | T): Promise<Reading<T>> {
  try {
    return { kind: "read", value: await read() };
  } catch (error) {
    if (error instanceof Failure) return { kind: "refused", failure: error };
    throw error;
  }
}

function wasRead(reading: Reading<unknown> | undefined): boolean {
  return reading?.kind === "read";
}

function valueOf<T>(reading: Reading<T> | undefined): T | undefined {
  return reading?.kind === "read" ? reading.value : undefined;
}

function problemOf(
  kind: string,
  reading: Reading<unknown> | undefined,
): readonly Finding[] {
  return reading?.kind === "refused"
    ? [failureFinding(kind, reading.failure)]
    : [];
}

/** What keeps git from being asked at all. */
async function findObstacle(
  { files, machine }: RunPorts,
  root: string,
): Promise<Finding | undefined> {
  // The path itself may be a link; what it leads to counts.
  const place = await files.realPath(root);
  const facts = place === undefined ? undefined : await files.facts(place);
  if (facts?.kind !== "folder") {
    return errorFinding(
      "no-folder",
      `Cannot use "${root}": there is no such folder`,
      "Check --path",
    );
  }
  if (await machine.has("git")) return undefined;
  return errorFinding(
    "git-missing",
    "Cannot run git: it is not on PATH",
    machine.system === "darwin"
      ? "Run: xcode-select --install"
      : "Install it, for instance with  apt install git",
  );
}

/** With a session it looks as a run does, so that no flag hides a change. */
async function lookAt(
  repository: Repository,
  session: Session | undefined,
): Promise<Look> {
  if (session === undefined) return await repository.lookOnly();
  await repository.standAt(session.incumbent.commit);
  const look = await repository.look();
  const changes = await repository.withoutPhantoms(look.changes);
  return { ...look, changes };
}
