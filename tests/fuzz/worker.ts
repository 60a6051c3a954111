/**
 * Runs the inputs of one room. In a thread of its own, so that an input on
 * which it hangs can be told and ended.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { withoutEscapes } from "../../src/core/text/plain_text.ts";
import { makeDraw } from "./draw.ts";
import type { Fault, Job, RoomReport } from "./report.ts";
import type { Room, Trial } from "./room.ts";

/** No reader may think longer than this about one input, on a busy machine. */
const MAX_MS = 5000;
const TRIES = 3;
const MAX_FAULTS = 5;

self.onmessage = async ({ data }: MessageEvent<Job>) => {
  self.postMessage(await runRoom(data));
};

async function runRoom(job: Job): Promise<RoomReport> {
  const { ROOMS }: { readonly ROOMS: readonly Room[] } = await import(
    job.rooms
  );
  const room = ROOMS.find(({ name }) => name === job.name);
  if (room === undefined) throw new Error(`There is no room ${job.name}`);

  const progress = new Int32Array(job.progress);
  const faults = new Map<string, Fault>();
  let [failures, slowestMs, slowest] = [0, 0, job.from];
  for (let number = job.from; number < job.from + job.count; number++) {
    Atomics.store(progress, 0, number);
    const trial = room.prepare(makeDraw(job.seed, job.name, number));
    const { ms, what } = await time(trial);
    if (ms > slowestMs) [slowestMs, slowest] = [ms, number];
    if (what === undefined) continue;
    failures++;
    const kind = kindOf(what);
    if (faults.has(kind) || faults.size === MAX_FAULTS) continue;
    faults.set(kind, { number, what, input: JSON.stringify(trial.input) });
  }
  const found = [...faults.values()];
  const { name, count: inputs } = job;
  return { name, inputs, failures, faults: found, slowestMs, slowest };
}

/** Of several tries the fastest counts: another process may have the core. */
async function time({ check }: Trial) {
  let ms = Infinity;
  for (let left = TRIES; left > 0 && ms > MAX_MS; left--) {
    const started = performance.now();
    try {
      await check();
    } catch (error) {
      return { ms: performance.now() - started, what: describe(error) };
    }
    ms = Math.min(ms, performance.now() - started);
  }
  return { ms, what: ms > MAX_MS ? `it took ${ms.toFixed(0)} ms` : undefined };
}

function describe(error: unknown): string {
  const text = error instanceof Error ? error.stack : undefined;
  return withoutEscapes(text ?? String(error));
}

/** Faults that come from the same place are of one kind. */
function kindOf(what: string): string {
  const places = what.match(/\/(?:src|rooms)\/[^)\s]+:\d+/g) ?? [what];
  return places.slice(0, 2).join(" ");
}
