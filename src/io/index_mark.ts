import { files } from "./files.ts";
import type { GitIn } from "./git_call.ts";

/** Says whether our index is as our last call has left it. */
export interface IndexMark {
  stands(): Promise<boolean>;
}

/** Returns git that notes how it leaves our index. */
export function markIndex(
  git: GitIn,
  ownIndex: string,
): { readonly git: GitIn; readonly mark: IndexMark } {
  let stamp: string | undefined;
  const noting = <Answer>(
    call: (
      args: readonly string[],
      call?: Parameters<GitIn["ask"]>[1],
    ) => Promise<Answer>,
  ): typeof call =>
  async (args, options) => {
    const answer = await call(args, options);
    if (options?.variables?.["GIT_INDEX_FILE"] === ownIndex) {
      stamp = (await files.facts(ownIndex))?.stamp;
    }
    return answer;
  };
  return {
    git: {
      ask: noting(git.ask),
      must: noting(git.must),
      mustAnswer: noting(git.mustAnswer),
    },
    mark: {
      stands: async () => (await files.facts(ownIndex))?.stamp === stamp,
    },
  };
}
