import {
  makeCommandProposer,
  type ProposePorts,
  type Proposer,
} from "./propose.ts";
import type { Session } from "./session.ts";
import { makeTuner } from "./tune.ts";

/** The name of the built-in tuner among agents. */
export const TUNER = "tune";

/**
 * Returns the proposer that a run asks for, else the config's; none where
 * neither names one.
 */
export function chooseProposer(
  ports: ProposePorts,
  session: Session,
  { agent, seed }: {
    readonly agent: string | undefined;
    readonly seed: string | undefined;
  },
): Proposer | undefined {
  const command = agent ?? session.config.agentCmd;
  if (command === undefined) return undefined;
  if (command !== TUNER) return makeCommandProposer(ports, command);
  return makeTuner(ports, { seed: seed ?? session.tag });
}
