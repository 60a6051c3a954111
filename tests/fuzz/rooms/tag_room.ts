import { parseDomainName } from "../../../src/core/config/domain.ts";
import { branchesInTheWay } from "../../../src/core/config/setup_plan.ts";
import {
  branchOf,
  defaultTag,
  parseTag,
  tagOf,
} from "../../../src/core/config/tag.ts";
import { candidateRef } from "../../../src/core/layout.ts";
import type { Draw } from "../draw.ts";
import { mutate, oddText } from "../odd_text.ts";
import { claim, claimOneLine, makeRoom, orOutOfRange } from "../room.ts";

function makeInput(draw: Draw) {
  const makeTag = () =>
    draw.chance(0.3)
      ? oddText(draw)
      : mutate(draw, draw.pick("2026-11-25", "wider-net/2", "a.lock", "ü"));
  return {
    text: makeTag(),
    taken: draw.list(
      0,
      5,
      () => draw.pick("d", "d-2", "d-3/x", makeTag().slice(0, 200)),
    ),
  };
}

/** What git's own documentation forbids in a part of a ref's name. */
const BAD_PART = /^$|^\.|\.$|\.lock$|\.\.|@\{|[ ~^:?*[\\]/;

/** A tag that is taken is good for a branch, a ref, a folder and a terminal. */
export const tagRoom = makeRoom("tag", 5, makeInput, ({ text, taken }) => {
  const tag = orOutOfRange(() => parseTag(text));
  orOutOfRange(() => parseDomainName(text));
  claim(tagOf(branchOf(text)) === tag, () => `${tagOf(branchOf(text))}`);
  if (tag !== undefined) {
    claimOneLine(tag, "a tag");
    const parts = candidateRef(tag, 7).split("/");
    claim(
      !parts.some((part) => BAD_PART.test(part)),
      () => `"${tag}" is a ref`,
    );
  }
  const set = new Set(taken);
  const free = defaultTag("d", set);
  const branches = taken.map(branchOf);
  claim(!set.has(free), () => `${free} is taken`);
  // One that is above another of the taken ones makes no branch beside it.
  const above = branchesInTheWay(branchOf(free), branches)
    .filter((branch) => branch.startsWith(`${branchOf(free)}/`));
  claim(above.length === 0, () => `${free} is beside ${above}`);
});
