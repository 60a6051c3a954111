import { buildCommand } from "@stricli/core";
import type { Verified } from "../app/verify.ts";
import { EXIT } from "../core/failure.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";
import { makeWatcher } from "./watch.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
  readonly each: boolean;
}

export const verifyCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Measure the gain afresh, start against best",
    fullDescription:
      "Measures the start of the session against its best again, in turns, and " +
      "says what gain is real, with an interval, beside what the ledger " +
      "claims. Takes at most 10 pairs of evaluations, with --each as many for " +
      "every keep; changes no row and no commit.\n\nExamples:\n" +
      "  autoresearch verify\n" +
      "  autoresearch verify --each --json",
  },
  parameters: {
    flags: {
      path: pathFlag,
      json: jsonFlag,
      each: {
        kind: "boolean",
        brief: "Every keep against the one before it",
        default: false,
        withNegated: false,
      },
    },
  },
  async loader() {
    const { verifyGains } = await import("../app/verify.ts");
    return async function (this: Context, { path, json, each }) {
      const { process, ports } = this;
      // Stdout has the result alone.
      const watcher = makeWatcher(ports.terminal, false);
      const request = { root: rootOf(ports, path), each };
      const verified = await verifyGains(ports, request, watcher);
      process.stdout.write(
        json
          ? `${JSON.stringify(verified.map(toJson))}\n`
          : verified.map(toText).join(""),
      );
      process.exitCode = EXIT.done;
    };
  },
});

function toJson({ from, to, ...figures }: Verified): unknown {
  const toPlace = ({ row, commit, metric }: Verified["from"]) => ({
    row,
    commit,
    metric: metric ?? null,
  });
  return { from: toPlace(from), to: toPlace(to), ...figures };
}

function toText(
  { from, to, claimed, gain, low, high, pairs, verdict }: Verified,
): string {
  const [first, last] = [from, to].map(({ row, commit }) =>
    `row ${row} (${toOneLine(commit, 40)})`
  );
  return [
    `${last} against ${first}, ${pairs} pairs: ${verdict}`,
    `  claimed   ${toGain(claimed)}`,
    `  measured  ${toGain(gain)} [${toGain(low)}, ${toGain(high)}]`,
    "",
  ].join("\n");
}

/** Positive is better, whatever the direction. */
function toGain(value: number): string {
  return `${value > 0 ? "+" : ""}${Number(value.toPrecision(4))}`;
}
