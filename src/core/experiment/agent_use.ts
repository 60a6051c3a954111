/** What a model read and wrote. */
export interface Tokens {
  /** All that it read, what came out of a cache among it. */
  readonly input: number;
  /** The part of the input that came out of a cache. */
  readonly cached: number;
  readonly output: number;
}

/** What one call of an agent took. */
export interface AgentUse {
  readonly seconds: number;
  /** As the agent counts them; missing where it doesn't say. */
  readonly tokens?: Tokens;
  /** As the agent puts its price; missing where it knows none. */
  readonly usd?: number;
}
