import { dirname, join } from "@std/path";
import type { ExperimentEnd } from "../../core/experiment/event.ts";
import { candidateRef } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";
import type { Session } from "../session/session.ts";
import { stampOf } from "./stamp.ts";

/** The refs that hold every candidate, while somebody else is at work. */
export interface OwnRefs {
  /** Notes that a row has its ref. */
  add(row: Pick<ExperimentEnd, "row" | "commit">): void;
  /** Remembers how they stand; costs the same for 10,000 of them. */
  mark(): Promise<void>;
  /**
   * Makes those again that were deleted or moved since.
   *
   * @returns their names
   */
  mend(): Promise<readonly string[]>;
}

export async function watchOwnRefs(
  { files }: Pick<Ports, "files">,
  { repository, tag }: Pick<Session, "repository" | "tag">,
): Promise<OwnRefs> {
  const { refsFolder } = repository;
  const prefix = `refs/autoresearch/${tag}/`;
  const known = new Map(await repository.refValues([prefix]));
  // Git makes, moves and deletes a ref by a file's name in this folder.
  const places = [
    join(refsFolder, "autoresearch", tag),
    join(dirname(refsFolder), "packed-refs"),
  ];
  const look = async () =>
    (await Promise.all(places.map((path) => stampOf(files, path)))).join("\n");
  let stamps = "";
  return {
    add({ row, commit }) {
      known.set(candidateRef(tag, row), commit);
    },

    async mark() {
      stamps = await look();
    },

    async mend() {
      if (await look() === stamps) return [];
      const now = await repository.refValues([prefix]);
      const changed: string[] = [];
      for (const [name, value] of known) {
        if (now.get(name)?.startsWith(value)) continue;
        const id = await repository.resolve(value);
        if (id === undefined) continue;
        await repository.setRef(name, id.commit);
        changed.push(name);
      }
      return changed;
    },
  };
}
