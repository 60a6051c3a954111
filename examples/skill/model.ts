/**
 * A model, asked through whatever command the variable `LLM_CMD` names: the
 * prompt goes in on stdin, the answer comes out on stdout.
 *
 * @module
 */

/** So many calls at a time: a service may refuse more. */
const AT_ONCE = 4;

/** Asks about each prompt; the answers come in the same order. */
export async function askAll(
  command: string,
  prompts: readonly string[],
): Promise<readonly string[]> {
  const answers: string[] = [];
  for (let from = 0; from < prompts.length; from += AT_ONCE) {
    const some = prompts.slice(from, from + AT_ONCE);
    answers.push(...await Promise.all(some.map((one) => ask(command, one))));
  }
  return answers;
}

async function ask(command: string, prompt: string): Promise<string> {
  const child = new Deno.Command("sh", {
    args: ["-c", command],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [{ code, stdout, stderr }] = await Promise.all([
    child.output(),
    // A command that ends without reading has an exit code to say so.
    new Blob([prompt]).stream().pipeTo(child.stdin).catch(() => {}),
  ]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  // No answer is no wrong answer: it must not become a score.
  if (code === 0 && text(stdout) !== "") return text(stdout);
  throw new Error(
    `LLM_CMD gave no answer (exit code ${code}): ${text(stderr).slice(0, 400)}`,
  );
}
