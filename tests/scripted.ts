import { makeSession, type Repo, type SessionOptions } from "./harness.ts";

/** What each state of the target prints, run after run. */
export type Script = Readonly<Record<string, readonly (number | string)[]>>;

/**
 * Prints what is next for the target that stands there. The lists lie where
 * neither git nor the tool looks.
 */
export const SCRIPTED = `runs=.git/runs/$(cat target.txt)
next=$(head -n 1 "$runs")
tail -n +2 "$runs" > .git/rest; mv .git/rest "$runs"
echo "p50_ms: $next"`;

export interface ScriptedOptions extends Omit<SessionOptions, "flags"> {
  readonly script: Script;
  /** Lines for the settings. */
  readonly settings?: readonly string[];
  readonly flags?: readonly string[];
}

/** Makes a session whose evaluator prints what a script has for it. */
export async function makeScripted(
  { script, before, ...options }: ScriptedOptions,
): Promise<Repo> {
  return await makeSessionWith({
    evaluate: SCRIPTED,
    ...options,
    before: async (repo) => {
      for (const [target, values] of Object.entries(script)) {
        await addRuns(repo, target, values);
      }
      await before?.(repo);
    },
  });
}

/** Makes a session with these lines in its settings from the start. */
export async function makeSessionWith(
  { settings = [], before, flags = [], ...options }:
    & Omit<ScriptedOptions, "script">
    & SessionOptions = {},
): Promise<Repo> {
  const file = ".git/answers.cfg";
  return await makeSession({
    ...options,
    before: async (repo) => {
      await repo.write(file, settings.map((line) => `${line}\n`).join(""));
      await before?.(repo);
    },
    flags: settings.length === 0 ? flags : [...flags, "--config", file],
  });
}

export async function addRuns(
  repo: Repo,
  target: string,
  values: readonly (number | string)[],
): Promise<void> {
  const lines = values.map((value) => `${value}\n`).join("");
  await repo.write(`.git/runs/${target}`, lines);
}
