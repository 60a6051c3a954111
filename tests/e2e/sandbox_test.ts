import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { quoteForShell } from "../../src/core/text/shell_quote.ts";
import { makeRepo, makeSession, PRINT_TARGET, SETUP } from "../harness.ts";
import {
  type Attempt,
  attemptAll,
  makeHome,
  makeSandboxed,
  sandboxTest,
} from "../sandboxed.ts";
import { assertSound } from "../soundness.ts";

/** Outside of the project and of the home folder, and nobody's to change. */
const CHECKOUT = fromFileUrl(new URL("../..", import.meta.url));

const TRIED: readonly Attempt[] = [
  ["a file in the home folder", 'touch "$HOME/x"'],
  ["any other folder", `test -w ${quoteForShell(CHECKOUT)}`],
  ["the evaluate command's file", "echo '#' >> eval.sh"],
  ["that file's place", "cp eval.sh e && mv -f e eval.sh"],
  ["a protected file that git tracks", "echo >> data/a.csv"],
  ["a new file in a protected folder", "echo >> data/new.csv"],
  ["a protected file that git does not track", "echo >> secret.txt"],
  ["the settings", "echo >> .autoresearch.cfg"],
  ["the ledger", "echo >> results.tsv"],
  ["what is in flight", "echo > .autoresearch/state.json"],
  ["git's settings", "git config a.b c"],
  ["a hook", "mkdir -p .git/hooks && touch .git/hooks/post-commit"],
  ["the branch", "git tag -f x"],
  ["the tool's own state", 'cat "$HOME/.local/state/autoresearch/secret"'],
];

const FILES = { "data/a.csv": "1\n", ".gitignore": "secret.txt\n" };

sandboxTest(
  "an evaluator in the sandbox has no hold on what is not its own",
  async () => {
    await using home = await makeHome();
    await using repo = await makeSandboxed({
      evaluate: `${PRINT_TARGET}\n${attemptAll(TRIED)}`,
      files: FILES,
      settings: "protected: data, secret.txt\n",
      before: (repo) => repo.write("secret.txt", "2\n"),
    });
    await repo.write("target.txt", "90\n");

    await repo.autoresearchWith(home.variables, "run", "--single");

    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
    assertEquals(await repo.read("run.log"), "p50_ms: 90\n");
    await assertSound(repo);
  },
);

Deno.test("an evaluator outside of the sandbox has a hold on all that it tries", async () => {
  await using home = await makeHome();
  await using repo = await makeSession({ files: FILES });

  const script = attemptAll(TRIED);
  const { stdout } = await repo.exec("sh", ["-c", script], home.variables);

  assertEquals(
    stdout.trimEnd().split("\n"),
    TRIED.map(([what]) => `has a hold on ${what}`),
  );
});

sandboxTest(
  "an evaluator that insists on changing what is protected is a crash",
  async () => {
    await using repo = await makeSandboxed({
      evaluate: judging("echo '#' >> eval.sh"),
    });

    const { code } = await repo.try(90);

    assertEquals(code, 3);
    assertEquals(await repo.verdicts(), ["keep 100", "crash N/A"]);
    assertEquals((await repo.rows())[1]?.["reason"], "exited with code 9");
    await assertSound(repo);
  },
);

sandboxTest(
  "an honest candidate is kept in the sandbox, with what its evaluator writes",
  async () => {
    const fresh = `/tmp/autoresearch of ${Deno.pid}`;
    await using repo = await makeSandboxed({
      evaluate:
        `mkdir -p out && cp target.txt out/a && cp out/a "${fresh}" && ` +
        `echo "p50_ms: $(cat "${fresh}")"`,
      settings: `checks_cmd: ls out | grep -q . && ! test -e "${fresh}"\n`,
    });

    const better = await repo.try(90);
    const worse = await repo.try(120);

    assertEquals([better.code, worse.code], [0, 0]);
    assertEquals(await repo.verdicts(), ["keep 100", "keep 90", "discard 120"]);
    assertEquals(await repo.read("out/a"), "120\n");
    assertEquals(await repo.read("run.log"), "p50_ms: 120\n");
    await assertSound(repo);
  },
);

const MANY: [protects: string, code: number, stderr: RegExp][] = [
  ["data/*.csv", 1, /^Error: Cannot sandbox 202 protected files: 200 can be/],
  ["data/**", 0, /^$/],
  ["data", 0, /^$/],
];
for (const [protects, code, stderr] of MANY) {
  sandboxTest(
    `setup of 201 files protected by ${protects} ends with ${code}`,
    async () => {
      await using repo = await makeRepo({
        "target.txt": "100\n",
        "eval.sh": `! touch data/1.csv && ${PRINT_TARGET}\n`,
        "answers.cfg": `sandbox: bwrap\nprotected: ${protects}\n`,
      });
      await repo.sh(
        "mkdir data && cd data && seq 201 | sed 's/$/.csv/' | xargs touch && " +
          "git add . && git commit -qm data",
      );

      const setup = await repo.autoresearch(
        ...SETUP,
        "--config",
        "answers.cfg",
      );

      assertEquals(setup.code, code);
      assertMatch(setup.stderr, stderr);
    },
  );
}

/** An evaluator that fails for a candidate for which the script does. */
function judging(script: string): string {
  return `[ "$(cat target.txt)" = 100 ] || { ${script}\n} || exit 9\n` +
    PRINT_TARGET;
}

/** A server that ends with its pipe; its first line is its port. */
const SERVER = "import http.server as h, sys, threading\n" +
  "s = h.HTTPServer(('127.0.0.1', 0), h.SimpleHTTPRequestHandler)\n" +
  "print(s.server_port, flush=True)\n" +
  "threading.Thread(target=s.serve_forever, daemon=True).start()\n" +
  "sys.stdin.read()\n";

const REACHES: [network: "on" | "off", verdict: string][] = [
  ["on", "keep 90"],
  ["off", "crash N/A"],
];
for (const [network, verdict] of REACHES) {
  sandboxTest(
    `network: ${network} lets an evaluator connect to a server: ${verdict}`,
    async () => {
      await using server = await startServer();
      const connect = "python3 -c 'import socket; " +
        `socket.create_connection(("127.0.0.1", ${server.port}), 9)'`;
      await using repo = await makeSandboxed({
        evaluate: judging(connect),
        settings: `network: ${network}\n`,
      });

      await repo.try(90);

      assertEquals(await repo.verdicts(), ["keep 100", verdict]);
    },
  );
}

sandboxTest(
  "network: off is the evaluator's alone: an agent still connects",
  async () => {
    await using server = await startServer();
    const connect = "python3 -c 'import socket; " +
      `socket.create_connection(("127.0.0.1", ${server.port}), 9)'`;
    await using repo = await makeSandboxed({ settings: "network: off\n" });

    await repo.loop(`${connect} && echo 90 > target.txt`);

    assertEquals(await repo.verdicts(), ["keep 100", "keep 90"]);
  },
);

async function startServer() {
  const server = new Deno.Command("python3", {
    args: ["-c", SERVER],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  return {
    port: Number(new TextDecoder().decode(value)),
    async [Symbol.asyncDispose]() {
      await server.stdin.close();
      await reader.cancel();
      await server.status;
    },
  };
}
