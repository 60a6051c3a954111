import {
  errorFinding,
  failureFinding,
  type Finding,
  warningFinding,
} from "../../core/finding.ts";
import { LEDGER_FILE, REJECTED_LINES_FILE } from "../../core/layout.ts";
import { toNameList } from "../../core/text/name_list.ts";
import type { RunPorts } from "../session/session.ts";
import { trackedLedger } from "../session/tracked_ledger.ts";
import type { Having } from "./check.ts";

export async function checkTracked(
  _: RunPorts,
  { repository }: Having<"repository">,
): Promise<readonly Finding[]> {
  const tracked = await repository.trackedPaths([LEDGER_FILE]);
  if (tracked.length === 0) return [];
  return [failureFinding("tracked-ledger", trackedLedger())];
}

export function checkForm(
  _: RunPorts,
  { ledger: { form, columns } }: Having<"ledger">,
): readonly Finding[] {
  if (form !== "foreign") return [];
  return [errorFinding(
    "foreign-ledger",
    `${LEDGER_FILE} is another tool's: its columns are ${toNameList(columns)}`,
    `Move it: mv ${LEDGER_FILE} results-before.tsv`,
  )];
}

export function checkTorn(
  _: RunPorts,
  { ledger: { torn }, isBusy }: Having<"ledger">,
): readonly Finding[] {
  if (torn === undefined || isBusy) return [];
  return [warningFinding(
    "torn-ledger",
    `Line ${torn.line} of ${LEDGER_FILE} was never written to its end`,
    "Nothing to do: the next  autoresearch run  completes it or moves it to " +
      REJECTED_LINES_FILE,
  )];
}

export function checkOddLines(
  _: RunPorts,
  { ledger: { skipped } }: Having<"ledger">,
): readonly Finding[] {
  return skipped.map(({ line, problem }) =>
    warningFinding(
      "odd-line",
      `Line ${line} of ${LEDGER_FILE} ${problem} and is not counted`,
      "Mend it, or leave it: the next  autoresearch run  moves it to " +
        REJECTED_LINES_FILE,
    )
  );
}
