import { assertEquals, assertThrows } from "@std/assert";
import { parseConfig } from "../../src/core/config/config_text.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Ending } from "../../src/core/ports.ts";
import {
  bwrapArguments,
  endingInside,
  type Place,
} from "../../src/core/sandbox.ts";

/** What is mounted, by its last word, between `/proc` and the namespaces. */
function mountsOf(places: readonly Place[]): string {
  const words = bwrapArguments({ root: "/p", places, hasNetwork: true });
  const last = words.lastIndexOf("--dev-bind-try");
  return words.slice(last + 3, words.indexOf("--unshare-pid")).join(" ");
}

const MOUNTS: [what: string, places: Place[], mounts: string][] = [
  ["nothing where no place is named", [], ""],
  [
    "a folder before what is in it",
    [{ path: "/p/e.sh", access: "read" }, { path: "/p", access: "write" }],
    "--bind /p /p --ro-bind /p/e.sh /p/e.sh",
  ],
  [
    "a folder before what is in it, whatever else begins with its name",
    [
      { path: "/p/e.sh", access: "read" },
      { path: "/p b", access: "read" },
      { path: "/p", access: "write" },
    ],
    "--bind /p /p --ro-bind /p b /p b --ro-bind /p/e.sh /p/e.sh",
  ],
  [
    "the last that is said of a path",
    [{ path: "/p", access: "read" }, { path: "/p", access: "write" }],
    "--bind /p /p",
  ],
  ["a fresh folder", [{ path: "/tmp", access: "fresh" }], "--tmpfs /tmp"],
  ["never the root, whoever lives there", [{ path: "/", access: "write" }], ""],
];
for (const [what, places, mounts] of MOUNTS) {
  Deno.test(`bwrapArguments() mounts ${what}`, () => {
    assertEquals(mountsOf(places), mounts);
  });
}

for (const [hasNetwork, count] of [[true, 0], [false, 1]] as const) {
  Deno.test(`bwrapArguments() with hasNetwork ${hasNetwork}`, () => {
    const words = bwrapArguments({ root: "/p", places: [], hasNetwork });
    assertEquals(
      words.filter((word) => word === "--unshare-net").length,
      count,
    );
  });
}

const ENDINGS: [code: number, ending: Ending][] = [
  [0, { kind: "exited", code: 0 }],
  [127, { kind: "exited", code: 127 }],
  [128, { kind: "exited", code: 128 }],
  [137, { kind: "signaled", signal: "SIGKILL" }],
  [139, { kind: "signaled", signal: "SIGSEGV" }],
  [143, { kind: "signaled", signal: "SIGTERM" }],
  [255, { kind: "exited", code: 255 }],
];
for (const [code, ending] of ENDINGS) {
  Deno.test(`endingInside() says of ${code}: ${JSON.stringify(ending)}`, () => {
    assertEquals(endingInside(code), ending);
  });
}

const REQUIRED = "target: t.py\nevaluate_cmd: sh e.sh\nmetric: loss\n";

const READ: [lines: string, read: object][] = [
  ["", {}],
  ["sandbox: none\n", { sandbox: "none" }],
  ["sandbox: none\nnetwork: on\n", { sandbox: "none", network: true }],
  ["network: off\nsandbox: bwrap\n", { sandbox: "bwrap", network: false }],
];
for (const [lines, read] of READ) {
  Deno.test(`parseConfig() reads ${JSON.stringify(lines)}`, () => {
    const { sandbox, network } = parseConfig(REQUIRED + lines, "cfg").config;
    assertEquals(
      JSON.parse(JSON.stringify({ sandbox, network })),
      read,
    );
  });
}

const REFUSED: [lines: string, message: string, hint: string][] = [
  [
    "sandbox: docker\n",
    'line 4, sandbox is "docker": it must be "none" or "bwrap"',
    "Write it as  sandbox: bwrap",
  ],
  [
    "network: off\n",
    "network is off, and only a sandbox can keep it so",
    "Write  sandbox: bwrap  too",
  ],
  [
    "sandbox: none\nnetwork: off\n",
    "network is off, and only a sandbox can keep it so",
    "Write  sandbox: bwrap  too",
  ],
];
for (const [lines, message, hint] of REFUSED) {
  Deno.test(`parseConfig() refuses ${JSON.stringify(lines)}`, () => {
    const failure = assertThrows(
      () => parseConfig(REQUIRED + lines, "cfg"),
      Failure,
    );
    assertEquals(failure.message, `Cannot read "cfg": ${message}`);
    assertEquals(failure.hint, hint);
  });
}
