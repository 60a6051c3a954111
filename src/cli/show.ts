import { buildCommand } from "@stricli/core";
import type { Showing } from "../app/show.ts";
import { EXIT } from "../core/failure.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag, rowArgument } from "./flags.ts";
import { rootOf } from "./root.ts";
import { withColumns } from "./row_json.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
}

export const showCommand = buildCommand<Flags, [row: number], Context>({
  docs: {
    brief: "Show one experiment: idea, metric, decision, diff, log",
    fullDescription:
      "Shows everything that is known of one experiment: idea, metric, the " +
      "decision with its reason, what was left behind and put back, the diff " +
      "and the end of the log. Changes nothing, and works beside a running " +
      "loop.\n\nExamples:\n" +
      "  autoresearch show 7\n" +
      "  autoresearch show 7 --json",
  },
  parameters: {
    flags: { path: pathFlag, json: jsonFlag },
    positional: { kind: "tuple", parameters: [rowArgument] },
  },
  async loader() {
    const [{ showRow }, { toShowText }] = await Promise.all([
      import("../app/show.ts"),
      import("./show_text.ts"),
    ]);
    return async function (this: Context, { path, json }, row) {
      const { process, ports } = this;
      const showing = await showRow(ports, { root: rootOf(ports, path), row });
      const { stdout } = ports.terminal;
      process.stdout.write(
        json
          ? `${JSON.stringify(toJson(showing))}\n`
          : toShowText(showing, stdout),
      );
      process.exitCode = EXIT.done;
    };
  },
});

function toJson(showing: Showing): unknown {
  const { row, commit, ref, incumbent, undoes, undoneBy, record } = showing;
  const { other, ...cells } = row;
  const { secondary, violations, leavings, leftBehind, changed } = record;
  const { why = null, learnt = null } = record;
  return withColumns({
    ...cells,
    commit,
    metric: row.metric ?? null,
    ref: ref ?? null,
    incumbent: incumbent === undefined ? null : {
      commit: incumbent.commit,
      row: incumbent.row ?? null,
      metric: incumbent.metric ?? null,
    },
    why,
    learnt,
    undoes: undoes ?? null,
    undoneBy: undoneBy ?? null,
    secondary,
    violations,
    leavings,
    leftBehind,
    changed,
    folder: showing.folder ?? null,
    diff: showing.diff ?? null,
    log: showing.log ?? null,
  }, other);
}
