/** Types for the std functions in use: the npm copy of std brings none. */
declare module "@std/assert" {
  export function assert(claim: unknown, message?: string): asserts claim;
  export function assertEquals<T>(
    actual: T,
    expected: T,
    message?: string,
  ): void;
  export function assertNotEquals<T>(actual: T, expected: T): void;
  export function assertAlmostEquals(
    actual: number,
    expected: number,
    tolerance?: number,
  ): void;
  export function assertMatch(actual: string, expected: RegExp): void;
  export function assertStringIncludes(actual: string, expected: string): void;
  export function assertThrows<E extends Error>(
    act: () => unknown,
    // deno-lint-ignore no-explicit-any -- any constructor of that error
    errorClass?: new (...args: any[]) => E,
    messageIncludes?: string,
  ): E;
  export function assertRejects<E extends Error>(
    act: () => Promise<unknown>,
    // deno-lint-ignore no-explicit-any -- any constructor of that error
    errorClass?: new (...args: any[]) => E,
    messageIncludes?: string,
  ): Promise<E>;
}
declare module "@std/cli" {
  export function parseArgs(
    args: readonly string[],
    options?: {
      readonly boolean?: readonly string[];
      readonly string?: readonly string[];
      readonly default?: Readonly<Record<string, unknown>>;
      readonly unknown?: (name: string) => boolean;
    },
  ): Record<string, unknown> & { readonly _: readonly (string | number)[] };
}
declare module "@std/csv/parse" {
  export function parse(
    text: string,
    options?: { readonly separator?: string; readonly lazyQuotes?: boolean },
  ): string[][];
}
declare module "@std/csv/stringify" {
  export function stringify(
    rows: readonly (readonly string[])[],
    options: {
      readonly separator?: string;
      readonly headers?: boolean;
      readonly crlf?: boolean;
    },
  ): string;
}
declare module "@std/path" {
  export const DELIMITER: string;
  export function basename(path: string): string;
  export function dirname(path: string): string;
  export function fromFileUrl(url: URL): string;
  export function globToRegExp(
    glob: string,
    options?: { readonly globstar?: boolean; readonly extended?: boolean },
  ): RegExp;
  export function isAbsolute(path: string): boolean;
  export function isGlob(text: string): boolean;
  export function join(...paths: string[]): string;
  export function normalize(path: string): string;
  export function relative(from: string, to: string): string;
  export function resolve(...paths: string[]): string;
}
