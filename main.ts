/** The whole tool in one line: real ports → command line → exit code. @module */
import { runCli } from "./src/cli/app.ts";
import { terminal } from "./src/io/terminal.ts";

/** The world loads with the first command that needs it: --help does not. */
const loadPorts = async () => (await import("./src/io/ports.ts")).makePorts();

Deno.exit(await runCli(Deno.args, { terminal, loadPorts }));
