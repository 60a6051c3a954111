import type { Room } from "./room.ts";
import { agentRoom } from "./rooms/agent_room.ts";
import { bytesRoom } from "./rooms/bytes_room.ts";
import { commandRoom } from "./rooms/command_room.ts";
import { configRoom } from "./rooms/config_room.ts";
import { flagsRoom } from "./rooms/flags_room.ts";
import { folderRoom } from "./rooms/folder_room.ts";
import { knobsRoom } from "./rooms/knobs_room.ts";
import { ledgerRoom } from "./rooms/ledger_room.ts";
import { mendingRoom } from "./rooms/mending_room.ts";
import { numberRoom } from "./rooms/number_room.ts";
import { outputRoom } from "./rooms/output_room.ts";
import { rowRoom } from "./rooms/row_room.ts";
import { stateRoom } from "./rooms/state_room.ts";
import { statusRoom } from "./rooms/status_room.ts";
import { streamRoom } from "./rooms/stream_room.ts";
import { tagRoom } from "./rooms/tag_room.ts";
import { targetRoom } from "./rooms/target_room.ts";
import { textRoom } from "./rooms/text_room.ts";
import { tunerRoom } from "./rooms/tuner_room.ts";

/** Every kind of input that comes from outside. */
export const ROOMS: readonly Room[] = [
  configRoom,
  flagsRoom,
  ledgerRoom,
  rowRoom,
  folderRoom,
  mendingRoom,
  outputRoom,
  agentRoom,
  streamRoom,
  stateRoom,
  statusRoom,
  knobsRoom,
  tunerRoom,
  targetRoom,
  commandRoom,
  tagRoom,
  textRoom,
  numberRoom,
  bytesRoom,
];
