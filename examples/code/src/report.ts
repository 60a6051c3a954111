/**
 * The target: turns a day of an access log into one row per route.
 *
 * A line is `time method path status milliseconds bytes`, with one space
 * between two fields; several servers write it, so that the times are only
 * nearly in order. Digits-only parts of a path become `:id` and a query is
 * dropped: `/orders/17?full=1` counts under `/orders/:id`.
 *
 * @module
 */

/** One route of the report; times are whole milliseconds. */
export interface Route {
  /** Method and path, such as `GET /orders/:id`. */
  readonly name: string;
  readonly requests: number;
  /** Answers with a status of 500 or above. */
  readonly errors: number;
  readonly bytes: number;
  /** Nearest-rank percentiles: the smallest time that p % do not exceed. */
  readonly p50: number;
  readonly p95: number;
}

/** What a log comes to. */
export interface Report {
  /** The most requests in any 60 seconds. */
  readonly busiest: number;
  /** Most requests first; equal ones by name. */
  readonly routes: readonly Route[];
  /** Lines that are no request: a field too many or too few, a wrong time,
   * or no number. */
  readonly skipped: number;
}

type Splitting = "regex" | "split" | "scan";
type Pivot = "first" | "middle" | "median3";

/** How a line becomes fields. */
const splitting: Splitting = "regex"; // tune: regex|split|scan

/** Size of the table of routes. */
const buckets = 8192; // tune: 4..65536 log integer

/** How many raw paths are remembered together with their route. */
const remembered = 4; // tune: 1..262144 log integer

/** Which value divides a list of times that is to be sorted. */
const pivot: Pivot = "first"; // tune: first|middle|median3

/** Up to this length a list of times is sorted by insertion. */
const insertionLimit = 2; // tune: 1..512 log integer

const LINE = /^([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*) ([^ ]*)$/;

interface Request {
  /** Seconds since midnight. */
  readonly second: number;
  readonly name: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly bytes: number;
}

interface Group {
  readonly name: string;
  readonly times: number[];
  errors: number;
  bytes: number;
}

interface Memory {
  readonly paths: string[];
  readonly names: string[];
}

/** Returns the report of a whole log; empty lines do not count. */
export function report(log: string): Report {
  const table: Group[][] = Array.from({ length: buckets }, () => []);
  const memory: Memory = {
    paths: new Array<string>(remembered).fill(""),
    names: new Array<string>(remembered).fill(""),
  };
  const seconds: number[] = [];
  let skipped = 0;
  for (const line of log.split("\n")) {
    if (line === "") continue;
    const request = parseRequest(line, memory);
    if (request === undefined) {
      skipped++;
      continue;
    }
    const group = findGroup(table, request.name);
    seconds.push(request.second);
    group.times.push(request.milliseconds);
    group.bytes += request.bytes;
    if (request.status >= 500) group.errors++;
  }
  const routes = table.flat().map(toRoute).sort(byRequests);
  return { busiest: busiestMinute(seconds), routes, skipped };
}

function parseRequest(line: string, memory: Memory): Request | undefined {
  const fields = splitLine(line);
  if (fields.length !== 6) return undefined;

  const [at = "", method = "", path = "", ...rest] = fields;
  const [status = NaN, milliseconds = NaN, bytes = NaN] = rest.map(toWhole);
  const second = toSecond(at);
  if (Number.isNaN(second + status + milliseconds + bytes)) return undefined;

  const name = nameOf(method, path, memory);
  return { second, name, status, milliseconds, bytes };
}

function splitLine(line: string): readonly string[] {
  switch (splitting) {
    case "regex":
      return LINE.exec(line)?.slice(1) ?? [];
    case "split":
      return line.split(" ");
    case "scan":
      return scanLine(line);
  }
}

function scanLine(line: string): readonly string[] {
  const fields: string[] = [];
  let start = 0;
  for (let end = line.indexOf(" "); end >= 0; end = line.indexOf(" ", start)) {
    fields.push(line.slice(start, end));
    start = end + 1;
  }
  fields.push(line.slice(start));
  return fields;
}

/** Returns the second of the day of a time like `2026-03-14T08:15:32Z`. */
function toSecond(time: string): number {
  if (time.length !== 20 || !time.endsWith("Z")) return NaN;
  const hours = toWhole(time.slice(11, 13));
  const minutes = toWhole(time.slice(14, 16));
  return hours * 3600 + minutes * 60 + toWhole(time.slice(17, 19));
}

/** Returns the number that digits alone make, NaN for any other text. */
function toWhole(text: string): number {
  let value = text === "" ? NaN : 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
  }
  return value;
}

function nameOf(method: string, path: string, memory: Memory): string {
  const key = `${method} ${path}`;
  const slot = hash(key) % remembered;
  if (memory.paths[slot] !== key) {
    memory.paths[slot] = key;
    memory.names[slot] = `${method} ${toPattern(path)}`;
  }
  return memory.names[slot] ?? "";
}

function toPattern(path: string): string {
  return path
    .replace(/\?.*$/, "")
    .split("/")
    .map((part) => /^\d+$/.test(part) ? ":id" : part)
    .join("/");
}

function findGroup(table: readonly Group[][], name: string): Group {
  const bucket = table[hash(name) % table.length] ?? [];
  const known = bucket.find((group) => group.name === name);
  if (known !== undefined) return known;

  const group: Group = { name, times: [], errors: 0, bytes: 0 };
  bucket.push(group);
  return group;
}

function hash(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    sum = (Math.imul(sum, 31) + text.charCodeAt(index)) >>> 0;
  }
  return sum;
}

function toRoute({ name, times, errors, bytes }: Group): Route {
  return {
    name,
    requests: times.length,
    errors,
    bytes,
    p50: percentile(times, 50),
    p95: percentile(times, 95),
  };
}

function byRequests(a: Route, b: Route): number {
  if (a.requests !== b.requests) return b.requests - a.requests;
  return a.name < b.name ? -1 : 1;
}

function busiestMinute(seconds: number[]): number {
  sortTimes(seconds, 0, seconds.length - 1);
  let most = 0;
  let first = 0;
  for (let last = 0; last < seconds.length; last++) {
    while (at(seconds, first) <= at(seconds, last) - 60) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

function percentile(times: readonly number[], percent: number): number {
  const sorted = [...times];
  sortTimes(sorted, 0, sorted.length - 1);
  const rank = Math.ceil(sorted.length * percent / 100);
  return sorted[rank - 1] ?? 0;
}

function sortTimes(times: number[], first: number, last: number): void {
  if (last - first < insertionLimit) {
    insertInOrder(times, first, last);
    return;
  }
  const middle = pivotOf(times, first, last);
  let left = first;
  let right = last;
  while (left <= right) {
    while (at(times, left) < middle) left++;
    while (at(times, right) > middle) right--;
    if (left <= right) swap(times, left++, right--);
  }
  sortTimes(times, first, right);
  sortTimes(times, left, last);
}

function insertInOrder(times: number[], first: number, last: number): void {
  for (let index = first + 1; index <= last; index++) {
    const time = at(times, index);
    let place = index;
    for (; place > first && at(times, place - 1) > time; place--) {
      times[place] = at(times, place - 1);
    }
    times[place] = time;
  }
}

function pivotOf(times: number[], first: number, last: number): number {
  const start = at(times, first);
  const middle = at(times, (first + last) >> 1);
  switch (pivot) {
    case "first":
      return start;
    case "middle":
      return middle;
    case "median3": {
      const end = at(times, last);
      const low = Math.min(start, middle);
      return Math.max(low, Math.min(Math.max(start, middle), end));
    }
  }
}

function at(times: readonly number[], index: number): number {
  return times[index] ?? 0;
}

function swap(times: number[], one: number, other: number): void {
  const kept = at(times, one);
  times[one] = at(times, other);
  times[other] = kept;
}
