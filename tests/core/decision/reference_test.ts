import { assertEquals } from "@std/assert";
import type { Config } from "../../../src/core/config/config.ts";
import type { Comparison } from "../../../src/core/decision/comparison.ts";
import {
  readReference,
  type Reference,
} from "../../../src/core/decision/reference.ts";
import { referenceAfter } from "../../../src/core/decision/reference_after.ts";
import { begin } from "../../comparing.ts";

function after(
  comparison: Partial<Comparison>,
  config: Partial<Config>,
  isKept: boolean,
): Reference {
  const begun = begin([9, 10, 11], config);
  return referenceAfter({ ...begun, runsSince: 4, ...comparison }, isKept);
}

const PAIRS = [
  { first: "candidate", candidate: 1, incumbent: 9.1 },
  { first: "incumbent", candidate: 2, incumbent: 9.2 },
  { first: "candidate", candidate: 3, incumbent: 9.3 },
] as const;

const MANY = Array.from({ length: 12 }, (_, i) => ({
  first: "incumbent" as const,
  candidate: i,
  incumbent: 100 + i,
}));

const AFTER: readonly (readonly [
  what: string,
  comparison: Partial<Comparison>,
  config: Partial<Config>,
  isKept: boolean,
  reference: Reference,
])[] = [
  [
    "is what it was where the candidate was screened out",
    { screening: [10.5] },
    {},
    false,
    { runs: [9, 10, 11], runsSince: 4 },
  ],
  [
    "gets the incumbent's runs of two pairs, no more",
    { screening: [8], pairs: PAIRS },
    {},
    false,
    { runs: [9, 10, 11, 9.1, 9.2], runsSince: 4 },
  ],
  [
    "gets what was run to know the noise",
    { calibration: [12, 13], screening: [8] },
    {},
    false,
    { runs: [9, 10, 11, 12, 13], runsSince: 4 },
  ],
  [
    "is without half a pair",
    { screening: [8], half: 7 },
    {},
    false,
    { runs: [9, 10, 11], runsSince: 4 },
  ],
  [
    "keeps the ten most recent",
    { calibration: [1, 2, 3, 4, 5, 6], screening: [8], pairs: PAIRS },
    {},
    false,
    { runs: [10, 11, 1, 2, 3, 4, 5, 6, 9.1, 9.2], runsSince: 4 },
  ],
  [
    "is the candidate's runs in pairs after a keep",
    { screening: [0.5], pairs: PAIRS },
    {},
    true,
    { runs: [1, 2, 3], runsSince: 1 },
  ],
  [
    "is the ten most recent of them",
    { screening: [0.5], pairs: MANY },
    {},
    true,
    { runs: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], runsSince: 0 },
  ],
  [
    "is both equal runs where no variance was seen",
    { screening: [8, 8] },
    { decision: "auto" },
    true,
    { runs: [8, 8], runsSince: 0 },
  ],
  [
    "is the one run where one decides",
    { screening: [8] },
    { decision: "strict", maxPairs: 0 },
    true,
    { runs: [8], runsSince: 0 },
  ],
  [
    "has no level but the old noise after one unpaired run",
    { screening: [1] },
    { maxPairs: 0 },
    true,
    { runs: [], runsSince: 0, inherited: { noise: 1, degrees: 2 } },
  ],
];
for (const [what, comparison, config, isKept, reference] of AFTER) {
  Deno.test(`referenceAfter() ${what}`, () => {
    assertEquals(after(comparison, config, isKept), reference);
  });
}

const READ: readonly (readonly [
  json: string,
  reference: Reference | undefined,
])[] = [
  ['{"runs":[1,2],"runsSince":3}', { runs: [1, 2], runsSince: 3 }],
  ['{"runs":[],"runsSince":0}', { runs: [], runsSince: 0 }],
  [
    '{"runs":[1],"runsSince":0,"inherited":{"noise":0.5,"degrees":4}}',
    { runs: [1], runsSince: 0, inherited: { noise: 0.5, degrees: 4 } },
  ],
  [
    '{"runs":[1],"runsSince":0,"inherited":{"noise":"loud"}}',
    { runs: [1], runsSince: 0 },
  ],
  ['{"runs":[1,1e999],"runsSince":0}', undefined],
  ['{"runs":"1,2","runsSince":0}', undefined],
  ['{"runs":[1]}', undefined],
  ["[]", undefined],
  ["null", undefined],
  ["7", undefined],
];
for (const [json, reference] of READ) {
  Deno.test(`readReference() of ${json}`, () => {
    assertEquals(readReference(JSON.parse(json)), reference);
  });
}
