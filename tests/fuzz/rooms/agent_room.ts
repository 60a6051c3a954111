import { makeCommandProposer } from "../../../src/app/proposal/propose.ts";
import type { Session } from "../../../src/app/session/session.ts";
import { parseConfig } from "../../../src/core/config/config_text.ts";
import { experimentFolder } from "../../../src/core/layout.ts";
import type { Ending } from "../../../src/core/ports.ts";
import { machine } from "../../../src/io/machine.ts";
import type { Draw } from "../draw.ts";
import { drawJson } from "../json_text.ts";
import { drawRow } from "../ledger_text.ts";
import { makeMemoryFiles } from "../memory_files.ts";
import { mutate, oddText } from "../odd_text.ts";
import { claim, claimOneLine, makeRoom } from "../room.ts";

const CONFIG = "target: t.py\nevaluate_cmd: sh e.sh\nmetric: loss\n";

const EVENTS: readonly [object, ...object[]] = [
  {
    type: "result",
    is_error: false,
    total_cost_usd: 0.02,
    usage: { input: 9 },
  },
  { type: "turn.completed", usage: { input_tokens: 9, output_tokens: 1 } },
  { type: "text", part: { text: "I lowered the rate\n\x1b[31mto 3\x1b[0m" } },
  { type: "error", api_error_status: 429, message: "too many requests" },
];

function makeInput(draw: Draw) {
  const line = () =>
    draw.chance(0.5)
      ? drawJson(draw, { ...draw.pick(...EVENTS) })
      : oddText(draw);
  const ending = draw.pick<Ending>(
    { kind: "exited", code: 0 },
    { kind: "exited", code: 1 },
    { kind: "signaled", signal: "SIGKILL" },
    { kind: "timedOut", limitSeconds: 1800 },
    { kind: "spawnFailed", reason: "no shell" },
  );
  return {
    output: mutate(draw, draw.list(0, 9, line).join("\n")),
    idea: draw.chance(0.2) ? undefined : mutate(draw, oddText(draw)),
    program: draw.chance(0.5) ? undefined : oddText(draw),
    ending,
    rows: draw.list(0, 3, () => drawRow(draw, 0)),
  };
}

/** What an agent says becomes one clean line, whatever it streams. */
export const agentRoom = makeRoom("agent", 8, makeInput, async (input) => {
  const { output, idea, program, ending, rows } = input;
  const disk = new Map<string, Uint8Array>();
  const files = makeMemoryFiles(disk);
  const folder = `/p/${experimentFolder(rows.length)}`;
  if (program !== undefined) await files.write("/p/program.md", program);
  const propose = makeCommandProposer({
    files,
    clock: {
      now: () => new Date(0),
      seconds: () => 0,
      sleep: () => Promise.resolve(),
      within: (_seconds, work) => Promise.resolve(work()),
      every: () => ({ [Symbol.dispose]() {} }),
    },
    stop: new AbortController().signal,
    machine,
    processes: {
      async run(_, { log }) {
        await files.write(log, output);
        if (idea !== undefined) await files.write(`${folder}/idea.txt`, idea);
        return { ending, seconds: 1, leftBehind: Promise.resolve([]) };
      },
      endStrays: () => Promise.resolve([]),
    },
  }, "agent");

  const proposal = await propose(sessionWith(rows), {
    isLive: false,
    tell: () => {},
  });

  claim(proposal.kind === "done", () => proposal.kind);
  if (proposal.kind !== "done") return;
  claimOneLine(proposal.ending, "how it ended");
  claimOneLine(proposal.idea ?? "", "the idea");
  claim([...proposal.idea ?? ""].length <= 500, () => "the idea is too long");
  const prompt = await files.read(`${folder}/prompt.md`) ?? "";
  const told = await files.read("/p/program.md") ?? "";
  claim(
    // A long one is cut at its share of the prompt, which is always UTF-8.
    told.length > 5_000 || prompt.includes(told.trim().toWellFormed()),
    () => "a part of program.md is lost",
  );
});

/** What a proposer asks for; git and the rest it leaves alone. */
function sessionWith(rows: Session["rows"]): Session {
  const rest = JSON.parse("{}");
  const incumbent = { commit: "bea057b", tree: "", metric: 1, row: 0 };
  const { config } = parseConfig(CONFIG, "cfg");
  const scope = { isTarget: () => false, isProtected: () => false };
  return { ...rest, root: "/p", config, rows, incumbent, scope };
}
