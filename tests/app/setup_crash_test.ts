import { assert, assertEquals } from "@std/assert";
import { readConfig } from "../../src/app/session/config_file.ts";
import type { RunPorts } from "../../src/app/session/session.ts";
import { setUp } from "../../src/app/setup.ts";
import type { Config } from "../../src/core/config/config.ts";
import type { Watcher } from "../../src/core/experiment/event.ts";
import { stateOf } from "../folder_state.ts";
import { makeSession, Repo } from "../harness.ts";
import { isCrash, makePorts, mortal } from "./mortal_ports.ts";

const SILENT: Watcher = { tell: () => {}, isLive: false };

Deno.test("setUp() that crashes at any instant leaves the session before whole, in one place", async () => {
  await using original = await makeSession();
  await original.try(90);
  await original.write("results.tsv.rejected", "line 9: torn\n");
  const before = await ownFiles(original);
  const config = await readConfig(makePorts(), original.path);
  assert(Object.keys(before).length > 8);
  let isDone = false;
  for (let effect = 0; !isDone; effect++) {
    await using repo = await copyOf(original);
    isDone = await setUpUntil(effect, config, repo);

    await setUpAs("t3", makePorts(), config, repo);

    const when = `before effect ${effect}`;
    assertEquals(
      await ownFiles(repo, ".autoresearch/sessions/t1/"),
      before,
      when,
    );
    assertEquals(await repo.exists(".autoresearch/moving"), false, when);
    assertEquals(
      await repo.git("symbolic-ref", "--short", "HEAD"),
      "autoresearch/t3\n",
      when,
    );
    assert(effect < 100);
  }
});

/** All that belongs to a session, by its name there. */
async function ownFiles(
  repo: Repo,
  place = "",
): Promise<Record<string, string>> {
  const own =
    /^(\.autoresearch\.cfg|results\.tsv(\.rejected)?|\.autoresearch\/(?!index|lock|running|sessions|seals).+)$/;
  return Object.fromEntries(
    Object.entries(await stateOf(repo))
      .filter(([name]) => name.startsWith(place))
      .map(([name, text]) => [name.slice(place.length), text] as const)
      .filter(([name]) => own.test(name)),
  );
}

async function copyOf({ path }: Repo): Promise<Repo> {
  const copy = new Repo(await Deno.makeTempDir({ prefix: "autoresearch " }));
  await copy.exec("cp", ["-a", `${path}/.`, copy.path]);
  return copy;
}

/** @returns whether it came to its end before that effect */
async function setUpUntil(
  effect: number,
  config: Config,
  repo: Repo,
): Promise<boolean> {
  try {
    await setUpAs("t2", mortal(makePorts(), effect), config, repo);
    return true;
  } catch (error) {
    if (isCrash(error)) return false;
    throw error;
  }
}

async function setUpAs(
  tag: string,
  ports: RunPorts,
  config: Config,
  { path: root }: Repo,
): Promise<void> {
  await setUp(ports, {
    root,
    config,
    tag,
    skipBaseline: true,
    mayWrite: () => Promise.resolve(true),
  }, SILENT);
}
