import { buildCommand } from "@stricli/core";
import { EXIT } from "../core/failure.ts";
import { toOneLine } from "../core/text/plain_text.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
}

export const stopCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Let a running loop finish its experiment and end",
    fullDescription:
      "Lets the loop that works in this project finish its experiment and " +
      "end with exit code 0; one that waits for commits ends at once. " +
      "(Ctrl-C in its own terminal takes the experiment back instead.)\n\n" +
      "Examples:\n" +
      "  autoresearch stop\n" +
      "  autoresearch stop --path ../other",
  },
  parameters: { flags: { path: pathFlag, json: jsonFlag } },
  async loader() {
    const { requestStop } = await import("../app/stop.ts");
    return async function (this: Context, { path, json }) {
      const { process, ports } = this;
      const asked = await requestStop(ports, rootOf(ports, path));
      const by = toOneLine(asked, 200);
      process.stdout.write(
        json
          ? `${JSON.stringify({ asked: by })}\n`
          : `Asked to end after its experiment: ${by}\n`,
      );
      process.exitCode = EXIT.done;
    };
  },
});
