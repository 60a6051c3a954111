/** An object out of a stream, into which nobody has looked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns the object that a line holds, or nothing where it holds none. */
export function parseObject(line: string): JsonObject | undefined {
  if (!/^\s*\{/.test(line)) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Returns what lies on a path into a value, or nothing where it ends before.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(at({ a: { b: 3 } }, "a", "b"), 3);
 * assertEquals(at({ a: null }, "a", "b"), undefined);
 * ```
 */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

/** The same for a text; empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The same for a number of something. */
export function numberAt(
  value: unknown,
  ...path: readonly string[]
): number | undefined {
  const found = at(value, ...path);
  // JSON has no infinity, but 1e999 reads as one.
  return typeof found === "number" && Number.isFinite(found) && found >= 0
    ? found
    : undefined;
}

/** The same for a list; empty where there is none. */
export function listAt(
  value: unknown,
  ...path: readonly string[]
): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
