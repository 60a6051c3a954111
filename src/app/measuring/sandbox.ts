import { dirname, join, normalize } from "@std/path";
import { Failure } from "../../core/failure.ts";
import {
  CONFIG_FILE,
  LEDGER_FILE,
  OWN_FOLDER,
  REJECTED_LINES_FILE,
} from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";
import { bwrapArguments, type Place } from "../../core/sandbox.ts";
import type { Session } from "../session/session.ts";

/** Everybody's folders for what lasts no longer than a command. */
const FRESH = ["/tmp", "/var/tmp", "/run/user"];

/** Each is a mount of its own: 100 take a tenth of a second, 300 almost one. */
const MAX_PROTECTED = 200;

type SandboxPorts = Pick<Ports, "files" | "machine">;

/**
 * Returns what starts an evaluation or a check in the session's sandbox; nothing
 * where it wants none.
 *
 * The project is writable for it, and nothing else: not the home folder, not
 * git's, not what is protected.
 */
export async function sandboxOfEvaluator(
  ports: SandboxPorts,
  session: Session,
): Promise<readonly string[] | undefined> {
  const { config, outputs } = session;
  if (config.sandbox !== "bwrap") return undefined;
  const surroundings = await surroundingsOf(ports, session, "read");
  const sealed = await sealedPlaces(ports, session);
  const root = await realRoot(ports, session);
  // What the evaluator itself writes, as the baseline showed, is its own.
  const written = new Set([...outputs].map((path) => join(root, path)));
  return bwrapArguments({
    root,
    places: [
      ...surroundings,
      ...sealed.filter(({ path }) => !written.has(path)),
    ],
    hasNetwork: config.network !== false,
  });
}

/**
 * The same for an agent. It keeps its login and its memory in the home folder,
 * and may commit: git's folder is writable but for what tells git how to behave.
 *
 * @param folder where it may leave its idea
 */
export async function sandboxOfAgent(
  ports: SandboxPorts,
  session: Session,
  folder: string,
): Promise<readonly string[] | undefined> {
  if (session.config.sandbox !== "bwrap") return undefined;
  const { excludeFile, settingFiles } = session.repository;
  const common = commonFolder(session);
  const settings = [
    ...await settingFiles(),
    dirname(excludeFile),
    join(common, "hooks"),
  ];
  return bwrapArguments({
    root: await realRoot(ports, session),
    places: [
      ...await surroundingsOf(ports, session, "write"),
      ...await placesAmong(ports, settings, "read"),
      ...await sealedPlaces(ports, session),
      ...await placesAmong(ports, [folder], "write"),
    ],
    hasNetwork: true,
  });
}

/** What lies around the protected files; the last one for a path counts. */
async function surroundingsOf(
  ports: SandboxPorts,
  session: Session,
  access: "read" | "write",
): Promise<readonly Place[]> {
  const { home, stateFolder } = ports.machine;
  const { root, repository } = session;
  const top = join(root, repository.prefix.replace(/[^/]+/g, ".."));
  const own = stateFolder === undefined
    ? []
    : [join(stateFolder, "autoresearch")];
  // What lies below a fresh folder is named too, or it would be gone.
  return (await Promise.all([
    placesAmong(ports, home === undefined ? [] : [home], access),
    placesAmong(ports, [...FRESH, ...own], "fresh"),
    placesAmong(ports, [top], "read"),
    placesAmong(ports, [root], "write"),
    placesAmong(ports, [join(top, ".git")], "read"),
    placesAmong(ports, gitFolders(session), access),
  ])).flat();
}

/** In a linked work tree there are two, neither of them in the project. */
function gitFolders(session: Session): readonly string[] {
  return [commonFolder(session), session.repository.gitFolder];
}

function commonFolder({ repository }: Session): string {
  return dirname(dirname(repository.excludeFile));
}

/** The protected files, and the tool's own. */
async function sealedPlaces(
  ports: SandboxPorts,
  { root, config, repository, scope, unwatched }: Session,
): Promise<readonly Place[]> {
  const folders: string[] = [];
  for (const entry of config.protected) {
    const path = normalize(entry).replace(/\/(?:\*\*)?$/, "");
    const facts = await ports.files.facts(join(root, path));
    if (facts?.kind === "folder") folders.push(path);
  }
  const isInFolder = (path: string) =>
    folders.some((folder) => path.startsWith(`${folder}/`));
  const tracked = (await repository.trackedPaths([])).filter(scope.isProtected);
  const files = [...new Set([...tracked, ...unwatched])]
    .filter((path) => !isInFolder(path));
  if (files.length > MAX_PROTECTED) throw tooMany(files.length);
  const own = [OWN_FOLDER, CONFIG_FILE, LEDGER_FILE, REJECTED_LINES_FILE];
  const paths = [...folders, ...files, ...own].map((path) => join(root, path));
  return await placesAmong(ports, paths, "read");
}

async function placesAmong(
  { files }: Pick<Ports, "files">,
  paths: readonly string[],
  access: Place["access"],
): Promise<readonly Place[]> {
  const real = await Promise.all(paths.map(async (path) => {
    const place = await files.realPath(path);
    if (place === undefined) return undefined;
    // Git's settings may be /dev/null, of which the sandbox has its own.
    const isOther = (await files.facts(place))?.kind === "other";
    return isOther ? undefined : { path: place, access };
  }));
  return real.filter((place) => place !== undefined);
}

async function realRoot(
  { files }: Pick<Ports, "files">,
  { root }: Pick<Session, "root">,
): Promise<string> {
  return await files.realPath(root) ?? root;
}

function tooMany(count: number): Failure {
  return new Failure(
    "user",
    `Cannot sandbox ${count} protected files: ${MAX_PROTECTED} can be shown one ` +
      "by one",
    `Name their folder in the key protected of ${CONFIG_FILE}, not a glob`,
  );
}
