import { join } from "@std/path";
import {
  type Holdout,
  holdoutOf,
  isKnown,
  isWorse,
  keyOf,
  runsOf,
} from "../../core/decision/holdout.ts";
import type { Result } from "../../core/experiment/verdict.ts";
import { Failure } from "../../core/failure.ts";
import type { Measurement } from "../../core/metric/measurement.ts";
import { compileMetric } from "../../core/metric/metric.ts";
import type { Ports } from "../../core/ports.ts";
import { toOneLine } from "../../core/text/plain_text.ts";
import type { Session } from "../session/session.ts";
import type { Bench, Side } from "./bench.ts";
import type { Unjudged } from "./compare.ts";
import type { Gauge } from "./evaluate.ts";

type HoldoutPorts = Pick<Ports, "files" | "machine" | "clock">;

/** Characters of a hash that tell projects apart. */
const DIGITS = 16;

const MAX_REASON = 300;

/** Where a session's holdout is kept: outside of what an agent is shown. */
export interface HoldoutPlace {
  /** Receives what a run changes in the project: it may tell the value. */
  readonly folder: string;
  /** Output of the latest run. */
  readonly log: string;
  /** Every value, for whoever the project belongs to. */
  readonly values: string;
  /** The incumbent's runs. */
  readonly reference: string;
}

/**
 * Measures a candidate that is about to be kept once more, on what nobody has
 * optimised for. Its value appears nowhere in the project.
 *
 * @returns what ends the experiment; nothing where the keep stands
 */
export async function holdOut(
  ports: HoldoutPorts,
  session: Session,
  bench: Bench,
  { row, metric, commit: candidate }: {
    readonly row: number;
    readonly metric: number;
    /** Full id of the candidate. */
    readonly commit: string;
  },
): Promise<Result | Unjudged | undefined> {
  const holdout = holdoutOf(session.config);
  if (holdout === undefined) return undefined;
  const { incumbent, tag } = session;
  const place = await holdoutPlace(ports, session);
  const discard = (reason: string) =>
    ({ kind: "discard", metric, reason: `holdout: ${reason}` }) as const;
  const run = async (side: Side, commit: string) => {
    const gauge = toGauge(holdout, place);
    const measurement = await bench.hold(side, gauge, place.folder);
    await note(ports, place, { tag, row, side, commit, measurement });
    return measurement;
  };

  const own = await run("candidate", candidate);
  if (own.kind === "interrupted") return own;
  // Why not may quote what was printed: only its owner reads that.
  if (own.kind === "crash") return discard("it gave no number");
  const known = await ports.files.read(place.reference) ?? "";
  const keyFor = (commit: string) =>
    keyOf(holdout, commit, session.fingerprint?.hash);
  let runs = runsOf(known, keyFor(incumbent.commit));
  while (!isKnown(runs)) {
    const other = await run("incumbent", incumbent.commit);
    if (other.kind === "interrupted") return other;
    if (other.kind === "crash") {
      const reason =
        `no number of holdout_cmd, whose output is in ${place.log}`;
      return { kind: "stuck", reason };
    }
    runs = [...runs, other.value];
  }
  const write = (commit: string, runs: readonly number[]) =>
    ports.files.write(
      place.reference,
      JSON.stringify({ key: keyFor(commit), runs }),
    );
  if (isWorse(own.value, runs, holdout.direction)) {
    await write(incumbent.commit, runs);
    return discard("worse than the incumbent beyond its noise");
  }
  await write(candidate, [own.value]);
  return undefined;
}

/** @throws {Failure} where there is no folder for it */
export async function holdoutPlace(
  { files, machine }: Pick<Ports, "files" | "machine">,
  { root }: Pick<Session, "root">,
): Promise<HoldoutPlace> {
  const { stateFolder } = machine;
  if (stateFolder === undefined) {
    throw new Failure(
      "user",
      "Cannot keep the holdout's values: neither HOME nor XDG_STATE_HOME is set",
      "Set XDG_STATE_HOME to a folder outside of the project",
    );
  }
  const name = (await files.hashText(root)).slice(0, DIGITS);
  const folder = join(stateFolder, "autoresearch", "holdout", name);
  await files.makeFolder(folder);
  return {
    folder,
    log: join(folder, "holdout.log"),
    values: join(folder, "values.tsv"),
    reference: join(folder, "incumbent.json"),
  };
}

function toGauge(
  { command, metric, grep }: Holdout,
  { log }: HoldoutPlace,
): Gauge {
  const wanted = grep === undefined ? { metric } : { metric, grep };
  return { command, log, pattern: compileMetric(wanted) };
}

async function note(
  { files, clock }: HoldoutPorts,
  { values }: HoldoutPlace,
  { tag, row, side, commit, measurement }: {
    readonly tag: string;
    readonly row: number;
    readonly side: Side;
    readonly commit: string;
    readonly measurement: Measurement;
  },
): Promise<void> {
  const value = toOneLine(outcomeOf(measurement), MAX_REASON);
  const cells = [tag, row, side, commit.slice(0, 7), value];
  const at = clock.now().toISOString();
  await files.append(values, `${[...cells, at].join("\t")}\n`);
}

function outcomeOf(measurement: Measurement): string {
  switch (measurement.kind) {
    case "measured":
      return String(measurement.value);
    case "crash":
      return measurement.reason;
    case "interrupted":
      return "interrupted";
  }
}
