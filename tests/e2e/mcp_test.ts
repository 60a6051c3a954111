import type { ProgressCallback } from "@modelcontextprotocol/sdk/shared/protocol";
import { assertEquals, assertMatch } from "@std/assert";
import project from "../../deno.json" with { type: "json" };
import { stateOf } from "../folder_state.ts";
import {
  commandLine,
  HERMETIC,
  makeRepo,
  makeSession,
  PRINT_TARGET,
  type Repo,
} from "../harness.ts";
import { codeIn, tableBelow } from "../markdown.ts";
import { McpClient } from "../mcp_client.ts";
import { startInTerminal } from "../pseudo_terminal.ts";
import { alive, assertSound } from "../soundness.ts";
import { endOf, until, untilThere } from "../waiting.ts";

/** An evaluator that waits with every target but the first. */
function waiting(wait: string): string {
  return `[ $(cat target.txt) = 100 ] || { touch run.at; ${wait}; }\n` +
    PRINT_TARGET;
}

/** The SDK's pipe leaves a timer behind, with which it waits for our end. */
const PATIENT = { sanitizeOps: false, sanitizeResources: false };

const UNTIL_TOLD = waiting("until [ -e go.at ]; do sleep 0.01; done");

Deno.test(
  "mcp says who it is, what it can do and which of it only reads",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await using agent = await McpClient.connect(repo);

    const { tools } = await agent.client.listTools();
    const { resources } = await agent.client.listResources();

    assertEquals(agent.client.getServerVersion(), {
      name: "autoresearch",
      version: project.version,
    });
    assertEquals(
      tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
      [
        ["status", true],
        ["next_prompt", true],
        ["run_experiment", false],
        ["history", true],
        ["doctor", false],
      ],
    );
    assertEquals(resources.map(({ uri }) => uri), [
      "autoresearch://program.md",
      "autoresearch://results.tsv",
    ]);
  },
);

Deno.test(
  "README has mcp's tools and resources, and which of them only read",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await using agent = await McpClient.connect(repo);
    const readme = await Deno.readTextFile(
      new URL("../../README.md", import.meta.url),
    );

    const { tools } = await agent.client.listTools();
    const { resources } = await agent.client.listResources();

    const told = tableBelow(readme, "Over MCP").map(([tool = "", , reads]) =>
      [codeIn(tool)[0], reads === "yes"] as const
    );
    assertEquals(
      new Map(told),
      new Map(
        tools.map(({ name, annotations }) =>
          [name, annotations?.readOnlyHint === true] as const
        ),
      ),
    );
    assertEquals(
      resources.filter(({ uri }) => !codeIn(readme).includes(uri)),
      [],
    );
  },
);

Deno.test(
  "mcp status says what the ledger and a dry run say",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await repo.write("target.txt", "90\n");
    await using agent = await McpClient.connect(repo);

    const { isError, text } = await agent.call("status");

    const [plan, log] = await Promise.all([
      repo.autoresearch("run", "--dry-run", "--json"),
      repo.autoresearch("log", "--json"),
    ]);
    assertEquals([isError, JSON.parse(text)], [false, {
      ...JSON.parse(plan.stdout),
      summary: JSON.parse(log.stdout),
    }]);
  },
);

Deno.test(
  "mcp next_prompt says what prompt prints, and that the loop is the agent's",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await using agent = await McpClient.connect(repo);

    const { text } = await agent.call("next_prompt");

    const { stdout } = await repo.autoresearch("prompt");
    assertEquals(text.startsWith(stdout), true);
    assertMatch(text.slice(stdout.length), /^\nHere the loop is yours: /);
  },
);

Deno.test(
  "mcp history gives the latest rows, as log does",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await repo.try(90);
    await using agent = await McpClient.connect(repo);

    const { text } = await agent.call("history", { last: 1 });

    const { stdout } = await repo.autoresearch("log", "--history", "--json");
    assertEquals(JSON.parse(text), {
      total: 2,
      rows: JSON.parse(stdout).slice(1),
    });
  },
);

Deno.test(
  "mcp's tools that say so only read, also what a crash has torn",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await repo.write("target.txt", "90\n");
    await repo.write(
      "results.tsv",
      `${await repo.read("results.tsv")}c0ffee1\t9`,
    );
    await repo.write(".autoresearch/state.json", '{"stage":"be');
    await using agent = await McpClient.connect(repo);
    const { tools } = await agent.client.listTools();
    const before = await stateOf(repo);

    for (const { name, annotations } of tools) {
      if (annotations?.readOnlyHint) await agent.call(name);
    }

    assertEquals(await stateOf(repo), before);
  },
);

Deno.test("mcp doctor finds what doctor finds", PATIENT, async () => {
  await using repo = await makeSession();
  await repo.write("eval.sh", "exit 1\n");
  await using agent = await McpClient.connect(repo);

  const { isError, text } = await agent.call("doctor");

  const { stdout } = await repo.autoresearch("doctor", "--json");
  assertEquals([isError, JSON.parse(text)], [false, JSON.parse(stdout)]);
});

Deno.test(
  "mcp run_experiment keeps what is better, takes back what is not, and tells of both",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await using agent = await McpClient.connect(repo);

    const stopped: unknown[] = [];
    const told: string[] = [];
    for (const value of ["90", "95", "none", "90"]) {
      await repo.write("target.txt", `${value}\n`);
      let last = -1;
      const onprogress: ProgressCallback = ({ progress, message = "" }) => {
        told.push(progress > last ? message : `${progress} after ${last}`);
        last = progress;
      };
      const message = { message: `try ${value}` };
      const { isError, text } = await agent.call("run_experiment", message, {
        onprogress,
      });
      const answer = JSON.parse(text);
      stopped.push([isError, answer.stopped, answer.experiment?.status]);
    }

    assertEquals(stopped, [
      [false, "one experiment, as asked", "keep"],
      [false, "one experiment, as asked", "discard"],
      [false, "one experiment, as asked", "crash"],
      [false, "no candidate: the target is the incumbent's", undefined],
    ]);
    const steps = told.map((line) => line.split(" ").slice(0, 2).join(" "));
    // How one ends comes right before its answer, and the SDK's client drops
    // what it reads together with that.
    const isLast = (step: string) => /(?:keep|discard|crash)$/.test(step);
    assertEquals([...new Set(steps)].filter((step) => !isLast(step)), [
      "#1 measuring",
      "#2 measuring",
      "#3 measuring",
    ]);
    assertEquals(await repo.verdicts(), [
      "keep 100",
      "keep 90",
      "discard 95",
      "crash N/A",
    ]);
    await assertSound(repo);
  },
);

Deno.test(
  "mcp run_experiment draws the idea from the diff where the message is blank",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await using agent = await McpClient.connect(repo);

    for (
      const [value, message] of [["90", ""], ["80", " \n\x1b[0m"]] as const
    ) {
      await repo.write("target.txt", `${value}\n`);
      await agent.call("run_experiment", { message });
    }

    const rows = await repo.rows();
    assertEquals(rows.map(({ description }) => description), [
      "baseline",
      "target.txt: 100 -> 90",
      "target.txt: 90 -> 80",
    ]);
    assertEquals(
      await repo.git("log", "--format=%s", "-2"),
      "target.txt: 90 -> 80\ntarget.txt: 100 -> 90\n",
    );
  },
);

Deno.test(
  "mcp run_experiment twice at once: the second waits, and finds nothing more",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await repo.write("target.txt", "90\n");
    await using agent = await McpClient.connect(repo);

    const both = await Promise.all([
      agent.call("run_experiment"),
      agent.call("run_experiment"),
    ]);

    assertEquals(both.map(({ text }) => JSON.parse(text).stopped), [
      "one experiment, as asked",
      "no candidate: the target is the incumbent's",
    ]);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  },
);

Deno.test(
  "mcp run_experiment, cancelled, is taken back, and the next one goes on",
  PATIENT,
  async () => {
    const seconds = `354.${Deno.pid}`;
    await using repo = await makeSession({
      evaluate: waiting(`[ $(cat target.txt) = 80 ] || sleep ${seconds}`),
    });
    await using agent = await McpClient.connect(repo);
    const cancel = new AbortController();
    await repo.write("target.txt", "90\n");

    const first = agent.call("run_experiment", {}, { signal: cancel.signal })
      .then(() => "answered", () => "cancelled");
    await untilThere(repo, "run.at");
    cancel.abort();
    const outcome = await first;
    await until(
      "the start",
      async () => await repo.read("target.txt") === "100\n",
    );
    await repo.write("target.txt", "80\n");
    const { text } = await agent.call("run_experiment");

    assertEquals([outcome, JSON.parse(text).experiment?.metric], [
      "cancelled",
      80,
    ]);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 80"]);
    assertEquals(await alive(repo, seconds), "");
    await assertSound(repo);
  },
);

Deno.test(
  "mcp run_experiment, cancelled while it waits, takes back nothing",
  PATIENT,
  async () => {
    await using repo = await makeSession({ evaluate: UNTIL_TOLD });
    await using agent = await McpClient.connect(repo);
    const cancel = new AbortController();
    await repo.write("target.txt", "90\n");

    const first = agent.call("run_experiment");
    await untilThere(repo, "run.at");
    const second = agent.call("run_experiment", {}, { signal: cancel.signal })
      .then(() => "answered", () => "cancelled");
    cancel.abort();
    const outcome = await second;
    await repo.write("go.at", "");
    const { text } = await first;

    assertEquals([outcome, JSON.parse(text).experiment?.status], [
      "cancelled",
      "keep",
    ]);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  },
);

Deno.test(
  "mcp says what is wrong and what to do where there is no session",
  PATIENT,
  async () => {
    await using repo = await makeRepo({ "target.txt": "100\n" });
    await using agent = await McpClient.connect(repo);

    for (const tool of ["status", "next_prompt", "history", "run_experiment"]) {
      const { isError, text } = await agent.call(tool);
      assertEquals([tool, isError], [tool, true]);
      assertMatch(text, /^Error: Cannot .*\nHint: .*autoresearch setup/);
    }
    const reading = await agent.client
      .readResource({ uri: "autoresearch://results.tsv" })
      .then(() => "", (error: Error) => error.message);
    assertMatch(reading, /Cannot read "results.tsv" in .*autoresearch setup/);
  },
);

Deno.test(
  "mcp asks for no setup where a session has no program.md",
  PATIENT,
  async () => {
    await using repo = await makeSession();
    await repo.sh("rm program.md");
    await using agent = await McpClient.connect(repo);

    const uri = "autoresearch://program.md";
    const reading = await agent.client.readResource({ uri })
      .then(() => "", (error: Error) => error.message);

    assertMatch(
      reading,
      /Cannot read "program\.md" in .*: there is none\. Go on without it, or let a person write one$/,
    );
  },
);

Deno.test(
  "mcp gives program.md and results.tsv as they stand, but for bytes that are no text",
  PATIENT,
  async () => {
    await using repo = await makeSession({ files: { "program.md": "" } });
    await repo.sh("printf 'Goal: \\377\\n' > program.md");
    await using agent = await McpClient.connect(repo);

    const read = async (name: string) => {
      const uri = `autoresearch://${name}`;
      const { contents: [first] } = await agent.client.readResource({ uri });
      return first !== undefined && "text" in first ? first.text : undefined;
    };

    assertEquals(await read("program.md"), "Goal: \ufffd\n");
    assertEquals(await read("results.tsv"), await repo.read("results.tsv"));
  },
);

/** Starts the server alone, with a pipe that stays open until it is closed. */
function startServer(repo: Repo): Deno.ChildProcess {
  const [program = "", ...flags] = commandLine();
  return new Deno.Command(program, {
    args: [...flags, "mcp"],
    cwd: repo.path,
    env: HERMETIC,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

const HELLO = {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "test", version: "1.0.0" },
};

/** Lines as a client writes them; what is no request is written as it is. */
async function write(
  { stdin }: Deno.ChildProcess,
  ...messages: readonly (string | Readonly<Record<string, unknown>>)[]
): Promise<WritableStreamDefaultWriter<Uint8Array>> {
  const writer = stdin.getWriter();
  const lines = messages.map((message, id) =>
    typeof message === "string"
      ? message
      : JSON.stringify({ jsonrpc: "2.0", id, ...message })
  );
  await writer.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  return writer;
}

const INITIALIZE = { method: "initialize", params: HELLO };
const RUN = { method: "tools/call", params: { name: "run_experiment" } };

Deno.test("mcp speaks the protocol alone on stdout, and names on stderr what it does not understand", async () => {
  await using repo = await makeSession();
  await repo.write("target.txt", "90\n");
  const child = startServer(repo);

  const writer = await write(child, INITIALIZE, "what?", "", RUN);
  let stdout = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    if (stdout.endsWith('"id":3}\n')) await writer.close();
  }
  const stderr = await new Response(child.stderr).text();
  const { code } = await child.status;

  const ids = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).id);
  assertEquals([code, ids], [0, [0, 3]]);
  assertMatch(stderr, /^Not understood: Unexpected token[^\n]*\n$/);
});

const ENDS = [
  ["its stdin is closed", 0, false],
  ["SIGTERM", 130, true],
] as const;
for (const [what, code, isSignal] of ENDS) {
  Deno.test(`mcp at the end by ${what} takes the experiment back`, async () => {
    const seconds = `35${code}.${Deno.pid}`;
    await using repo = await makeSession({
      evaluate: waiting(`sleep ${seconds}`),
    });
    await repo.write("target.txt", "90\n");
    const child = startServer(repo);

    const writer = await write(child, INITIALIZE, RUN);
    await untilThere(repo, "run.at");
    if (isSignal) child.kill("SIGTERM");
    else await writer.close();
    const end = await endOf(child);
    if (isSignal) await writer.close().catch(() => {});

    assertEquals([end.code, end.stderr], [code, ""]);
    assertEquals(await repo.verdicts(), ["keep 100"]);
    assertEquals(await repo.read("target.txt"), "100\n");
    assertEquals(await alive(repo, seconds), "");
    await assertSound(repo);
  });
}

Deno.test("mcp in a terminal says whom it waits for, and ends at Ctrl-C", async () => {
  await using repo = await makeRepo();
  await using terminal = startInTerminal(repo, "mcp");

  await terminal.see("Waits for an agent's program on stdin");
  await terminal.type("\x03");

  assertEquals(await terminal.end(), 130);
});
