// @ts-types="@modelcontextprotocol/sdk/types"
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp";
import { describeError } from "../../core/failure.ts";
import { LEDGER_FILE, PROGRAM_FILE } from "../../core/layout.ts";
import type { Ports } from "../../core/ports.ts";

interface Resource {
  readonly name: string;
  readonly mimeType: string;
  readonly description: string;
}

const RESOURCES: readonly Resource[] = [
  {
    name: PROGRAM_FILE,
    mimeType: "text/markdown",
    description: "What the research is for, and its rules",
  },
  {
    name: LEDGER_FILE,
    mimeType: "text/tab-separated-values",
    description: "Every attempt so far, a row each",
  },
];

/** Adds the two files that an agent may want to read as they are. */
export function addResources(
  server: McpServer,
  { ports, root }: {
    readonly ports: Pick<Ports, "files">;
    readonly root: string;
  },
): void {
  for (const { name, ...rest } of RESOURCES) {
    const uri = `autoresearch://${name}`;
    server.registerResource(name, uri, rest, async () => {
      const { readDocument } = await import(
        "../../app/past/read_document.ts"
      );
      const text = await readDocument(ports, root, name).catch(refuse);
      return { contents: [{ uri, mimeType: rest.mimeType, text }] };
    });
  }
}

function refuse(error: unknown): never {
  const { kind, message, hint } = describeError(error);
  const code = kind === "internal"
    ? ErrorCode.InternalError
    : ErrorCode.InvalidParams;
  throw new McpError(code, `${message}. ${hint}`);
}
