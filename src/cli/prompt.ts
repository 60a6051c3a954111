import { buildCommand } from "@stricli/core";
import { EXIT } from "../core/failure.ts";
import type { Context } from "./context.ts";
import { jsonFlag, pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";

interface Flags {
  readonly path: string;
  readonly json: boolean;
}

export const promptCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Print what an agent would be told next",
    fullDescription:
      "Prints the prompt of the next experiment: the programme, the target, " +
      "what was kept and what failed, and what to answer. Changes nothing, " +
      "and works beside a running loop. Another text than ours is set by " +
      "prompt_template, its size by prompt_chars.\n\nExamples:\n" +
      "  autoresearch prompt\n" +
      "  autoresearch prompt --json",
  },
  parameters: { flags: { path: pathFlag, json: jsonFlag } },
  async loader() {
    const { showPrompt } = await import("../app/show_prompt.ts");
    return async function (this: Context, { path, json }) {
      const { process, ports } = this;
      const next = await showPrompt(ports, rootOf(ports, path));
      process.stdout.write(json ? `${JSON.stringify(next)}\n` : next.prompt);
      process.exitCode = EXIT.done;
    };
  },
});
