import { holdsLocks, mountOf, parseMounts } from "../../core/doctor/mount.ts";
import { type Finding, warningFinding } from "../../core/finding.ts";
import type { Ports } from "../../core/ports.ts";
import type { Project } from "./project.ts";

/** What systemd itself asks to find out whether it runs the machine. */
const BOOTED_BY_SYSTEMD = "/run/systemd/system";

/** A container and most CI machines never sleep: there is nothing to say. */
export async function checkSleep(
  ports: Pick<Ports, "machine" | "files">,
): Promise<readonly Finding[]> {
  const guard = await findGuard(ports);
  if (guard === undefined) return [];
  return [warningFinding(
    "may-sleep",
    "The machine may go to sleep in the middle of a run",
    `Start the run with  ${guard} autoresearch run --loop`,
  )];
}

/** A second writer on another machine can't be told, and is not refused. */
export async function checkLocks(
  { machine, files }: Pick<Ports, "machine" | "files">,
  { root }: Pick<Project, "root">,
): Promise<readonly Finding[]> {
  const place = await files.realPath(root) ?? root;
  const mount = mountOf(place, parseMounts(await machine.mounts()));
  if (mount === undefined || holdsLocks(mount)) return [];
  return [warningFinding(
    "network-locks",
    `The project lies on ${mount.kind}, mounted at ${mount.place}, whose locks ` +
      "other machines don't see: a second run there would not be refused",
    "Start runs on one machine only, or move the project to a local disk",
  )];
}

/** The program of this system that keeps it awake while another one runs. */
async function findGuard(
  { machine, files }: Pick<Ports, "machine" | "files">,
): Promise<string | undefined> {
  switch (machine.system) {
    case "darwin":
      return await machine.has("caffeinate") ? "caffeinate -is" : undefined;
    case "linux": {
      const isBooted = await files.facts(BOOTED_BY_SYSTEMD) !== undefined;
      return isBooted && await machine.has("systemd-inhibit")
        ? "systemd-inhibit --what=sleep:idle"
        : undefined;
    }
    case "windows":
    case "other":
      return undefined;
  }
}
