import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/stdio"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol";
// @ts-types="@modelcontextprotocol/sdk/types"
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { commandLine, HERMETIC, type Repo } from "./harness.ts";

/** What a tool answered: its text, and whether it is an error. */
export interface Answer {
  readonly isError: boolean;
  readonly text: string;
}

/** An agent's end of the pipe, as the protocol's own package makes it. */
export class McpClient implements AsyncDisposable {
  readonly #transport: StdioClientTransport;
  readonly client = new Client({ name: "test", version: "1.0.0" });

  constructor(repo: Repo) {
    const [command = "", ...args] = commandLine();
    this.#transport = new StdioClientTransport({
      command,
      args: [...args, "mcp"],
      cwd: repo.path,
      env: { ...Deno.env.toObject(), ...HERMETIC },
    });
  }

  static async connect(repo: Repo): Promise<McpClient> {
    const agent = new McpClient(repo);
    await agent.client.connect(agent.#transport);
    return agent;
  }

  async call(
    name: string,
    values: Record<string, unknown> = {},
    options?: RequestOptions,
  ): Promise<Answer> {
    const request = { name, arguments: values };
    const { isError = false, content } = await this.client.callTool(
      request,
      CallToolResultSchema,
      options,
    ).then((result) => CallToolResultSchema.parse(result));
    const [first] = content;
    return { isError, text: first?.type === "text" ? first.text : "" };
  }

  async [Symbol.asyncDispose]() {
    await this.client.close();
  }
}
