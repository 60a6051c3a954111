/**
 * Runs experiments with real agent programs and a scripted model, where these
 * programs are installed already: `night.ts CACHE NAME…`.
 *
 * @module
 */
import { CASES } from "./case.ts";
import { startModelServer } from "./model_server.ts";
import { PROGRAMS } from "./programs.ts";
import { tryOut, type Verdict } from "./trial.ts";

const AT_ONCE = 2;

const [cache = "", ...names] = Deno.args;
const cases = CASES.filter(({ name }) =>
  (Deno.env.get("CASE") || name) === name
);
await using server = startModelServer();
const due = PROGRAMS.filter(({ name }) => names.includes(name))
  .flatMap((program) => cases.map((case_) => ({ program, case_ })));
let faults = 0;
const work = async () => {
  for (let next = due.shift(); next !== undefined; next = due.shift()) {
    const { program, case_ } = next;
    const { outcome, fault, seconds } = await tryOut(program, case_, {
      cache,
      server,
    }).catch((error): Verdict => ({
      outcome: "",
      fault: String(error),
      seconds: 0,
    }));
    print(
      `${program.name.padEnd(9)} ${case_.name.padEnd(17)} ` +
        `${seconds.toFixed(1).padStart(5)} s  ${outcome}`,
    );
    if (fault === undefined) continue;
    faults++;
    print(`  FAILED: ${fault}`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
print(`${faults} faults`);

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
