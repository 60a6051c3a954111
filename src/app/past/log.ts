import { join } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import { parseConfig } from "../../core/config/config_text.ts";
import { guessDirection } from "../../core/config/direction_guess.ts";
import { Failure } from "../../core/failure.ts";
import { CONFIG_FILE, LEDGER_FILE } from "../../core/layout.ts";
import {
  type Ledger,
  parseLedger,
  type Row,
  type SkippedLine,
} from "../../core/ledger/ledger.ts";
import { oddLines } from "../../core/ledger/ledger_mending.ts";
import type { Summary } from "../../core/ledger/summary.ts";
import type { Ports } from "../../core/ports.ts";
import { readLedgerText } from "../session/ledger_file.ts";
import { sumUp } from "./sum_up.ts";

export interface LogReading {
  readonly rows: readonly Row[];
  readonly summary: Summary;
  /** The session's branch, where a config names one. */
  readonly branch?: string;
  /** Whether the direction had to be guessed from the kept rows. */
  readonly isGuessed: boolean;
  /** Lines that are no rows, or were never written to their end. */
  readonly skipped: readonly SkippedLine[];
}

/**
 * Reads a project's ledger; needs neither git nor a config, and changes
 * nothing.
 */
export async function readLog(
  { files }: Pick<Ports, "files">,
  root: string,
): Promise<LogReading> {
  const [text, settings] = await Promise.all([
    readLedgerText(files, root),
    files.read(join(root, CONFIG_FILE)),
  ]);
  if (text === undefined) throw noLedger(root);
  const ledger = parseLedger(text);
  const config = settings === undefined
    ? undefined
    : parseConfig(settings, CONFIG_FILE).config;
  const { rows } = ledger;
  const direction = config?.direction ?? guessDirection(rows);
  const metric = metricName(ledger, config);
  return {
    rows,
    summary: await sumUp({ files }, root, { rows, metric, direction }),
    isGuessed: config === undefined,
    skipped: oddLines(ledger),
    ...(config?.branch === undefined ? {} : { branch: config.branch }),
  };
}

function metricName(ledger: Ledger, config: Config | undefined): string {
  return config?.metric ?? ledger.metricName ?? "metric";
}

function noLedger(root: string): Failure {
  return new Failure(
    "user",
    `Cannot read "${LEDGER_FILE}" in "${root}": there is none`,
    "Run autoresearch setup there first, or name the project with --path",
  );
}
