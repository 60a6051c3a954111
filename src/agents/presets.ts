import { aider } from "./aider.ts";
import { amp } from "./amp.ts";
import { claude } from "./claude.ts";
import { cline } from "./cline.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { crush } from "./crush.ts";
import { cursor } from "./cursor.ts";
import { gemini } from "./gemini.ts";
import { goose } from "./goose.ts";
import { opencode } from "./opencode.ts";
import { pi } from "./pi.ts";
import type { Preset } from "./preset.ts";
import { qwen } from "./qwen.ts";

/** Every agent that can be called by its name. */
export const PRESETS: readonly Preset[] = [
  claude,
  codex,
  opencode,
  pi,
  gemini,
  qwen,
  copilot,
  cline,
  aider,
  crush,
  cursor,
  goose,
  amp,
];

/** A name, and nothing or flags behind it: one plain command. */
const CALL =
  /^[ \t]*([a-z]+)(?:[ \t]+(-(?:[^'"\\;&|<>()`#\n]|'[^'\n]*'|"(?:\\.|[^"\\\n])*"|\\.)*))?[ \t]*$/;

export interface PresetCall {
  readonly preset: Preset;
  /** The user's own flags, as he wrote them for a shell. */
  readonly userArguments: string;
}

/**
 * Returns the preset that an `agent_cmd` asks for: by its name alone, or by
 * its name with flags behind it, to which the preset adds its own. Whoever
 * writes more than that (a subcommand, a prompt, a path, a pipe) has written
 * a shell command, which is run as it stands.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const call = presetCall("claude --model opus");
 * assertEquals([call?.preset.name, call?.userArguments], ["claude", "--model opus"]);
 * assertEquals(presetCall("claude -p | tee log"), undefined);
 * assertEquals(presetCall("codex exec -"), undefined);
 * assertEquals(presetCall("/opt/bin/claude"), undefined);
 * ```
 */
export function presetCall(command: string): PresetCall | undefined {
  const [, name, userArguments = ""] = CALL.exec(command) ?? [];
  const preset = PRESETS.find((preset) => preset.name === name);
  return preset && { preset, userArguments: userArguments.trimEnd() };
}
