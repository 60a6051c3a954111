import { Failure } from "../core/failure.ts";
import type { Questions } from "../core/ports.ts";

/** The wizard's questions; clack is heavy and loads with the first of them. */
export function makeQuestions(signal: AbortSignal): Questions {
  return {
    async text({ message, initial, validate }) {
      const clack = await import("@clack/prompts");
      return answered(
        await clack.text({
          signal,
          message,
          ...(initial === undefined ? {} : { initialValue: initial }),
          ...(validate === undefined
            ? {}
            : { validate: (answer) => validate(answer ?? "") }),
        }),
      );
    },
    async choose(message, options) {
      const clack = await import("@clack/prompts");
      return answered(
        await clack.select<string>({ signal, message, options: [...options] }),
      );
    },
    async confirm(message) {
      const clack = await import("@clack/prompts");
      return answered(await clack.confirm({ signal, message }));
    },
  };
}

/** Clack answers a Ctrl-C, and our own signal, with a symbol. */
function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer !== "symbol") return answer as Exclude<T, symbol>;
  throw new Failure(
    "interrupted",
    "Stopped at a question: nothing was changed",
    "Run autoresearch setup again, or answer with flags (see --help)",
  );
}
