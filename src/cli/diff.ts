import { buildCommand } from "@stricli/core";
import { EXIT } from "../core/failure.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag, rowArgument } from "./flags.ts";
import { rootOf } from "./root.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
}

type Rows = [row: number, other: number | undefined];

export const diffCommand = buildCommand<Flags, Rows, Context>({
  docs: {
    brief: "Print what a candidate changed, as a patch",
    fullDescription:
      "Prints what the candidate of row N changed in what it was judged " +
      "against, or what differs between the candidates of N and M: the patch " +
      "alone, so that git apply takes it. Changes nothing, and works beside a " +
      "running loop.\n\nExamples:\n" +
      "  autoresearch diff 7\n" +
      "  autoresearch diff 3 7",
  },
  parameters: {
    flags: { path: pathFlag, json: jsonFlag },
    positional: {
      kind: "tuple",
      parameters: [rowArgument, {
        ...rowArgument,
        placeholder: "M",
        optional: true,
        brief: "Another row, to compare with that one's candidate",
      }],
    },
  },
  async loader() {
    const [{ readPatch }, { toPatchText }] = await Promise.all([
      import("../app/diff.ts"),
      import("./patch_text.ts"),
    ]);
    return async function (this: Context, { path, json }, row, other) {
      const { process, ports } = this;
      const { from = null, to = null, bytes, isCut } = await readPatch(ports, {
        root: rootOf(ports, path),
        row,
        ...(other === undefined ? {} : { other }),
      });
      const { stdout } = ports.terminal;
      if (isCut) {
        process.stderr.write(
          "Git no longer knows this candidate, and what was kept of its diff " +
            "is only the beginning\n",
        );
      }
      const text = () => new TextDecoder().decode(bytes);
      if (json) {
        const patch = {
          row,
          other: other ?? null,
          from,
          to,
          isCut,
          diff: text(),
        };
        stdout.write(`${JSON.stringify(patch)}\n`);
      } else if (stdout.isTerminal) {
        stdout.write(toPatchText(text(), stdout.hasColor));
      } else stdout.write(bytes);
      process.exitCode = EXIT.done;
    };
  },
});
