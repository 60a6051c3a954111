/**
 * Writes `corpus.txt`, the text that the example learns: the log of a harbour
 * that does not exist, made by a small grammar. The same script always gives
 * the same text.
 *
 * ```sh
 * deno run --allow-write=corpus.txt make_corpus.ts
 * ```
 *
 * @module
 */

/** Characters that the text has at least. */
const LENGTH = 48_000;

const SHIPS = words("Heron Petrel Juniper Marigold Lantern Saltire Wren Ember");
const PORTS = words("Varde Ostrava Kell Brindle Tarn Quay Holm Lisker");
const PEOPLE = words("Tilda Joren Mirko Anneke Bruno Selma Oskar Petra Wilm");
const TRADES = words("pilot cooper smith clerk baker carter");
const GOODS = words("salt tea rope tar wool barley candles copper oranges");
const BOXES = words("barrels crates sacks chests bales");
const PLACES = words("mill quay tower chapel market bridge");
const WINDS = words("north north-east east south-east south west");
const DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
const MONTHS: readonly [name: string, days: number][] = [
  ["March", 31],
  ["April", 30],
  ["May", 31],
  ["June", 30],
  ["July", 31],
  ["August", 31],
  ["September", 30],
  ["October", 31],
  ["November", 30],
];

/** Draws whole numbers from 0 to below `limit`. */
type Draw = (limit: number) => number;

/** One kind of entry: what it says depends on the draws alone. */
type Entry = (draw: Draw) => string;

const ENTRIES: readonly Entry[] = [
  arrival,
  arrival,
  departure,
  weather,
  talk,
  talk,
  bargain,
  repair,
];

Deno.writeTextFileSync("corpus.txt", makeCorpus(LENGTH, makeDraw(7)));

function makeCorpus(length: number, draw: Draw): string {
  let text = "";
  for (let day = 0; text.length < length; day++) {
    text += `${dateOf(day)}. ${weather(draw)}\n`;
    for (let left = 3 + draw(4); left > 0; left--) {
      text += `${pick(ENTRIES, draw)(draw)}\n`;
    }
    text += "\n";
  }
  return text;
}

function dateOf(day: number): string {
  let left = day;
  for (const [month, days] of MONTHS) {
    if (left < days) return `${DAYS[day % 7]}, ${left + 1} ${month}`;
    left -= days;
  }
  throw new RangeError("The text is longer than the year");
}

function arrival(draw: Draw): string {
  const [one, other] = [2 + draw(19), 2 + draw(19)];
  const first = `${one} ${pick(BOXES, draw)} of ${pick(GOODS, draw)}`;
  const second = `${other} ${pick(BOXES, draw)} of ${pick(GOODS, draw)}`;
  return `The ${pick(SHIPS, draw)} came in from ${pick(PORTS, draw)} with ` +
    `${first} and ${second}, ${one + other} pieces in all.`;
}

function departure(draw: Draw): string {
  const hour = 4 + draw(16);
  const tide = hour < 12 ? "morning" : "evening";
  return `At ${hour} o'clock the ${pick(SHIPS, draw)} left for ` +
    `${pick(PORTS, draw)} on the ${tide} tide.`;
}

function weather(draw: Draw): string {
  const force = 1 + draw(9);
  const sea = force < 4 ? "calm" : force < 7 ? "rough" : "wild";
  return `Wind from the ${pick(WINDS, draw)}, force ${force}, the sea ${sea}.`;
}

function talk(draw: Draw): string {
  const [asker, answerer, sought] = three(PEOPLE, draw);
  const place = pick(PLACES, draw);
  const answer = draw(3) === 0
    ? `I have not seen ${sought} since ${pick(DAYS, draw)}`
    : `${sought} is at the ${place} with the ${pick(TRADES, draw)}`;
  return `"Where is ${sought}?" asked ${asker}. "${answer}," ` +
    `said ${answerer}.`;
}

function bargain(draw: Draw): string {
  const [seller, buyer] = three(PEOPLE, draw);
  const [count, price] = [2 + draw(8), 2 + draw(8)];
  return `${seller} sold ${count} ${pick(BOXES, draw)} of ` +
    `${pick(GOODS, draw)} to ${buyer} at ${price} crowns each, ` +
    `which makes ${count * price} crowns.`;
}

function repair(draw: Draw): string {
  const [name] = three(PEOPLE, draw);
  const days = 2 + draw(6);
  return `${name} the ${pick(TRADES, draw)} says that the ` +
    `${pick(PLACES, draw)} will be mended in ${days} days.`;
}

/** Returns three different ones. */
function three(list: readonly string[], draw: Draw): readonly string[] {
  const start = draw(list.length);
  const step = 1 + draw(Math.floor((list.length - 1) / 2));
  return [0, 1, 2].map((n) => list[(start + n * step) % list.length] ?? "");
}

function pick<T>(list: readonly T[], draw: Draw): T {
  const one = list[draw(list.length)];
  if (one === undefined) throw new RangeError("Nothing to pick from");
  return one;
}

function words(text: string): readonly string[] {
  return text.split(" ");
}

function makeDraw(seed: number): Draw {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The low bits of such a generator hardly change.
    return Math.floor(state / 2 ** 32 * limit);
  };
}
