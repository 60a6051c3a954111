import { buildCommand, buildRouteMap } from "@stricli/core";
import type { InstalledFolder } from "../app/install_skill.ts";
import { EXIT } from "../core/failure.ts";
import type { Context } from "./context.ts";
import { jsonFlag, parseLine, pathFlag } from "./flags.ts";
import { rootOf } from "./root.ts";

interface Flags {
  readonly agent?: string;
  readonly user: boolean;
  readonly force: boolean;
  readonly path: string;
  readonly json: boolean;
}

const installCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Write SKILL.md and its references where agents look for them",
    fullDescription:
      "Writes SKILL.md and its references to .agents/skills/autoresearch, " +
      "where most agents look, and to .claude/skills/autoresearch for claude. " +
      "A copy that an older version wrote is replaced, one that somebody " +
      "changed is not. In a project the files are yours to commit.\n\n" +
      "Examples:\n" +
      "  autoresearch skill install\n" +
      "  autoresearch skill install --agent claude\n" +
      "  autoresearch skill install --user",
  },
  parameters: {
    flags: {
      agent: {
        kind: "parsed",
        parse: parseLine,
        optional: true,
        brief: "Only where this agent looks: claude, codex, gemini, …",
        placeholder: "NAME",
      },
      user: {
        kind: "boolean",
        default: false,
        brief: "Below your home folder, for every project",
        withNegated: false,
      },
      force: {
        kind: "boolean",
        default: false,
        brief: "Overwrite files that somebody changed",
        withNegated: false,
      },
      path: pathFlag,
      json: jsonFlag,
    },
  },
  async loader() {
    const { installSkill } = await import("../app/install_skill.ts");
    return async function (this: Context, flags) {
      const { process, ports } = this;
      const { agent, user, force, path, json } = flags;
      const folders = await installSkill(ports, {
        root: rootOf(ports, path),
        isForUser: user,
        isForced: force,
        ...(agent === undefined ? {} : { agent }),
      });
      process.stdout.write(
        json ? `${JSON.stringify({ folders })}\n` : toText(folders),
      );
      process.exitCode = EXIT.done;
    };
  },
});

export const skillRoutes = buildRouteMap({
  docs: {
    brief: "Teach your coding agents to use this tool",
    fullDescription:
      "Teaches your coding agents to use this tool, by a skill in the Agent " +
      "Skills format.\n\nExamples:\n" +
      "  autoresearch skill install\n" +
      "  autoresearch skill install --user",
  },
  routes: { install: installCommand },
});

function toText(folders: readonly InstalledFolder[]): string {
  return folders.map(({ path, written, unchanged }) => {
    const total = written.length + unchanged.length;
    return written.length === 0
      ? `${path}: up to date\n`
      : `${path}: ${written.length} of ${total} files written\n`;
  }).join("");
}
