import { assertEquals } from "@std/assert";
import {
  childEnvironment,
  gitEnvironment,
} from "../../src/core/environment.ts";

const NUMERIC = { LC_NUMERIC: "C" };

const CHILDREN: [
  inherited: Record<string, string>,
  variables: Record<string, string>,
][] = [
  [{}, NUMERIC],
  [{ PATH: "/bin", HOME: "/h" }, { PATH: "/bin", HOME: "/h", ...NUMERIC }],
  [{ GIT_DIR: "/x", GIT_COMMON_DIR: "/x", GIT_NAMESPACE: "x" }, NUMERIC],
  [{ GIT_LITERAL_PATHSPECS: "1", GIT_INTERNAL_X: "1" }, NUMERIC],
  [{ GIT_AUTHOR_NAME: "Ada" }, { GIT_AUTHOR_NAME: "Ada", ...NUMERIC }],
  [{ GIT_DIRECTORY: "mine" }, { GIT_DIRECTORY: "mine", ...NUMERIC }],
  [{ CLAUDECODE: "1", CODEX_SANDBOX_X: "1", GEMINI_CLI: "1" }, NUMERIC],
  [
    { CLAUDE_CONFIG_DIR: "/c", ANTHROPIC_API_KEY: "k" },
    { CLAUDE_CONFIG_DIR: "/c", ANTHROPIC_API_KEY: "k", ...NUMERIC },
  ],
  [
    { LC_ALL: "de_DE", LANG: "fr_FR", LC_NUMERIC: "de_DE" },
    { LANG: "de_DE", LC_CTYPE: "de_DE", ...NUMERIC },
  ],
];
for (const [inherited, variables] of CHILDREN) {
  Deno.test(`childEnvironment() makes ${JSON.stringify(variables)} of ${JSON.stringify(inherited)}`, () => {
    assertEquals(childEnvironment(inherited), { variables, preamble: "" });
  });
}

Deno.test("childEnvironment() carries loader variables past the runtime and gives them back", () => {
  assertEquals(
    childEnvironment({ LD_PRELOAD: "/a b", DYLD_X: "/d", "LD_A.B": "/x" }),
    {
      variables: {
        AUTORESEARCH_LD_PRELOAD: "/a b",
        AUTORESEARCH_DYLD_X: "/d",
        ...NUMERIC,
      },
      preamble:
        'export LD_PRELOAD="$AUTORESEARCH_LD_PRELOAD"; unset AUTORESEARCH_LD_PRELOAD; ' +
        'export DYLD_X="$AUTORESEARCH_DYLD_X"; unset AUTORESEARCH_DYLD_X',
    },
  );
});

Deno.test("gitEnvironment() asks nothing, is nobody else's and knows its user", () => {
  const { PATH, ...variables } = gitEnvironment({
    PATH: "/bin",
    GIT_DIR: "/x",
    GIT_EDITOR: "vi",
    GIT_PAGER: "less",
    GIT_TRACE: "1",
    GIT_EXTERNAL_DIFF: "x",
    GIT_AUTHOR_NAME: "Ada",
    GIT_CONFIG_GLOBAL: "/dev/null",
    LC_ALL: "de_DE",
    LANGUAGE: "de",
    LD_PRELOAD: "/x",
  });
  assertEquals(PATH, "/bin");
  assertEquals(variables, {
    LANG: "de_DE",
    LC_CTYPE: "de_DE",
    LC_NUMERIC: "C",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_EDITOR: "true",
    GIT_PAGER: "cat",
    GIT_AUTHOR_NAME: "Ada",
    GIT_CONFIG_GLOBAL: "/dev/null",
  });
});
