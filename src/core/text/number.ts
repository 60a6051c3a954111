/** Longer than any double is printed; what backtracks on less is no matter. */
const MAX_LENGTH = 400;

/** One decimal number; groups of three never follow a leading zero (`0,950`). */
const DECIMAL =
  /^[+-]?[$€£]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/i;

/** Words that stand where a number should: what follows them is not the value. */
const NO_VALUE = /^[+-]?(?:nan|inf|infinity|none|null|undefined|n\/a)$/i;

/**
 * A closed list, so that `7 retries` is not 7. Missing on purpose: `k`, `m`
 * and `g`, which may multiply the number.
 */
const UNITS: ReadonlySet<string> = new Set(
  [
    "ns us µs μs ms s sec secs second seconds min mins minute minutes",
    "h hr hrs hour hours d day days hz khz mhz ghz",
    "b kb mb gb tb kib mib gib tib bit bits byte bytes kbps mbps gbps",
    "flops mflops gflops tflops pflops iops fps qps rps tps rpm",
    "w mw kw wh kwh j mj kj v mv a ma mah c °c f °f ° deg rad",
    "mm cm km nm µm μm mg kg pa kpa px em",
    "% ‰ percent pp pt pts points x × db dbm nats bpb bpc",
    "token tokens tok char chars word words line lines",
    "usd eur gbp $ € £",
  ].flatMap((line) => line.split(" ")),
);

/** `tok/s`, `ns/op`, `/min`: what stands above the line may be any short word. */
const RATE =
  /^[\p{L}%]{0,12}\/(?:n|u|µ|μ|m)?(?:s|sec|second|min|minute|h|hr|hour|day|op|call|it|iter|step|epoch|batch|tok|token|req|request|query|sample|item|row|image|frame|run|byte|char|word)$/iu;

/**
 * Only 100: whether a scale is dropped or read as per cent, `85/100` is 85,
 * while `17/20` is 17 to one and 85 to another.
 */
const SCALE = /^\/\s*100(?:\.0*)?$/;

/**
 * Returns the number that the whole text is, as people print one: with a unit,
 * a per cent sign, a scale of 100, an exponent or thousands separators. What
 * can be read in two ways (`0,95`) or is not finite is no number.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseNumber("12.5 ms"), 12.5);
 * assertEquals(parseNumber("1,234"), 1234);
 * assertEquals(parseNumber("85/100"), 85);
 * assertEquals(parseNumber("0,95"), undefined);
 * assertEquals(parseNumber("7 retries"), undefined);
 * ```
 */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim();
  if (plain.length > MAX_LENGTH) return undefined;

  const ascii = plain.replaceAll("\u2212", "-");
  const decimal = DECIMAL.exec(ascii)?.[0];
  // Number("") is 0: an empty text would become a perfect score.
  if (decimal === undefined) return undefined;
  if (!isUnit(ascii.slice(decimal.length).trim())) return undefined;

  const value = Number(decimal.replace(/[,$€£]/g, ""));
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Returns the first number in running text. Names that hold digits (`p99`) are
 * passed over; a first number that is unclear or not finite is none, since the
 * next one would be another quantity.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(firstNumber(" (p99) = 12.5ms, best 11"), 12.5);
 * assertEquals(firstNumber(" = nan, best 11"), undefined);
 * ```
 */
export function firstNumber(text: string): number | undefined {
  // A comma or a colon between two digits is part of the word: 1,234 and 12:30.
  const words = text.split(/[\s=;|()[\]{}"'<>]+|(?<!\d)[,:]|[,:](?!\d)/);
  const first = words.find((word) =>
    NO_VALUE.test(word) || /^[^\p{L}_]*\d/u.test(word)
  );
  return first === undefined ? undefined : parseNumber(first);
}

/**
 * Tells whether a number runs across the border of two neighbouring texts:
 * either half would be another number (`7.0E-07` is not 7).
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 *
 * assert(splitsNumber("loss: 7.0", "E-07"));
 * assert(!splitsNumber("loss: ", "7.0E-07"));
 * ```
 */
export function splitsNumber(before: string, after: string): boolean {
  const end = before.slice(-2);
  return (/\d$/.test(end) && /^(?:\.?\d|e[+-]?\d)/i.test(after)) ||
    (/\d\.$/.test(end) && /^\d/.test(after)) ||
    (/(?:^|[\s:=])[-\u2212]$/.test(end) && /^\.?\d/.test(after));
}

/**
 * Returns a number for the ledger: at least six decimals, and as many as it
 * takes to read the same double back.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatNumber(0.9979), "0.997900");
 * assertEquals(formatNumber(7e-7), "0.0000007");
 * ```
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not finite`);

  // As many digits as it takes, which toFixed() has to be told.
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  const [whole = "", digits = ""] = mantissa.split(".");
  const size = Math.abs(value);
  if (size >= 1e21 || (size > 0 && size < 1e-20)) {
    return `${whole}.${digits.padEnd(6, "0")}e${exponent}`;
  }
  return value.toFixed(Math.max(6, digits.length - Number(exponent)));
}

function isUnit(text: string): boolean {
  return text === "" || UNITS.has(text.toLowerCase()) || RATE.test(text) ||
    SCALE.test(text);
}
