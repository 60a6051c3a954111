import { fromFileUrl } from "@std/path";
import type { Preset } from "../../src/agents/preset.ts";
import { PRESETS } from "../../src/agents/presets.ts";
import { NOTHING_READ, type Reading } from "../../src/agents/reading.ts";
import { readLine } from "../../src/agents/stream.ts";

/** When everything in these tests is read. */
export const NOW = new Date("2026-11-25T09:00:00Z");

const STREAMS = fromFileUrl(new URL("./streams", import.meta.url));

/** What a program printed once, and how it ended. */
export interface Recording {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** The names of what was recorded of a program. */
export function recordedCases(name: string): readonly string[] {
  const files = [...Deno.readDirSync(`${STREAMS}/${name}`)];
  return [...new Set(files.map(({ name }) => name.replace(/\.\w+$/, "")))]
    .toSorted();
}

export function recorded(name: string, case_: string): Recording {
  const path = `${STREAMS}/${name}/${case_}`;
  return {
    stdout: read(`${path}.jsonl`) + read(`${path}.txt`),
    stderr: read(`${path}.stderr`),
    code: Number(read(`${path}.exit`)),
  };
}

export function presetOf(name: string): Preset {
  const preset = PRESETS.find((preset) => preset.name === name);
  if (preset === undefined) throw new Error(`There is no preset ${name}`);
  return preset;
}

/** Reads a stream as a call of this program would. */
export function fold(name: string, text: string): Reading {
  const preset = presetOf(name);
  return text.split("\n").reduce<Reading>(
    (reading, line) => readLine(preset, reading, line, NOW),
    NOTHING_READ,
  );
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
