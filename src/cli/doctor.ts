import { buildCommand } from "@stricli/core";
import { EXIT } from "../core/failure.ts";
import type { Finding } from "../core/finding.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";
import { makeWatcher } from "./watch.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
  readonly canary: boolean;
}

export const doctorCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Find what would go wrong before the night does",
    fullDescription:
      "Checks the repository, the settings, the ledger and the machine, and " +
      "measures the unchanged target twice. Each finding comes with its fix; " +
      "the exit code is 1 when one of them would stop or spoil a run.\n\n" +
      "With --canary it proves on copies of the project, which are removed " +
      "again, that the setup can tell: an unchanged target must not be kept " +
      "in 5 tries, a broken one must crash or be discarded, a gain outside of " +
      "plausible must be held, and what one evaluation leaves must not " +
      "flatter the next. How many evaluations that takes is said before.\n\n" +
      "Examples:\n  autoresearch doctor\n  autoresearch doctor --canary\n" +
      "  autoresearch doctor --json",
  },
  parameters: {
    flags: {
      path: pathFlag,
      json: jsonFlag,
      canary: {
        kind: "boolean",
        brief: "Prove on a copy that a gain can be told from none",
        default: false,
        withNegated: false,
      },
    },
  },
  async loader() {
    const { examine } = await import("../app/doctor.ts");
    return async function (this: Context, { path, json, canary }) {
      const { process, ports } = this;
      // Progress is for stderr alone, whatever stdout is to get.
      const watcher = makeWatcher(ports.terminal, false);
      const root = rootOf(ports, path);
      const more = canary
        ? (await import("../app/doctor/canaries.ts")).CANARIES
        : [];
      const findings = await examine(ports, root, watcher, more);
      const ok = findings.every(({ severity }) => severity !== "error");
      const text = json
        ? JSON.stringify({ ok, findings })
        : toText(findings, ok);
      process.stdout.write(`${text}\n`);
      process.exitCode = ok ? EXIT.done : EXIT.user;
    };
  },
});

function toText(findings: readonly Finding[], ok: boolean): string {
  const lines = findings.flatMap(({ severity, message, fix }) => [
    `${severity}: ${message}`,
    `  fix: ${fix}`,
  ]);
  const end = ok
    ? "Ready for the night"
    : "Not ready: mend what is marked as an error";
  return [...lines, end].join("\n");
}
