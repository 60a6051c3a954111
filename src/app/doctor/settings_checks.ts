import { join } from "@std/path";
import { presetCall } from "../../agents/presets.ts";
import { Failure } from "../../core/failure.ts";
import {
  errorFinding,
  failureFinding,
  type Finding,
  warningFinding,
} from "../../core/finding.ts";
import { CONFIG_FILE } from "../../core/layout.ts";
import { programOf, scriptOf } from "../../core/text/command.ts";
import { toNameList } from "../../core/text/name_list.ts";
import { quote } from "../../core/text/plain_text.ts";
import { readTemplate } from "../proposal/next_prompt.ts";
import { TUNER } from "../proposal/proposers.ts";
import type { RunPorts } from "../session/session.ts";
import type { Having } from "./check.ts";

/** Fewer experiments than this in a night's eight hours find little. */
const NIGHT_MINUTES = 8 * 60;
const FEW_EXPERIMENTS = 8;

type WithSettings = Having<"settings">;

export function checkUnknownKeys(
  _: RunPorts,
  { settings: { unknownKeys } }: WithSettings,
): readonly Finding[] {
  if (unknownKeys.length === 0) return [];
  return [warningFinding(
    "unknown-keys",
    `Keys without effect in ${CONFIG_FILE}: ${toNameList(unknownKeys)}`,
    "Correct their spelling, or take the lines out",
  )];
}

export function checkDoubledKeys(
  _: RunPorts,
  { settings: { doubledKeys } }: WithSettings,
): readonly Finding[] {
  if (doubledKeys.length === 0) return [];
  return [warningFinding(
    "doubled-keys",
    `Keys that stand more than once in ${CONFIG_FILE}, of which the last ` +
      `counts: ${toNameList(doubledKeys)}`,
    "Take the other lines out",
  )];
}

export function checkBudget(
  _: RunPorts,
  { settings: { config: { budgetMinutes } } }: WithSettings,
): readonly Finding[] {
  const count = Math.floor(NIGHT_MINUTES / budgetMinutes);
  if (count >= FEW_EXPERIMENTS) return [];
  return [warningFinding(
    "long-budget",
    `At ${budgetMinutes} minutes each, ${count} experiments fit into a night ` +
      "of 8 hours",
    "Let an evaluation measure less, and lower time_budget_minutes",
  )];
}

export async function checkPrompt(
  ports: RunPorts,
  { root, settings: { config } }: WithSettings,
): Promise<readonly Finding[]> {
  try {
    await readTemplate(ports, root, config);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [failureFinding("prompt-template", error)];
  }
}

export async function checkAgent(
  { machine, files }: RunPorts,
  { root, settings: { config: { agentCmd } } }: WithSettings,
): Promise<readonly Finding[]> {
  if (agentCmd === undefined || agentCmd === TUNER) return [];
  const missing = (what: string, fix: string) => [errorFinding(
    "agent-missing",
    `Cannot start the agent ${quote(agentCmd)}: ${what}`,
    `${fix}, or correct agent_cmd in ${CONFIG_FILE}`,
  )];
  const isThere = async (path: string) =>
    await files.realPath(join(root, path)) !== undefined;

  const program = presetCall(agentCmd)?.preset.program[0] ??
    programOf(agentCmd);
  if (program?.startsWith("/") || program === undefined) return [];
  if (program.includes("/") && !await isThere(program)) {
    return missing(`there is no ${quote(program)}`, "Write it");
  }
  if (!program.includes("/") && !await machine.has(program)) {
    return missing(`${quote(program)} is not on PATH`, "Install it");
  }
  const script = scriptOf(agentCmd);
  if (script !== undefined && !await isThere(script)) {
    return missing(`there is no ${quote(script)}`, "Write it");
  }
  return [];
}
