/** A file system, and where in the tree of files it begins. */
export interface Mount {
  readonly place: string;
  /** What the system calls its kind: `ext4`, `nfs4`, `fuse.sshfs`. */
  readonly kind: string;
  readonly options: readonly string[];
}

/** Linux: device, place, kind, options. macOS: `device on place (kind, …)`. */
const LINUX = /^\S+ (\/\S*) (\S+) (\S+)(?: |$)/;
const MACOS = /^.+ on (\/.*) \((\w[\w.]*)(?:, (.*))?\)$/;

/**
 * Reads the list of mounted file systems, as `/proc/self/mounts` or macOS's
 * `mount` has it; a line that is neither is left out.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = "nas:/vol /home/my\\040files nfs rw,nolock 0 0\n";
 * assertEquals(parseMounts(text), [
 *   { place: "/home/my files", kind: "nfs", options: ["rw", "nolock"] },
 * ]);
 * ```
 */
export function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, place, kind, options = ""] = MACOS.exec(line) ??
      LINUX.exec(line) ?? [];
    return place === undefined || kind === undefined ? [] : [{
      place: unescapeOctal(place),
      kind,
      options: options.split(/, ?/).filter((option) => option !== ""),
    }];
  });
}

/** Returns the mount that a path lies on: the deepest, of several the last. */
export function mountOf(
  path: string,
  mounts: readonly Mount[],
): Mount | undefined {
  return mounts
    .filter(({ place }) =>
      place === "/" || path === place || path.startsWith(`${place}/`)
    )
    .toSorted((a, b) => a.place.length - b.place.length)
    .at(-1);
}

/** Kinds that other machines see as well, and none of whose locks they do. */
const UNLOCKED =
  /^(?:9p|afpfs|davfs|drvfs|prl_fs|vboxsf|webdav|fuse\.(?:sshfs|s3fs|rclone|gcsfuse|davfs2?|vmhgfs-fuse))$/;

/** Kinds whose locks reach other machines, but for some of their options. */
const LOCKED: readonly (readonly [kind: RegExp, but: RegExp])[] = [
  [/^nfs4?$/, /^(?:nolocks?|locallocks|local_lock=(?:all|flock))$/],
  [/^(?:cifs|smb3|smbfs)$/, /^nobrl$/],
  [/^(?:gfs2|ocfs2)$/, /^localflocks$/],
];

/**
 * Says whether a lock on this file system holds on every machine that sees it:
 * where it doesn't, a second writer elsewhere is never told of the first.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const nfs = { place: "/home", kind: "nfs" };
 * assertEquals(holdsLocks({ ...nfs, options: ["rw"] }), true);
 * assertEquals(holdsLocks({ ...nfs, options: ["rw", "nolock"] }), false);
 * ```
 */
export function holdsLocks({ kind, options }: Mount): boolean {
  if (UNLOCKED.test(kind)) return false;
  // Lustre has locks only where it is told to.
  if (kind === "lustre") return options.includes("flock");
  return !LOCKED.some(([ofKind, but]) =>
    ofKind.test(kind) && options.some((option) => but.test(option))
  );
}

/** The kernel writes a space, a tab, a newline and a backslash by their codes. */
function unescapeOctal(text: string): string {
  return text.replace(
    /\\([0-7]{3})/g,
    (_, digits) => String.fromCharCode(parseInt(digits, 8)),
  );
}
