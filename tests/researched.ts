import { makeSession, type Repo } from "./harness.ts";

/** A session in which 90 was kept and 120 discarded: rows 0, 1 and 2. */
export async function makeResearched(): Promise<Repo> {
  const repo = await makeSession();
  await repo.try(90);
  await repo.try(120);
  return repo;
}
