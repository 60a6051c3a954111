import { buildCommand } from "@stricli/core";
import type { Finding } from "../core/finding.ts";
import { EXIT } from "../core/failure.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag } from "./flags.ts";
import { makeWatcher } from "./watch.ts";
import { rootOf } from "./root.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
}

export const doctorCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Find what would go wrong before the night does",
    fullDescription:
      "Checks the repository, the settings, the ledger and the machine, and " +
      "measures the unchanged target twice. Each finding comes with its fix; " +
      "the exit code is 1 when one of them would stop or spoil a run.\n\n" +
      "Examples:\n  autoresearch doctor\n  autoresearch doctor --json",
  },
  parameters: { flags: { path: pathFlag, json: jsonFlag } },
  async loader() {
    const { examine } = await import("../app/doctor.ts");
    return async function (this: Context, { path, json }) {
      const { process, ports } = this;
      // Progress is for stderr alone, whatever stdout is to get.
      const watcher = makeWatcher(ports.terminal, false);
      const findings = await examine(ports, rootOf(ports, path), watcher);
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
