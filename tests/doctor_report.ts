import type { Finding } from "../src/core/finding.ts";
import type { Repo } from "./harness.ts";

export interface DoctorReport {
  readonly code: number;
  readonly findings: readonly Finding[];
  /** `severity kind: message` of each finding: what most tests are about. */
  readonly lines: readonly string[];
}

/** Runs `doctor --json` and returns what it found. */
export async function runDoctor(
  repo: Repo,
  { variables = {}, flags = [] }: {
    readonly variables?: Record<string, string>;
    readonly flags?: readonly string[];
  } = {},
): Promise<DoctorReport> {
  const { code, stdout, stderr } = await repo.autoresearchWith(
    variables,
    "doctor",
    "--json",
    ...flags,
  );
  const report = parseReport(stdout);
  if (report === undefined) throw new Error(`doctor: ${stdout}${stderr}`);
  const findings = report.filter(isOfProject);
  const lines = findings.map(({ severity, kind, message }) =>
    `${severity} ${kind}: ${message.replaceAll(repo.path, "REPO")}`
  );
  return { code, findings, lines };
}

/** Whether a test's own machine may sleep, or has a disk, is no matter. */
function isOfProject({ kind }: Finding): boolean {
  return kind !== "may-sleep" && kind !== "network-locks";
}

function parseReport(text: string): readonly Finding[] | undefined {
  const report: unknown = JSON.parse(text);
  if (typeof report !== "object" || report === null) return undefined;
  return "findings" in report && Array.isArray(report.findings)
    ? report.findings
    : undefined;
}

/** Returns a change of the session's config, by its text. */
export function editConfig(
  from: string | RegExp,
  to: string,
): (repo: Repo) => Promise<void> {
  return async (repo) => {
    const text = await repo.read(".autoresearch.cfg");
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`Nothing to replace: ${from}`);
    await repo.write(".autoresearch.cfg", edited);
  };
}

/** Waits for something that is about to become true. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!await isTrue()) {
    if (performance.now() > deadline) throw new Error("It never became true");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
