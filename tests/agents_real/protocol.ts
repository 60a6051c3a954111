/** A tool that a program offers to its model. */
export interface Tool {
  readonly name: string;
  /** JSON schema of what it takes; plain text where there is none. */
  readonly schema: unknown;
  /** Where the program keeps its tools apart. */
  readonly namespace?: string;
}

export interface Call {
  readonly tool: Tool;
  readonly input: string | Readonly<Record<string, unknown>>;
}

/** What a program asks its model, without the words. */
export interface Question {
  readonly model: string;
  readonly isStreamed: boolean;
  readonly tools: readonly Tool[];
  /** How many tools have answered: how far the conversation is. */
  readonly results: number;
  /** JSON schema that the answer must have, as in questions on the side. */
  readonly shape: unknown;
}

export interface Answer {
  readonly text: string;
  readonly calls: readonly Call[];
}

/** An event of a stream; some protocols give it no name. */
export interface SentEvent {
  readonly name?: string;
  readonly data: unknown;
}

/** How programs and models of one family talk to each other. */
export interface Protocol {
  /** Whether a question comes in on this path. */
  readonly speaksOn: (path: string) => boolean;
  readonly read: (body: unknown, path: string) => Question;
  readonly whole: (answer: Answer, model: string) => unknown;
  readonly events: (answer: Answer, model: string) => readonly SentEvent[];
  readonly failure: (status: number, message: string) => unknown;
}

/** What every answer is said to have taken. */
export const USAGE = { input: 1000, cached: 200, output: 50 };

export function countWhere<Item>(
  items: readonly Item[],
  holds: (item: Item) => boolean,
): number {
  return items.filter(holds).length;
}

/** Returns a name that nothing else has. */
export function newId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll("-", "")}`;
}
