import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { runDoctor } from "../doctor_report.ts";
import { stateOf } from "../folder_state.ts";
import {
  makeRepo,
  makeSession,
  PRINT_TARGET,
  type Repo,
  SETUP,
} from "../harness.ts";

/** Makes a folder of programs for PATH in which `bwrap` is what is given. */
async function makePath(bwrap: string | undefined) {
  const path = await Deno.makeTempDir({ prefix: "path of " });
  const names = "sh git grep sed cat tr sleep uname mount".split(" ");
  const script = 'for name; do ln -s "$(command -v "$name")" "$0"; done';
  await new Deno.Command("sh", { args: ["-c", script, path, ...names] })
    .output();
  if (bwrap !== undefined) {
    const text = `#!/bin/sh\n${bwrap}\n`;
    await Deno.writeTextFile(join(path, "bwrap"), text, { mode: 0o755 });
  }
  return {
    variables: { PATH: path },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Makes a session with a candidate, whose sandbox was asked for since. */
async function makeWanting(): Promise<Repo> {
  const repo = await makeSession();
  const settings = await repo.read(".autoresearch.cfg");
  await repo.write(".autoresearch.cfg", `${settings}sandbox: bwrap\n`);
  await repo.write("target.txt", "90\n");
  return repo;
}

const OTHERWISE = "or write  sandbox: none  in .autoresearch.cfg";

const REFUSALS: [
  why: string,
  bwrap: string | undefined,
  message: string,
  hint: string,
][] = [
  [
    "bubblewrap is missing",
    undefined,
    "Cannot start the sandbox: bwrap is not on PATH",
    `Install bubblewrap (Linux only; apt-get install bubblewrap), ${OTHERWISE}`,
  ],
  [
    "namespaces are forbidden",
    "echo 'bwrap: No permissions to create new namespace' >&2; exit 1",
    "Cannot start the sandbox: bwrap says " +
    '"bwrap: No permissions to create new namespace"',
    "Let your user make namespaces (sysctl " +
    "kernel.unprivileged_userns_clone=1, on Ubuntu " +
    "kernel.apparmor_restrict_unprivileged_userns=0; most containers forbid " +
    `them), ${OTHERWISE}`,
  ],
];
for (const [why, bwrap, message, hint] of REFUSALS) {
  for (const mode of [["run", "--single"], ["run", "--loop"]]) {
    Deno.test(`${mode.join(" ")} is refused where ${why}`, async () => {
      await using path = await makePath(bwrap);
      await using repo = await makeWanting();
      const before = await stateOf(repo);

      const result = await repo.autoresearchWith(path.variables, ...mode);

      assertEquals(result, {
        code: 1,
        stdout: "",
        stderr: `Error: ${message}\nHint: ${hint}\n`,
      });
      assertEquals(await stateOf(repo), before);
    });
  }

  Deno.test(`setup is refused where ${why}`, async () => {
    await using path = await makePath(bwrap);
    await using repo = await makeRepo({
      "target.txt": "100\n",
      "eval.sh": `${PRINT_TARGET}\n`,
      "answers.cfg": "sandbox: bwrap\n",
    });
    const before = await stateOf(repo);

    const { code, stderr } = await repo.autoresearchWith(
      path.variables,
      ...[...SETUP, "--config", "answers.cfg"],
    );

    assertEquals(
      [code, stderr],
      [1, `Error: ${message}\nHint: ${hint}\n`],
    );
    assertEquals(await stateOf(repo), before);
  });

  Deno.test(`doctor says that ${why}, and measures nothing`, async () => {
    await using path = await makePath(bwrap);
    await using repo = await makeWanting();
    await repo.write("target.txt", "100\n");
    const log = await repo.read("run.log");

    const { code, findings } = await runDoctor(repo, path);

    assertEquals(code, 1);
    assertEquals(findings.filter(({ severity }) => severity === "error"), [
      { kind: "sandbox", severity: "error", message, fix: hint },
    ]);
    assertEquals(await repo.read("run.log"), log);
  });
}
