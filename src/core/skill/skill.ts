import skill from "../../../SKILL.md" with { type: "text" };
import agents from "../../../references/agents.md" with { type: "text" };
import domains from "../../../references/experiment-domains.md" with {
  type: "text",
};
import programs from "../../../references/program-templates.md" with {
  type: "text",
};
import protocol from "../../../references/protocol.md" with { type: "text" };
import threats from "../../../references/threat-model.md" with { type: "text" };
import { CLAUDE_SKILL_FOLDER, SKILL_FOLDER } from "../layout.ts";

/** A file of the skill, by its path in the skill's folder. */
export interface SkillFile {
  readonly name: string;
  readonly text: string;
}

/** What an agent has to read to work with the tool. */
export const SKILL_FILES: readonly SkillFile[] = [
  { name: "SKILL.md", text: skill },
  { name: "references/agents.md", text: agents },
  { name: "references/experiment-domains.md", text: domains },
  { name: "references/program-templates.md", text: programs },
  { name: "references/protocol.md", text: protocol },
  { name: "references/threat-model.md", text: threats },
];

/**
 * Returns the folders in which an agent looks for this skill, in a project and
 * below a home folder alike; without one those that serve every agent.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(skillFolders("codex"), [".agents/skills/autoresearch"]);
 * assertEquals(skillFolders("aider"), []);
 * assertEquals(skillFolders().length, 2);
 * ```
 */
export function skillFolders(agent?: string): readonly string[] {
  switch (agent) {
    case undefined:
      return [SKILL_FOLDER, CLAUDE_SKILL_FOLDER];
    case "claude":
      return [CLAUDE_SKILL_FOLDER];
    case "aider":
      // It has no skills: it reads what its command line names.
      return [];
    default:
      return [SKILL_FOLDER];
  }
}
