import { commandLine, HERMETIC, type Repo } from "./harness.ts";

const WAIT_MS = 60_000;

/** Starts the real command in a real terminal of 100 × 40 characters. */
export function startInTerminal(repo: Repo, ...args: string[]) {
  const words = [...commandLine(), ...args].map(quote).join(" ");
  return new PseudoTerminal(repo.path, `stty cols 100 rows 40; exec ${words}`);
}

/** A terminal with somebody at it, who reads before typing. */
export class PseudoTerminal implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #unread = "";
  #hasEnded = false;
  #heard = Promise.withResolvers<void>();
  /** All that was shown, escapes included. */
  shown = "";

  constructor(cwd: string, command: string) {
    this.#child = new Deno.Command("script", {
      args: [
        "--quiet",
        "--flush",
        "--return",
        "--command",
        command,
        "/dev/null",
      ],
      cwd,
      env: { ...HERMETIC, NO_COLOR: "", TERM: "xterm", SHELL: "/bin/sh" },
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#reading = this.#read();
    this.#child.status.then(() => this.#hasEnded = true);
  }

  /** Waits until a text is shown after what was waited for before. */
  async see(text: string): Promise<void> {
    const deadline = performance.now() + WAIT_MS;
    let at = this.#unread.indexOf(text);
    while (at === -1) {
      const left = deadline - performance.now();
      if (!await isInTime(this.#heard.promise, left)) {
        throw new Error(`${text} never came, but ${this.#unread}`);
      }
      at = this.#unread.indexOf(text);
    }
    this.#unread = this.#unread.slice(at + text.length);
  }

  async type(text: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(text));
  }

  /** Waits for the command's end and returns its exit code. */
  async end(): Promise<number> {
    if (!await isInTime(this.#child.status, WAIT_MS)) {
      throw new Error(`It did not end, but showed ${this.#unread}`);
    }
    await this.#reading;
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose]() {
    if (!this.#hasEnded) this.#child.kill("SIGKILL");
    await this.#child.status;
    await this.#input.close().catch(() => {});
    await this.#reading;
  }

  async #read(): Promise<void> {
    const texts = this.#child.stdout.pipeThrough(new TextDecoderStream());
    for await (const text of texts) {
      this.shown += text;
      this.#unread += text;
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    }
  }
}

/** Whether something happens within a time. */
async function isInTime(
  event: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), milliseconds);
  try {
    return await Promise.race([event.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
