import type { Ending } from "./ports.ts";

/** What bubblewrap lets a command see and do. */
export interface Sandbox {
  /** The project, in which the command starts. */
  readonly root: string;
  /** Places that are other than read-only; the last one for a path counts. */
  readonly places: readonly Place[];
  readonly hasNetwork: boolean;
}

/** A path that is there, absolute and with every link followed. */
export interface Place {
  readonly path: string;
  /** A folder may be fresh: empty and writable, and gone with the command. */
  readonly access: "write" | "read" | "fresh";
}

/** A `/dev` of its own would hide the graphics processors. */
const DEVICES = [
  "dri",
  "kfd",
  "dxg",
  "accel",
  "nvidiactl",
  "nvidia-modeset",
  "nvidia-uvm",
  "nvidia-uvm-tools",
  "nvidia-caps",
  ...Array.from({ length: 16 }, (_, number) => `nvidia${number}`),
].map((name) => `/dev/${name}`);

/** They lead to folders, and to a bus, that a command shall not use. */
const UNSET = [
  "TMPDIR",
  "TMP",
  "TEMP",
  "XDG_RUNTIME_DIR",
  "DBUS_SESSION_BUS_ADDRESS",
];

/** What a number of its own says of a signal, as shells have it: 128 + N. */
const SIGNALS: Readonly<Record<number, string>> = {
  129: "SIGHUP",
  130: "SIGINT",
  131: "SIGQUIT",
  132: "SIGILL",
  133: "SIGTRAP",
  134: "SIGABRT",
  135: "SIGBUS",
  136: "SIGFPE",
  137: "SIGKILL",
  138: "SIGUSR1",
  139: "SIGSEGV",
  140: "SIGUSR2",
  141: "SIGPIPE",
  142: "SIGALRM",
  143: "SIGTERM",
};

/**
 * Returns the arguments of `bwrap`, to be followed by a command. All is
 * read-only but for the places that say otherwise. The command sees no process
 * outside: through `/proc` it could reach the files as they are there.
 *
 * Two flags are left out, both tried. With `--die-with-parent` all inside is
 * killed as soon as the time limit's SIGTERM ends bwrap, without the seconds to
 * end by itself, and what is left behind has no name any more. `--new-session`
 * would keep that signal out; there is no terminal to be kept from.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const words = bwrapArguments({
 *   root: "/work/my project",
 *   places: [
 *     { path: "/work/my project/eval.sh", access: "read" },
 *     { path: "/work/my project", access: "write" },
 *     { path: "/tmp", access: "fresh" },
 *   ],
 *   hasNetwork: false,
 * });
 *
 * assertEquals(words.slice(0, 3), ["--ro-bind", "/", "/"]);
 * assertEquals(words.join(" ").includes(
 *   "--tmpfs /tmp " +
 *     "--bind /work/my project /work/my project " +
 *     "--ro-bind /work/my project/eval.sh /work/my project/eval.sh",
 * ), true);
 * assertEquals(words.includes("--unshare-net"), true);
 * ```
 */
export function bwrapArguments(
  { root, places, hasNetwork }: Sandbox,
): readonly string[] {
  const accesses = new Map(places.map(({ path, access }) => [path, access]));
  // A folder comes before what is in it, which would be covered otherwise.
  const paths = [...accesses.keys()].filter((path) => path !== "/").toSorted();
  return [
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...DEVICES.flatMap((path) => ["--dev-bind-try", path, path]),
    ...paths.flatMap((path) => mountOf(path, accesses.get(path))),
    ...["--unshare-pid", "--unshare-ipc"],
    ...(hasNetwork ? [] : ["--unshare-net"]),
    // Root could make everything writable again.
    ...["--cap-drop", "ALL"],
    ...UNSET.flatMap((name) => ["--unsetenv", name]),
    ...["--chdir", root],
  ];
}

/**
 * Returns how a command in the sandbox ended, of which bwrap itself says but a
 * number.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(endingInside(7), { kind: "exited", code: 7 });
 * assertEquals(endingInside(137), { kind: "signaled", signal: "SIGKILL" });
 * ```
 */
export function endingInside(code: number): Ending {
  const signal = SIGNALS[code];
  return signal === undefined
    ? { kind: "exited", code }
    : { kind: "signaled", signal };
}

function mountOf(
  path: string,
  access: Place["access"] | undefined,
): readonly string[] {
  switch (access) {
    case "write":
      return ["--bind", path, path];
    case "read":
      return ["--ro-bind", path, path];
    case "fresh":
      return ["--tmpfs", path];
    case undefined:
      return [];
  }
}
