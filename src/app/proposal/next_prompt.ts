import { join } from "@std/path";
import type { Config } from "../../core/config/config.ts";
import { notesIn, RECORD_FILE } from "../../core/experiment/record.ts";
import { Failure } from "../../core/failure.ts";
import {
  CONFIG_FILE,
  experimentFolder,
  LEDGER_FILE,
  LOG_FILE,
  PROGRAM_FILE,
} from "../../core/layout.ts";
import type { Row } from "../../core/ledger/ledger.ts";
import type { Ports } from "../../core/ports.ts";
import type { Notes } from "../../core/prompt/idea.ts";
import { buildPrompt } from "../../core/prompt/prompt.ts";
import {
  checkTemplate,
  USUAL_CHARS,
  USUAL_TEMPLATE,
} from "../../core/prompt/prompt_template.ts";
import {
  recollect,
  type Recollection,
} from "../../core/prompt/recollection.ts";
import {
  buildRepairPrompt,
  type Crash,
} from "../../core/prompt/repair_prompt.ts";
import { commandFiles } from "../../core/text/command.ts";
import { quote } from "../../core/text/plain_text.ts";
import type { Session } from "../session/session.ts";

const CRASH_BYTES = 16 * 1024;

type Said = Map<number, Notes>;

/**
 * Returns what the next proposer is told, or one whose change has crashed. What
 * earlier ones said is read once and remembered, so that no prompt costs more
 * for a longer night.
 */
export function makePrompter(
  ports: Pick<Ports, "files">,
): (session: Session, crash?: Crash) => Promise<string> {
  const said: Said = new Map();
  return async (session, crash) => {
    const outOfBounds = protectedIn(session);
    if (crash !== undefined) {
      return buildRepairPrompt(session.config, outOfBounds, crash);
    }
    const { root, config, rows, incumbent } = session;
    const { commit, metric } = incumbent;
    const past = recollect(rows, { incumbent, direction: config.direction });
    const [template, program, crashLog] = await Promise.all([
      readTemplate(ports, root, config),
      ports.files.read(join(root, PROGRAM_FILE)),
      readCrashLog(ports, root, past),
      readNotes(ports, root, past, said),
    ]);
    return buildPrompt({
      template,
      program: program ?? "",
      config,
      protected: outOfBounds,
      incumbent: { commit: commit.slice(0, 7), metric },
      past,
      notes: said,
      crashLog,
    });
  };
}

function protectedIn({ config, scope }: Session): readonly string[] {
  return [
    CONFIG_FILE,
    PROGRAM_FILE,
    LEDGER_FILE,
    ...commandFiles(config.evaluateCmd).filter(scope.isProtected),
    ...config.protected,
  ];
}

/**
 * Reads the template that a config names; else it is our own.
 *
 * @throws {Failure} when there is none of that name, or it can't be filled
 */
export async function readTemplate(
  { files }: Pick<Ports, "files">,
  root: string,
  { promptTemplate: name, promptChars = USUAL_CHARS }: Config,
): Promise<string> {
  if (name === undefined) return USUAL_TEMPLATE;
  const template = await files.read(join(root, name));
  if (template === undefined) {
    throw new Failure(
      "user",
      `Cannot read the template ${quote(name)}: there is no such file`,
      `Write it, or take prompt_template out of ${CONFIG_FILE}`,
    );
  }
  checkTemplate(template, name, promptChars);
  return template;
}

async function readCrashLog(
  { files }: Pick<Ports, "files">,
  root: string,
  { crash }: Recollection,
): Promise<string> {
  if (crash === undefined) return "";
  const log = join(root, experimentFolder(crash.row), LOG_FILE);
  return await files.readTail(log, CRASH_BYTES);
}

async function readNotes(
  { files }: Pick<Ports, "files">,
  root: string,
  { kept, failed }: Recollection,
  said: Said,
): Promise<void> {
  const rows = [...kept, ...failed.map(({ latest }) => latest)];
  const news = rows.filter(({ row }) => !said.has(row));
  await Promise.all(news.map(async ({ row }: Row) => {
    const record = join(root, experimentFolder(row), RECORD_FILE);
    said.set(row, notesIn(await files.read(record) ?? ""));
  }));
}
