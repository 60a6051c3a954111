import { assert, assertEquals } from "@std/assert";
import { runLoop } from "../../src/app/loop.ts";
import { chooseProposer } from "../../src/app/proposal/proposers.ts";
import type { RunPorts } from "../../src/app/session/session.ts";
import { runSingle } from "../../src/app/single.ts";
import type { Watcher } from "../../src/core/experiment/event.ts";
import { EXIT, exitCodeOf } from "../../src/core/failure.ts";
import type { Files } from "../../src/core/ports.ts";
import { makeSession, Repo } from "../harness.ts";
import { assertSound } from "../soundness.ts";
import { makePorts } from "./mortal_ports.ts";

const SILENT: Watcher = { tell: () => {}, isLive: false };

/** What the system says at a write, and how much of it got there before. */
const REFUSALS: [what: string, code: string, part: number][] = [
  ["is full", "ENOSPC", 25],
  ["becomes read-only", "EROFS", 0],
];
for (const [what, code, part] of REFUSALS) {
  Deno.test(`runLoop() on a disk that ${what} at any write loses no row, leaves no half of one, and goes on later`, async () => {
    await using original = await makeSession();
    let isDone = false;
    for (let write = 0; !isDone; write++) {
      await using repo = await copyOf(original);
      const ports = makePorts();
      const files = refusing(ports.files, { write, code, part });
      isDone = await runOnce({ ...ports, files }, repo.path);

      // There is room again.
      await runSingle(makePorts(), { root: repo.path }, SILENT);

      const verdicts = await repo.verdicts();
      const expected = verdicts.length === 1 ? [] : ["keep 90"];
      assertEquals(verdicts, ["keep 100", ...expected], `at write ${write}`);
      await assertSound(repo);
      assert(write < 50);
    }
  });
}

/** @returns whether it came to its end; else it failed as a user can mend it */
async function runOnce(ports: RunPorts, root: string): Promise<boolean> {
  const agent = "echo 90 > target.txt";
  const proposerFor = (session: Parameters<typeof chooseProposer>[1]) =>
    chooseProposer(ports, session, { agent, seed: undefined });
  try {
    await runLoop(ports, { root, maxExperiments: 1, proposerFor }, SILENT);
    return true;
  } catch (error) {
    assertEquals(exitCodeOf(error), EXIT.user, String(error));
    return false;
  }
}

/** The real files until so many writes were made; what follows is refused. */
function refusing(
  files: Files,
  { write: limit, code, part }: {
    readonly write: number;
    readonly code: string;
    readonly part: number;
  },
): Files {
  let writes = 0;
  const refuse = () => {
    if (writes++ < limit) return;
    throw Object.assign(new Error("(os error)"), { code });
  };
  return {
    ...files,
    async write(path, text) {
      refuse();
      await files.write(path, text);
    },
    async writeDurably(path, text) {
      refuse();
      await files.writeDurably(path, text);
    },
    async overwrite(path, text) {
      refuse();
      await files.overwrite(path, text);
    },
    async append(path, text) {
      if (writes === limit) await files.append(path, text.slice(0, part));
      refuse();
      await files.append(path, text);
    },
    async makeFolder(path) {
      refuse();
      await files.makeFolder(path);
    },
    async copy(from, to) {
      refuse();
      await files.copy(from, to);
    },
  };
}

async function copyOf({ path }: Repo): Promise<Repo> {
  const folder = await Deno.makeTempDir({ prefix: "autoresearch " });
  const copy = new Repo(folder);
  await copy.exec("cp", ["-a", `${path}/.`, folder]);
  return copy;
}
