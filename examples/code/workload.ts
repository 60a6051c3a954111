/**
 * Logs that nobody has seen before, each with the report that it must give.
 * The report comes from the requests themselves and never reads the text, so
 * that it shares no mistake with the target.
 *
 * @module
 */
import type { Report, Route } from "./src/report.ts";

/** A log and the only right answer to it, as JSON. */
export interface Task {
  readonly log: string;
  readonly expected: string;
}

interface Request {
  readonly second: number;
  readonly name: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly bytes: number;
}

const METHODS = ["GET", "GET", "GET", "POST", "PUT", "DELETE"];
const THINGS = [
  ..."orders carts users items invoices parcels returns coupons".split(" "),
  ..."labels stores shelves drivers shifts tickets refunds notes".split(" "),
];
const PARTS = ["", "/lines", "/history"];

/** Lines that are no request, though some come close. */
const NOISE = [
  "server started",
  "2026-03-14T00:00:00Z GET /orders 200 12",
  "2026-03-14T00:00:00Z GET /orders 200 12 900 again",
  "2026-03-14T00:00:00Z GET /orders  200 12 900",
  "2026-03-14T00:00:00Z GET /orders ok 12 900",
  "2026-03-14T00:00:00Z GET /orders 200 -12 900",
  "2026-03-14T00:00:00Z GET /orders 200 1e2 900",
  "2026-03-14T00:00:00Z GET /orders 200 12 ",
  "2026-03-14T00:00:00 GET /orders 200 12 900",
  " ",
];

const PATHS: readonly [path: string, pattern: string][] = [
  ["/", "/"],
  ["/1?b=2", "/:id"],
  ["/1/22/x1", "/:id/:id/x1"],
  ["/a?b=/1?c", "/a"],
  ["//007/", "//:id/"],
];

/** The parts of a report that count, in the order in which they are compared. */
const KEYS = [
  ..."busiest routes skipped name requests errors bytes p50 p95".split(" "),
];
const stringify = JSON.stringify;

/** Returns an answer as JSON whose keys always stand in the same order. */
export function toJson(answer: unknown): string {
  return stringify(answer, KEYS) ?? "nothing";
}

/** Returns a generator of whole numbers from 0 to below `limit`. */
export function makeRandom(seed: number): (limit: number) => number {
  let state = seed * 2 + 1;
  return (limit) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((state ^ (state >>> 13)) >>> 0) % limit;
  };
}

/** Returns a log of so many requests, with one line of noise in about 50. */
export function makeTask(seed: number, requests: number): Task {
  const random = makeRandom(seed);
  const made: Request[] = [];
  const lines: string[] = [];
  let skipped = 0;
  for (let index = 0; index < requests; index++) {
    const request = makeRequest(random, index);
    made.push(request);
    lines.push(toLine(request));
    if (random(50) > 0) continue;
    lines.push(NOISE[random(NOISE.length)] ?? "", "");
    skipped++;
  }
  const expected = toJson(reportOf(made, skipped));
  return { log: lines.join("\n") + "\n".repeat(random(2)), expected };
}

/** Returns small logs with one peculiarity each. */
export function makeEdgeCases(): readonly Task[] {
  const line = "2026-03-14T00:00:00Z GET /a 200 7 1";
  const a = {
    name: "GET /a",
    requests: 1,
    errors: 0,
    bytes: 1,
    p50: 7,
    p95: 7,
  };
  const cases: readonly [log: string, report: Report][] = [
    ["", { busiest: 0, routes: [], skipped: 0 }],
    ["\n\n\n", { busiest: 0, routes: [], skipped: 0 }],
    [NOISE.join("\n"), { busiest: 0, routes: [], skipped: NOISE.length }],
    [line, { busiest: 1, routes: [a], skipped: 0 }],
    [`\n${line}\n x\n`, { busiest: 1, routes: [a], skipped: 1 }],
    ...PATHS.map(([path, pattern]): [string, Report] => {
      const routes = [{ ...a, name: `GET ${pattern}` }];
      return [line.replace("/a", path), { busiest: 1, routes, skipped: 0 }];
    }),
  ];
  return cases.map(([log, report]) => ({ log, expected: toJson(report) }));
}

function makeRequest(random: (limit: number) => number, index: number) {
  // The product of two draws: a few routes get most of the requests.
  const thing = Math.floor(random(16) * random(16) / 16);
  const part = Math.floor(random(3) * random(3) / 3);
  const method = METHODS[random(METHODS.length)] ?? "GET";
  const id = Math.floor(random(40) * random(40) / 40) * 37;
  const query = random(4) === 0 ? `?page=${random(3)}` : "";
  const base = `/${THINGS[thing]}`;
  const tail = PARTS[part] ?? "";
  // The service slows down until it is restarted, every 400 requests.
  const milliseconds = 5 + thing + (index % 400) + random(6);
  return {
    // Up to three servers are a little behind.
    second: 30_000 + index - random(6),
    name: `${method} ${base}/:id${tail}`,
    path: `${method} ${base}/${id}${tail}${query}`,
    status: random(30) === 0 ? 500 + random(4) : 200 + random(5),
    milliseconds,
    bytes: random(20_000),
  };
}

function toLine(request: Request): string {
  const { second, path, status, milliseconds, bytes } = request;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const time = [second / 3600, second / 60 % 60, second % 60].map(two).join(
    ":",
  );
  return `2026-03-14T${time}Z ${path} ${status} ${milliseconds} ${bytes}`;
}

function reportOf(requests: readonly Request[], skipped: number): Report {
  const byName = new Map<string, Request[]>();
  for (const request of requests) {
    const known = byName.get(request.name);
    if (known === undefined) byName.set(request.name, [request]);
    else known.push(request);
  }
  const routes = Array.from(byName, ([name, list]): Route => {
    const times = list.map(({ milliseconds }) => milliseconds)
      .sort((a, b) => a - b);
    const rank = (percent: number) =>
      times[Math.ceil(times.length * percent / 100) - 1] ?? 0;
    return {
      name,
      requests: list.length,
      errors: list.filter(({ status }) => status >= 500).length,
      bytes: list.reduce((sum, { bytes }) => sum + bytes, 0),
      p50: rank(50),
      p95: rank(95),
    };
  });
  routes.sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1));
  return { busiest: busiestOf(requests), routes, skipped };
}

function busiestOf(requests: readonly Request[]): number {
  const perSecond = new Array<number>(24 * 3600).fill(0);
  for (const { second } of requests) {
    perSecond[second] = (perSecond[second] ?? 0) + 1;
  }
  let inMinute = 0;
  return perSecond.reduce((most, count, second) => {
    inMinute += count - (perSecond[second - 60] ?? 0);
    return Math.max(most, inMinute);
  }, 0);
}
