import type { Look, Repository } from "../core/ports.ts";

/**
 * Looks at the working tree while what a command left running is being ended,
 * and once more where there was anything: it may have gone on writing.
 */
export async function lookAround(
  repository: Repository,
  leftBehind: Promise<readonly string[]>,
): Promise<{ readonly look: Look; readonly leftBehind: readonly string[] }> {
  const [look, ended] = await Promise.all([repository.look(), leftBehind]);
  if (ended.length === 0) return { look, leftBehind: ended };
  return { look: await repository.look(), leftBehind: ended };
}
