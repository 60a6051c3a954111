import { join } from "@std/path";

/** A real agent program, and how it is given a scripted model. */
export interface Program {
  readonly name: string;
  readonly source: "npm" | "pip";
  /** With its version, so that tomorrow is as today. */
  readonly package: string;
  /** Whether its sandbox ends with it, and all that runs in there. */
  readonly isSealed?: true;
  /** What it tells its model of our skill, if not name and description. */
  readonly skill?: string;
  /** Whether it has neither tools nor skills, and edits by what is said. */
  readonly isBare?: true;
  /** Flags of the user's own, as they stand behind its name. */
  readonly flags?: string;
  /** Settings below a fresh home, by their path. */
  readonly files?: (url: string) => Readonly<Record<string, unknown>>;
  readonly variables: (url: string) => Readonly<Record<string, string>>;
}

const KEY = "test-key";

const COST = { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 0 };

/** Those that CI tries come first. */
export const PROGRAMS: readonly Program[] = [
  {
    name: "pi",
    source: "npm",
    package: "@mariozechner/pi-coding-agent@0.73.1",
    flags: "--provider scripted --model scripted",
    files: (url) => ({
      ".pi/agent/models.json": {
        providers: {
          scripted: {
            baseUrl: `${url}/v1`,
            api: "openai-completions",
            apiKey: KEY,
            models: [{
              id: "scripted",
              name: "scripted",
              reasoning: false,
              input: ["text"],
              contextWindow: 100_000,
              maxTokens: 8_000,
              cost: COST,
            }],
          },
        },
      },
    }),
    variables: () => ({ PI_OFFLINE: "1" }),
  },
  {
    name: "codex",
    source: "npm",
    package: "@openai/codex@0.169.0",
    isSealed: true,
    files: (url) => ({
      ".codex/config.toml": [
        'model_provider = "scripted"',
        "check_for_update_on_startup = false",
        "[analytics]",
        "enabled = false",
        "[model_providers.scripted]",
        'name = "scripted"',
        `base_url = "${url}/v1"`,
        'env_key = "OPENAI_API_KEY"',
        'wire_api = "responses"',
        "",
      ].join("\n"),
    }),
    variables: () => ({ OPENAI_API_KEY: KEY }),
  },
  {
    name: "claude",
    source: "npm",
    package: "@anthropic-ai/claude-code@2.1.331",
    variables: (url) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CODE_MAX_RETRIES: "3",
    }),
  },
  {
    name: "qwen",
    source: "npm",
    package: "@qwen-code/qwen-code@0.24.4",
    files: () => ({
      ".qwen/settings.json": {
        security: { auth: { selectedType: "openai" } },
        model: { generationConfig: { maxRetries: 0 } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false },
      },
    }),
    variables: (url) => ({
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_API_KEY: KEY,
      OPENAI_MODEL: "scripted",
    }),
  },
  {
    name: "opencode",
    source: "npm",
    package: "opencode-ai@1.18.33",
    files: (url) => ({
      ".config/opencode/opencode.json": {
        model: "scripted/scripted",
        provider: {
          scripted: {
            npm: "@ai-sdk/openai-compatible",
            name: "scripted",
            options: { baseURL: `${url}/v1`, apiKey: KEY },
            models: {
              scripted: {
                name: "scripted",
                cost: { input: 1, output: 10, cache_read: 0.1 },
                limit: { context: 100_000, output: 8_000 },
              },
            },
          },
        },
      },
    }),
    variables: () => ({ OPENCODE_DISABLE_MODELS_FETCH: "1" }),
  },
  {
    name: "gemini",
    source: "npm",
    package: "@google/gemini-cli@0.61.0",
    files: () => ({
      ".gemini/settings.json": {
        security: { auth: { selectedType: "gemini-api-key" } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false },
      },
    }),
    variables: (url) => ({
      GOOGLE_GEMINI_BASE_URL: url,
      GEMINI_API_KEY: KEY,
    }),
  },
  {
    name: "copilot",
    source: "npm",
    package: "@github/copilot@1.0.102",
    variables: (url) => ({
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_TYPE: "openai",
      COPILOT_PROVIDER_API_KEY: KEY,
      COPILOT_MODEL: "scripted",
      COPILOT_OFFLINE: "true",
    }),
  },
  {
    name: "cline",
    source: "npm",
    package: "cline@3.0.65",
    skill: "Available skills: autoresearch",
    files: (url) => ({
      ".cline/data/settings/providers.json": {
        version: 1,
        lastUsedProvider: "openai-compatible",
        modes: {},
        providers: {
          "openai-compatible": {
            settings: {
              provider: "openai-compatible",
              apiKey: KEY,
              model: "scripted",
              baseUrl: `${url}/v1`,
            },
            updatedAt: "2026-01-01T00:00:00.000Z",
            tokenSource: "manual",
          },
        },
      },
    }),
    variables: () => ({ CLINE_TELEMETRY_DISABLED: "1" }),
  },
  {
    name: "aider",
    source: "pip",
    package: "aider-chat==0.86.2",
    isBare: true,
    flags: "--model openai/scripted --edit-format diff --no-stream " +
      "--no-show-model-warnings",
    variables: (url) => ({ OPENAI_API_BASE: `${url}/v1`, OPENAI_API_KEY: KEY }),
  },
];

/** Those that are tried where nobody names any. */
export const USUAL = ["pi", "codex", "claude", "qwen"] as const;

/** The folder into which one version of a program is installed. */
export function programFolder(
  { name, package: source }: Program,
  cache: string,
): string {
  const [version = ""] = /[^@=]+$/.exec(source) ?? [];
  return join(cache, `${name}-${version}`);
}

/** The program itself, in that folder. */
export function programPath(program: Program, cache: string): string {
  const folder = program.source === "npm" ? "node_modules/.bin" : "venv/bin";
  return join(programFolder(program, cache), folder, program.name);
}
