/**
 * The evaluator: trains the target's model on the training text and prints how
 * well it predicts the rest, as `val_bpb`, last.
 *
 * @module
 */
import * as prepared from "./prepare.ts";
import source from "./train.ts" with { type: "text" };

/** The budget takes about 3 s; a training that cheats with it takes longer. */
const LIMIT_SECONDS = 30;

// What is needed later is taken, or frozen, before the target is loaded, so that
// nothing which it does to a global moves the clock or the judgement.
const { OPERATIONS, alphabet, bitsPerByte, trainText } = prepared;
const now = performance.now.bind(performance);
const print = makePrinter(Deno.stdout);
const fail = makeFail(Deno.exit);

for (const shared of [Math, JSON, Array, Number]) Object.freeze(shared);
refuseTricks(source);
const { train } = await import("./train.ts");

const start = now();
const model: prepared.Model = train(trainText, alphabet, OPERATIONS);
const seconds = (now() - start) / 1000;
if (seconds > LIMIT_SECONDS) {
  fail(`training took ${seconds.toFixed(1)} s, more than ${LIMIT_SECONDS}`);
}
const value = bitsPerByte(model);
if (!Number.isFinite(value)) {
  fail("a character that came next had been given the probability 0");
}

print(`parameters: ${model.parameters}`);
print(`steps: ${model.steps}`);
print(`train_seconds: ${seconds.toFixed(2)}`);
print(`val_bpb: ${value.toFixed(6)}`);

/** The target gets what it needs as arguments and has no use for these. */
function refuseTricks(source: string): void {
  const trick =
    /\b(import|Deno|globalThis|eval|prototype|getPrototypeOf|__proto__|process\.)\b/
      .exec(source);
  if (trick !== null) fail(`train.ts must do without "${trick[0]}"`);
}

function makePrinter(stdout: typeof Deno.stdout): (line: string) => void {
  const encoder = new TextEncoder();
  return (line) => void stdout.writeSync(encoder.encode(`${line}\n`));
}

function makeFail(exit: typeof Deno.exit): (message: string) => never {
  return (message) => {
    print(`failed: ${message}`);
    exit(1);
  };
}
