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
  /** What it was asked so far, as it came. */
  readonly questions: readonly string[];
  /** Done with the first question. */
  readonly asked: Promise<void>;
  /** Goes on by another script. */
  readonly follow: (script: Script) => void;
}

export interface ModelServer extends AsyncDisposable {
  readonly add: (script: Script) => Model;
}

interface Talk {
  script: Script;
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
    const { pathname } = new URL(request.url);
    const [, number, path = ""] = /^\/(\d+)(\/.*)$/.exec(pathname) ?? [];
    const talk = talks[Number(number)];
    return talk === undefined
      ? notHere()
      : respond(talk, path, request, closing.signal);
  });
  return {
    add(script) {
      const { promise: asked, resolve } = Promise.withResolvers<void>();
      const talk: Talk = { script, questions: [], noteQuestion: resolve };
      const number = talks.push(talk) - 1;
      return {
        url: `http://127.0.0.1:${server.addr.port}/${number}`,
        questions: talk.questions,
        asked,
        follow: (next) => {
          talk.script = next;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await server.shutdown();
    },
  };
}

async function respond(
  talk: Talk,
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
  if (protocol === undefined) return notHere();
  talk.questions.push(text);
  talk.noteQuestion();
  const { script } = talk;
  switch (script.kind) {
    case "hangs":
      await abortOf(closing);
      return notHere();
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

function notHere(): Response {
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

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });
}
