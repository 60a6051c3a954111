import { anthropic } from "./anthropic.ts";
import { chat } from "./chat.ts";
import { gemini } from "./gemini.ts";
import type { Protocol, SentEvent } from "./protocol.ts";
import { responses } from "./responses.ts";
import { answerTo, type Script } from "./script.ts";

const PROTOCOLS: readonly Protocol[] = [anthropic, responses, chat, gemini];

/** One conversation with a scripted model, at an address of its own. */
export interface Model {
  readonly url: string;
  /** Bodies of the questions so far, as they came. */
  readonly questions: readonly string[];
  /** Done with the first of them. */
  readonly asked: Promise<void>;
}

export interface ModelServer extends AsyncDisposable {
  readonly add: (script: Script) => Model;
}

interface Talk {
  readonly script: Script;
  readonly questions: string[];
  readonly noteQuestion: () => void;
}

/**
 * Starts a server on this machine alone that speaks for models: each follows
 * its script, in whichever protocol it is asked.
 */
export function startModelServer(): ModelServer {
  const talks: Talk[] = [];
  const closing = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, (request) => {
    const url = new URL(request.url);
    const [, number = "", path = ""] = /^\/(\d+)(\/.*)$/.exec(url.pathname) ??
      [];
    const talk = talks[Number(number)];
    return talk === undefined
      ? notFound()
      : respond(talk, path, request, closing.signal);
  });
  return {
    add(script) {
      const { promise: asked, resolve } = Promise.withResolvers<void>();
      const questions: string[] = [];
      talks.push({ script, questions, noteQuestion: resolve });
      const url = `http://127.0.0.1:${server.addr.port}/${talks.length - 1}`;
      return { url, questions, asked };
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await server.shutdown();
    },
  };
}

async function respond(
  { script, questions, noteQuestion }: Talk,
  path: string,
  request: Request,
  closing: AbortSignal,
): Promise<Response> {
  const text = await request.text();
  if (/[/:]count_?tokens$/i.test(path)) {
    return Response.json({ input_tokens: 1000, totalTokens: 1000 });
  }
  const protocol = PROTOCOLS.find(({ speaksOn }) => speaksOn(path));
  // Programs ask for more than a model: what is new, what it costs.
  if (protocol === undefined) return notFound();
  questions.push(text); if (Deno.env.get("DUMP")) Deno.writeTextFileSync("/tmp/n_dump", text + "\n", { append: true });
  noteQuestion();
  switch (script.kind) {
    case "hangs":
      await aborted(AbortSignal.any([closing, request.signal]));
      return notFound();
    case "refuses": {
      const { status, message } = script;
      return Response.json(protocol.failure(status, message), { status });
    }
    case "works": {
      const question = protocol.read(JSON.parse(text), path);
      const answer = answerTo(question, script);
      return question.isStreamed
        ? stream(protocol.events(answer, question.model))
        : Response.json(protocol.whole(answer, question.model));
    }
  }
}

function notFound(): Response {
  return Response.json({ error: { message: "not here" } }, { status: 404 });
}

function stream(events: readonly SentEvent[]): Response {
  const text = events.map(({ name, data }) => {
    const line = typeof data === "string" ? data : JSON.stringify(data);
    return `${name === undefined ? "" : `event: ${name}\n`}data: ${line}\n\n`;
  });
  return new Response(text.join(""), {
    headers: { "content-type": "text/event-stream" },
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
