import { join } from "@std/path";
import { Failure } from "../../core/failure.ts";
import { CONFIG_FILE, OWN_FOLDER } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";
import { quote } from "../../core/text/plain_text.ts";
import type { Session } from "../session/session.ts";
import { sandboxOfEvaluator } from "./sandbox.ts";

/** It takes a few milliseconds; a machine may be busy. */
const PROBE_SECONDS = 30;

/**
 * Makes sure that the sandbox works, where the session wants one: no run goes on
 * without it.
 *
 * @throws {Failure} when it doesn't, with what to do about it
 */
export async function requireSandbox(
  ports: Pick<Ports, "processes" | "files" | "machine" | "stop">,
  session: Session,
): Promise<void> {
  const sandbox = await sandboxOfEvaluator(ports, session);
  if (sandbox === undefined) return;
  const otherwise = `or write  sandbox: none  in ${CONFIG_FILE}`;
  if (!await ports.machine.has("bwrap")) {
    throw new Failure(
      "user",
      "Cannot start the sandbox: bwrap is not on PATH",
      `Install bubblewrap (Linux only; apt-get install bubblewrap), ${otherwise}`,
    );
  }
  const log = join(session.root, OWN_FOLDER, "sandbox.log");
  const { ending, leftBehind } = await ports.processes.run("true", {
    cwd: session.root,
    log,
    limitSeconds: PROBE_SECONDS,
    stop: ports.stop,
    sandbox,
  });
  await leftBehind;
  const said = (await ports.files.readTail(log, 1024)).trim();
  await ports.files.remove(log);
  if (ending.kind === "exited" && ending.code === 0) return;
  if (ending.kind === "cancelled") return;
  throw new Failure(
    "user",
    `Cannot start the sandbox: bwrap says ${quote(said)}`,
    "Let your user make namespaces (sysctl kernel.unprivileged_userns_clone=1, " +
      "on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0; most " +
      `containers forbid them), ${otherwise}`,
  );
}
