import type { Tokens } from "../core/experiment/agent_use.ts";

/** What an agent's own stream says about a call that is over. */
export interface AgentReport {
  /** The agent's last words, as they came; empty where it had none. */
  readonly text: string;
  readonly tokens: Tokens | undefined;
  readonly usd: number | undefined;
  readonly outcome: AgentOutcome;
}

/** How the agent sees it; what it did is seen in the working tree. */
export type AgentOutcome =
  | { readonly kind: "finished" }
  | ({ readonly kind: "failed" } & Trouble);

/** What stands in an agent's way. */
export interface Trouble {
  readonly cause: Cause;
  /** The agent's own words for it, on one clean line. */
  readonly message: string;
}

export type Cause =
  | Passing
  | { readonly kind: "notLoggedIn" }
  /** No such program, no such flag, no model to talk to. */
  | { readonly kind: "cannotStart" }
  /** It was not allowed to do what it wanted. */
  | { readonly kind: "refused" }
  /** It was ended before it was done. */
  | { readonly kind: "cut" }
  | { readonly kind: "unknown" };

/** What passes by itself: nothing is wrong, it only has to be waited out. */
export type Passing =
  | Limit
  /** The model's server is overloaded, or out of order. */
  | { readonly kind: "serverError" }
  /** The network, or the server at its other end, is away. */
  | { readonly kind: "disconnected" };

/** A rate or usage limit. */
export interface Limit {
  readonly kind: "limit";
  /** When it is over, where the agent says so. */
  readonly resetAt?: Date;
  /** Whether the agent goes on trying by itself. */
  readonly isRetrying: boolean;
}

/** Trouble that passes by itself. */
export interface PassingTrouble extends Trouble {
  readonly cause: Passing;
}

/**
 * Returns a trouble as one that passes by itself, where it does.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const busy = { cause: { kind: "serverError" }, message: "busy" } as const;
 * assertEquals(passingIn(busy), busy);
 * assertEquals(passingIn({ cause: { kind: "cut" }, message: "" }), undefined);
 * ```
 */
export function passingIn(
  { cause, message }: Trouble,
): PassingTrouble | undefined {
  switch (cause.kind) {
    case "limit":
    case "serverError":
    case "disconnected":
      return { cause, message };
    case "notLoggedIn":
    case "cannotStart":
    case "refused":
    case "cut":
    case "unknown":
      return undefined;
  }
}

/**
 * Returns what to do about it, where that is known.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   adviceOn({ kind: "notLoggedIn" }),
 *   "Start the agent by hand and log in, or set its key, then run again",
 * );
 * assertEquals(adviceOn({ kind: "cut" }), undefined);
 * ```
 */
export function adviceOn({ kind }: Cause): string | undefined {
  switch (kind) {
    case "notLoggedIn":
      return "Start the agent by hand and log in, or set its key, then run again";
    case "cannotStart":
      return "Call the agent by hand: install it, or mend the flags behind " +
        "its name";
    case "refused":
      return "Give it the permission by a flag behind its name: " +
        "references/agents.md has those of each agent";
    case "limit":
    case "serverError":
    case "disconnected":
    case "cut":
    case "unknown":
      return undefined;
  }
}

/**
 * Returns what to tell a person about what stands in an agent's way.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const cause = { kind: "notLoggedIn" } as const;
 * assertEquals(
 *   describeTrouble({ cause, message: "Please run /login" }),
 *   "it is not logged in: Please run /login",
 * );
 * ```
 */
export function describeTrouble({ cause, message }: Trouble): string {
  return message === "" ? whatIs(cause) : `${whatIs(cause)}: ${message}`;
}

function whatIs(cause: Cause): string {
  switch (cause.kind) {
    case "limit":
      return cause.resetAt === undefined
        ? "it is over its limit"
        : `it is over its limit until ${cause.resetAt.toISOString()}`;
    case "notLoggedIn":
      return "it is not logged in";
    case "cannotStart":
      return "it can't start";
    case "refused":
      return "it was refused a permission";
    case "serverError":
      return "its server failed";
    case "disconnected":
      return "it lost its connection";
    case "cut":
      return "it was cut off";
    case "unknown":
      return "it failed";
  }
}
