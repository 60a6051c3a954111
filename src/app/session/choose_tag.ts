import { dirname } from "@std/path";
import { branchesInTheWay } from "../../core/config/setup_plan.ts";
import { branchOf, defaultTag, tagOf } from "../../core/config/tag.ts";
import { Failure } from "../../core/failure.ts";
import type { Ports, Repository } from "../../core/ports.ts";

const HEADS = "refs/heads/";
const ATTEMPTS = "refs/autoresearch/";

/**
 * Returns the tag and branch of a new session: today's date, or what was asked.
 *
 * @throws {Failure} where a branch of that name can't be made
 */
export async function chooseTag(
  { clock }: Pick<Ports, "clock">,
  repository: Repository,
  wanted: string | undefined,
): Promise<{ readonly tag: string; readonly branch: string }> {
  const refs = await repository.refs(`${HEADS}autoresearch`);
  const branches = refs.map((ref) => ref.slice(HEADS.length));
  const attempts = await repository.refs(ATTEMPTS);
  const taken = new Set([
    ...branches.map(tagOf).filter((tag) => tag !== undefined),
    ...attempts.map((ref) => dirname(ref).slice(ATTEMPTS.length)),
  ]);
  const tag = wanted ?? defaultTag(localDate(clock.now()), taken);
  const branch = branchOf(tag);
  const [inTheWay] = branchesInTheWay(branch, branches);
  if (inTheWay === undefined) {
    refuseAttempts(tag, attempts);
    return { tag, branch };
  }
  throw new Failure(
    "user",
    `Cannot make the branch "${branch}": there is a branch "${inTheWay}"`,
    inTheWay === branch
      ? "Choose another name with --tag"
      : `Choose another --tag, or rename it: git branch -m ${inTheWay} ` +
        `${inTheWay.replaceAll("/", "-")}-old`,
  );
}

/**
 * Its branch may be gone: its attempts are not, and writing over their refs
 * would lose them.
 */
function refuseAttempts(tag: string, attempts: readonly string[]): void {
  const own = `${ATTEMPTS}${tag}/`;
  const first = attempts.find((ref) =>
    ref.startsWith(own) || `${own}0`.startsWith(`${ref}/`)
  );
  if (first === undefined) return;
  throw new Failure(
    "user",
    `Cannot take the tag "${tag}": attempts of an earlier session have it ` +
      `(${first})`,
    "Choose another name with --tag",
  );
}

/** The date on the user's calendar, as `2026-11-25`. */
function localDate(at: Date): string {
  const month = String(at.getMonth() + 1).padStart(2, "0");
  const day = String(at.getDate()).padStart(2, "0");
  return `${at.getFullYear()}-${month}-${day}`;
}
