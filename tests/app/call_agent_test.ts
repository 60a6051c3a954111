import { assertEquals, assertRejects } from "@std/assert";
import { presetCall } from "../../src/agents/presets.ts";
import { callAgent } from "../../src/app/proposal/call_agent.ts";
import { clock } from "../../src/io/clock.ts";
import { files } from "../../src/io/files.ts";
import { makeProcesses } from "../../src/io/processes.ts";
import { makeRepo } from "../harness.ts";
import { addProgram } from "../stand_in.ts";

/** Each sleeps for seconds that no other test uses. */
const LEAVINGS: readonly (readonly [
  what: string,
  script: (seconds: string) => string,
])[] = [
  ["an agent", (s) => `exec sleep ${s}`],
  ["what it left by setsid", (s) => `setsid sleep ${s} & exec sleep ${s}`],
];
for (const [index, [what, script]] of LEAVINGS.entries()) {
  Deno.test(`callAgent() ends ${what} before it throws that its log can't be read`, async () => {
    await using repo = await makeRepo();
    const seconds = `33${index}.${Deno.pid}`;
    const { PATH } = await addProgram(repo, "claude", script(seconds));
    const broken = {
      ...files,
      readFrom: () => Promise.reject(new Deno.errors.Interrupted("no disk")),
    };
    const processes = makeProcesses(() => ({ PATH }), `call-agent-${index}`);
    const agent = presetCall("claude");
    if (agent === undefined) throw new Error("claude has no preset");

    const call = callAgent(
      { processes, files: broken, clock },
      agent,
      { promptFile: "/dev/null", promptBytes: 0, target: [] },
      {
        options: {
          cwd: repo.path,
          log: `${repo.path}/.git/agent.log`,
          limitSeconds: 60,
          stop: new AbortController().signal,
        },
        tell() {},
      },
    );

    await assertRejects(() => call, Deno.errors.Interrupted, "no disk");
    const alive = `ps -eo args | grep -x "sleep ${seconds}" || true`;
    assertEquals(await repo.sh(alive), "");
  });
}
