import { findKnobComments } from "./knob_comment.ts";
import type { Domain, KnobValue } from "./knob_domain.ts";
import { writeNumber } from "./knob_literal.ts";
import { readDeclared } from "./knob_value.ts";

/** A literal of a target whose own comment says what it may be. */
export interface Knob {
  /** Its path, its name and, from its second occurrence on, its number. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly value: KnobValue;
  readonly domain: Domain;
  /** How the value is written, without quotes or suffix. */
  readonly literal: string;
}

/** A declaration that can't be read, and what to write instead. */
export interface KnobProblem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** One value a knob, by the knob's id. */
export type Point = ReadonlyMap<string, KnobValue>;

export interface KnobReading {
  readonly knobs: readonly Knob[];
  readonly problems: readonly KnobProblem[];
}

/**
 * Reads the knobs that a target's comments declare, in any language: `tune:`
 * behind a literal, then `low..high`, `low..high log` or `a|b|c`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { knobs } = readKnobs("train.py", "lr = 3e-4  # tune: 1e-5..1e-1 log");
 * assertEquals(knobs, [{
 *   id: "train.py:lr",
 *   name: "lr",
 *   path: "train.py",
 *   value: 0.0003,
 *   domain: { kind: "float", low: 1e-5, high: 0.1, log: true },
 *   literal: "3e-4",
 * }]);
 * ```
 */
export function readKnobs(path: string, text: string): KnobReading {
  const { places, problems } = readPlaces(path, text);
  return { knobs: places.map(({ knob }) => knob), problems };
}

/** Returns the knobs' values, as a row of the ledger has them. */
export function pointOf(knobs: readonly Knob[]): Point {
  return new Map(knobs.map(({ id, value }) => [id, value]));
}

/**
 * Writes values into a target's text. Only the literals change, in their own
 * notation; a change of a knob that this text doesn't hold is another file's.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = "lr = 3e-4  # tune: 1e-5..1e-1 log\r\n";
 * assertEquals(
 *   setKnobs("train.py", text, new Map([["train.py:lr", 0.002]])),
 *   "lr = 2e-3  # tune: 1e-5..1e-1 log\r\n",
 * );
 * ```
 */
export function setKnobs(path: string, text: string, changes: Point): string {
  let written = "";
  let end = 0;
  for (const { knob, start } of readPlaces(path, text).places) {
    const value = changes.get(knob.id);
    if (value === undefined || value === knob.value) continue;
    written += text.slice(end, start) + writeValue(knob, value);
    end = start + knob.literal.length;
  }
  return written + text.slice(end);
}

/** Returns a value as it is or would be written in the knob's place. */
export function writeValue(knob: Knob, value: KnobValue): string {
  if (value === knob.value) return knob.literal;
  return typeof value === "number" ? writeNumber(value, knob.literal) : value;
}

interface Place {
  readonly knob: Knob;
  /** Where the literal begins in the text. */
  readonly start: number;
}

function readPlaces(path: string, text: string): {
  readonly places: readonly Place[];
  readonly problems: readonly KnobProblem[];
} {
  const places: Place[] = [];
  const problems: KnobProblem[] = [];
  const seen = new Map<string, number>();
  let lineStart = 0;
  for (const [index, line] of text.split(/(?<=\n|\r(?!\n))/).entries()) {
    for (const comment of findKnobComments(line)) {
      const found = readDeclared(comment);
      if (found === undefined) continue;
      if (found.kind === "problem") {
        problems.push({ path, line: index + 1, message: found.message });
        continue;
      }
      const { name, value, domain, literal } = found;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const id = `${path}:${name}${count > 1 ? `:${count}` : ""}`;
      places.push({
        knob: { id, name, path, value, domain, literal: literal.text },
        start: lineStart + comment.start + literal.start,
      });
    }
    lineStart += line.length;
  }
  return { places, problems };
}
