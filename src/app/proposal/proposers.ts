import { presetCall } from "../../agents/presets.ts";
import type { Session } from "../session/session.ts";
import {
  makeCommandProposer,
  type ProposePorts,
  type Proposer,
} from "./propose.ts";
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
  if (command === TUNER) {
    // It knows nothing of crashes but that they are worse than all else.
    const propose = makeTuner(ports, { seed: seed ?? session.tag });
    return { propose, repairs: 0 };
  }
  return {
    propose: makeCommandProposer(ports, command),
    repairs: session.config.repair ?? usualRepairs(command),
  };
}

/** A shell command may not know what to do with another prompt. */
function usualRepairs(command: string): number {
  return presetCall(command) === undefined ? 0 : 1;
}
