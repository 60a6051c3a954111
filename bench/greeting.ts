/** As the shortest of clients says it. */
const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "bench", version: "1.0.0" },
  },
};

/** Starts a server of the Model Context Protocol and waits for its answer. */
export async function greet(
  [program = "", ...args]: readonly string[],
  cwd: string,
): Promise<void> {
  const child = new Deno.Command(program, {
    args: [...args],
    cwd,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader();
  const line = `${JSON.stringify(INITIALIZE)}\n`;
  await writer.write(new TextEncoder().encode(line));
  await reader.read();
  // It has answered: how it ends is no part of the greeting.
  child.kill("SIGKILL");
  await reader.cancel();
  await child.status;
  await writer.close().catch(() => {});
}
