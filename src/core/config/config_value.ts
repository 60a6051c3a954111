import type { Plausible } from "../metric/plausible.ts";
import { parseNumber } from "../text/number.ts";
import type { DecisionMode, Direction, SandboxKind } from "./config.ts";

/** 2.5 times as many milliseconds must fit a timer, or it fires at once. */
const MAX_MINUTES = 10_000;

/** The smallest number above 0 that anybody means. */
export const ABOVE_0 = 1e-9;

/**
 * Returns a number of minutes.
 *
 * @throws {RangeError} when it is none, or none to wait for
 */
export function parseBudget(text: string): number {
  const minutes = /^\d*\.?\d*(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  // Number("") is 0, which is refused as well.
  if (!(minutes > 0)) {
    throw new RangeError("it must be minutes above 0, like 5 or 0.5");
  }
  if (minutes > MAX_MINUTES) {
    throw new RangeError(`it must be at most ${MAX_MINUTES} minutes`);
  }
  return minutes;
}

/** @throws {RangeError} when it is anything but `lower` or `higher` */
export function parseDirection(text: string): Direction {
  if (text === "lower" || text === "higher") return text;
  throw new RangeError('it must be "lower" or "higher"');
}

/** @throws {RangeError} when it is none of the three */
export function parseDecision(text: string): DecisionMode {
  if (text === "strict" || text === "paired" || text === "auto") return text;
  throw new RangeError('it must be "strict", "paired" or "auto"');
}

/** @throws {RangeError} when it is neither of the two */
export function parseSandbox(text: string): SandboxKind {
  if (text === "none" || text === "bwrap") return text;
  throw new RangeError('it must be "none" or "bwrap"');
}

/** @throws {RangeError} when it is anything but `on` or `off` */
export function parseSwitch(text: string): boolean {
  if (text === "on" || text === "off") return text === "on";
  throw new RangeError('it must be "on" or "off"');
}

/** @throws {RangeError} when it is no number from `from` to `to` */
export function parseWithin(text: string, from: number, to: number): number {
  const value = parseNumber(text);
  if (value !== undefined && value >= from && value <= to) return value;
  const low = from === ABOVE_0 ? "above 0" : `from ${from}`;
  throw new RangeError(`it must be a number ${low} up to ${to}`);
}

/** @throws {RangeError} when it is no whole number from `from` to `to` */
export function parseWhole(text: string, from: number, to: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new RangeError(`it must be a whole number from ${from} to ${to}`);
}

/**
 * Checks a smallest gain: a number in the metric's unit, or a share of the
 * incumbent's value as a percentage.
 *
 * @throws {RangeError} when it is neither, or below 0
 */
export function parseEffect(text: string): string {
  const value = parseNumber(text.replace(/%$/, ""));
  if (value !== undefined && value >= 0) return text;
  throw new RangeError("it must be a number from 0 up, like 0.5 or 2%");
}

/** @throws {RangeError} when it is no range of numbers */
export function parsePlausible(text: string): Plausible {
  const [low = "", high = "", ...rest] = text.split("..");
  const [from, to] = [parseNumber(low.trim()), parseNumber(high.trim())];
  if (from === undefined || to === undefined || from >= to || rest.length > 0) {
    throw new RangeError("it must be a range like 10..500");
  }
  return { from, to };
}
