import { makeDraw } from "./draw.ts";
import type { Job, RoomReport } from "./report.ts";
import type { Room } from "./room.ts";

/** An input that is thought about for so long is never done. */
const HANG_SECONDS = 20;
const LOOK_SECONDS = 0.5;
/** What is looked at while the worker still loads what it needs. */
const NOT_BEGUN = -1;
const MAX_SHOWN = 2000;

export interface FuzzRequest {
  /** Module whose `ROOMS` are run. */
  readonly module: URL;
  readonly seed: number;
  /** How many in all. */
  readonly inputs: number;
  /** One room alone; of that one input alone. */
  readonly room?: string;
  readonly input?: number;
  readonly hangSeconds?: number;
}

/**
 * Runs every room and prints its figures; of what fails the input and the
 * command that runs it again.
 *
 * @returns whether everything held
 */
export async function fuzz(
  request: FuzzRequest,
  print: (line: string) => void,
): Promise<boolean> {
  const jobs = await planJobs(request);
  print(`${"room".padEnd(10)}${"inputs failures slowest ms  (input)"}`);
  let [inputs, failures] = [0, 0];
  const started = performance.now();
  for (const job of jobs) {
    const report = await runJob(job, request.hangSeconds ?? HANG_SECONDS);
    inputs += report.inputs;
    failures += report.failures;
    print(toLine(report));
    for (const line of toFaultLines(report, request)) print(line);
  }
  const seconds = (performance.now() - started) / 1000;
  print(`${inputs} inputs, ${failures} failures, ${seconds.toFixed(1)} s`);
  return failures === 0 && inputs > 0;
}

async function planJobs(
  { module, seed, inputs, room, input }: FuzzRequest,
): Promise<readonly Job[]> {
  const { ROOMS }: { readonly ROOMS: readonly Room[] } = await import(
    module.href
  );
  const chosen = ROOMS.filter(({ name }) =>
    room === undefined || name === room
  );
  const shares = chosen.reduce((sum, { share }) => sum + share, 0);
  return chosen.map(({ name, share }) => ({
    rooms: module.href,
    name,
    seed,
    from: input ?? 0,
    count: input === undefined ? Math.ceil(inputs * share / shares) : 1,
    progress: new SharedArrayBuffer(4),
  }));
}

/** Ends the worker where it makes no progress. */
async function runJob(job: Job, hangSeconds: number): Promise<RoomReport> {
  const progress = new Int32Array(job.progress).fill(NOT_BEGUN);
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
  });
  const { promise, resolve, reject } = Promise.withResolvers<RoomReport>();
  worker.onmessage = ({ data }: MessageEvent<RoomReport>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  let [last, looks] = [NOT_BEGUN, 0];
  const timer = setInterval(() => {
    const number = Atomics.load(progress, 0);
    // Looks, not seconds: while the machine stands still nobody looks either.
    looks = number === last && number !== NOT_BEGUN ? looks + 1 : 0;
    last = number;
    if (looks * LOOK_SECONDS < hangSeconds) return;
    toHang(job, number).then(resolve, reject);
  }, LOOK_SECONDS * 1000);
  try {
    worker.postMessage(job);
    return await promise;
  } finally {
    clearInterval(timer);
    worker.terminate();
  }
}

async function toHang(
  { name, from, rooms, seed }: Job,
  number: number,
): Promise<RoomReport> {
  const { ROOMS }: { readonly ROOMS: readonly Room[] } = await import(rooms);
  const trial = ROOMS.find((room) => room.name === name)
    ?.prepare(makeDraw(seed, name, number));
  const input = JSON.stringify(trial?.input);
  return {
    name,
    inputs: number - from + 1,
    failures: 1,
    faults: [{ number, what: "it hangs", input }],
    slowestMs: Infinity,
    slowest: number,
  };
}

function toLine(
  { name, inputs, failures, slowestMs, slowest }: RoomReport,
): string {
  return [
    name.padEnd(9),
    `${inputs}`.padStart(6),
    `${failures}`.padStart(8),
    slowestMs.toFixed(1).padStart(10),
    ` (${slowest})`,
  ].join(" ");
}

function toFaultLines(
  { name, faults }: RoomReport,
  { seed, input: chosen }: FuzzRequest,
): readonly string[] {
  return faults.flatMap(({ number, what, input }) => [
    `  FAILED: ${what}`,
    `  input: ${
      input.length > MAX_SHOWN && chosen === undefined
        ? `${input.slice(0, MAX_SHOWN)}… (${input.length} characters)`
        : input
    }`,
    `  again: deno task fuzz --seed ${seed} --room ${name} --input ${number}`,
  ]);
}
