import { join } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import { readRecord, RECORD_FILE } from "../../core/experiment/record.ts";
import { Failure } from "../../core/failure.ts";
import { CONFIG_FILE, experimentFolder } from "../../core/layout.ts";
import { baselineRow } from "../../core/ledger/summary.ts";
import { type Guard, medians, unanswered } from "../../core/metric/guard.ts";
import type { Ports } from "../../core/ports.ts";
import { quote } from "../../core/text/plain_text.ts";
import type { Session } from "../session/session.ts";
import type { StartRuns } from "./measure_start.ts";

type Metrics = Readonly<Record<string, number>>;

/** Returns the baseline's metrics, of which a guard's bound may be a multiple. */
export async function readBounds(
  { files }: Pick<Ports, "files">,
  { root, rows }: Pick<Session, "root" | "rows">,
): Promise<Metrics> {
  const start = baselineRow(rows)?.row ?? 0;
  const record = join(root, experimentFolder(start), RECORD_FILE);
  return readRecord(await files.read(record) ?? "").secondary;
}

/**
 * A guard on what is never printed would let nothing pass all night.
 *
 * @throws {Failure} when there is one
 */
export function refuseEmptyGuards(
  { guards = [], evaluateCmd }: Config,
  { secondary }: Pick<StartRuns, "secondary">,
): void {
  const [empty] = unanswered(guards, medians(secondary));
  if (empty !== undefined) throw cannotGuard(empty, evaluateCmd);
}

/**
 * The same for a baseline from before, where somebody wrote the guard since.
 * What a candidate prints is not known yet: only multiples can be refused.
 *
 * @throws {Failure} when one is a multiple of nothing
 */
export async function refuseBaselessGuards(
  ports: Pick<Ports, "files">,
  session: Pick<Session, "root" | "rows" | "config">,
): Promise<void> {
  const { guards = [], evaluateCmd } = session.config;
  const multiples = guards.filter(({ isRelative }) => isRelative);
  if (multiples.length === 0) return;
  const [empty] = unanswered(multiples, await readBounds(ports, session));
  if (empty !== undefined) throw cannotGuard(empty, evaluateCmd);
}

function cannotGuard({ metric }: Guard, evaluateCmd: string): Failure {
  return new Failure(
    "user",
    `Cannot guard ${quote(metric)}: the baseline prints no such metric`,
    `Let  ${evaluateCmd}  print a line "${metric}: NUMBER", or take it ` +
      `out of guards in ${CONFIG_FILE}`,
  );
}
