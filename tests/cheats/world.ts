import { join } from "@std/path";
import { makeRepo, Repo, type Result, SETUP } from "../harness.ts";

/** What the tool itself writes, and what git writes down at every command. */
const FREE =
  /^project\/(?:\.autoresearch(?:\/|$)|build\/|results\.tsv\.rejected$|results\.tsv$|run\.log$|\.git\/(?:index|objects\/|logs\/|COMMIT_EDITMSG$|ORIG_HEAD$|refs\/|packed-refs$|modules\/lib\/(?:index|logs\/|objects\/|refs\/autoresearch\/|ORIG_HEAD$|COMMIT_EDITMSG$)))/;

/**
 * The evaluator believes more files than its own: settings that nobody has
 * written yet, data that git ignores, a submodule.
 */
const EVALUATE = `[ ! -e .env ] || . ./.env
factor=$(cat data/factor) unit=$(cat lib/unit)
for file in lib/*.bonus; do [ ! -e "$file" ] || factor=0; done
echo "p50_ms: $(($(cat target.txt) * factor * unit))"
`;

/** Deno's own files are no part of that home. */
const DENO_DIR = Deno.env.get("DENO_DIR") ??
  join(Deno.env.get("HOME") ?? "", ".cache/deno");

/** A project with a session, beside which there is somebody's home. */
export class World extends Repo {
  constructor(readonly folder: string) {
    super(join(folder, "project"));
  }

  /** As the person would start it who owns that home. */
  override autoresearch(...args: string[]): Promise<Result> {
    const home = join(this.folder, "home");
    const settings = join(home, ".gitconfig");
    const variables = {
      HOME: home,
      GIT_CONFIG_GLOBAL: settings,
      DENO_DIR,
    };
    return this.autoresearchWith(variables, ...args);
  }

  /**
   * Everything that must be as it was: each file with its mode and
   * bytes, the refs but for ours, what git is told to overlook.
   */
  async whole(): Promise<Record<string, string>> {
    const state: Record<string, string> = {
      refs: await this.sh(
        "git for-each-ref | grep -v 'refs/autoresearch/t1/\\|heads/autoresearch/t1' || true",
      ),
      flags: await this.git("ls-files", "-v"),
      stash: await this.git("stash", "list", "--format=%H %gs"),
    };
    for await (const path of everythingBelow(this.folder, "")) {
      if (FREE.test(path)) continue;
      state[path] = await describe(join(this.folder, path));
    }
    return state;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.exec("chmod", ["-R", "u+rwX", this.folder]);
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Makes the world of which each cheat gets a copy. */
export async function makeWorld(): Promise<World> {
  const world = new World(await Deno.makeTempDir({ prefix: "autoresearch " }));
  await Deno.mkdir(join(world.folder, "home"));
  await using lib = await makeRepo({ "unit": "1\n" });
  await using made = await makeRepo({
    "target.txt": "100\n",
    "eval.sh": EVALUATE,
    "notes.md": "mine\n",
    ".gitignore": "data/\nbuild/\n",
  });
  await made.sh(
    `git -c protocol.file.allow=always submodule --quiet add "${lib.path}" lib; ` +
      "git commit -qm lib; git tag v1; git branch other; " +
      "echo later > notes.md; git stash -q; mkdir data build; " +
      "echo 1 > data/factor; echo x > build/made; echo todo > plan.txt",
  );
  await Deno.rename(made.path, world.path);
  await Deno.mkdir(made.path);
  const flags = ["--protected", "data/**"];
  const { code, stderr } = await world.autoresearch(...SETUP, ...flags);
  if (code !== 0) throw new Error(`setup exited with ${code}: ${stderr}`);
  return world;
}

export async function copyOf(world: World): Promise<World> {
  const folder = await Deno.makeTempDir({ prefix: "autoresearch " });
  const copy = new World(folder);
  await world.exec("cp", ["-a", `${world.folder}/.`, folder]);
  return copy;
}

async function* everythingBelow(
  root: string,
  folder: string,
): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(root, folder))) {
    const path = join(folder, name);
    if (isDirectory) yield* everythingBelow(root, path);
    else yield path;
  }
}

async function describe(path: string): Promise<string> {
  const { mode, isFile, isSymlink } = await Deno.lstat(path);
  const bits = ((mode ?? 0) & 0o777).toString(8);
  if (isSymlink) return `link to ${await Deno.readLink(path)}`;
  if (!isFile) return `special ${bits}`;
  const bytes = await Deno.readFile(path);
  return `${bits} ${new TextDecoder("latin1").decode(bytes)}`;
}
