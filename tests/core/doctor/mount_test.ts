import { assertEquals } from "@std/assert";
import {
  holdsLocks,
  mountOf,
  parseMounts,
} from "../../../src/core/doctor/mount.ts";

const LINUX = `sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
/dev/sda1 / ext4 rw,relatime,errors=remount-ro 0 0
nas:/vol/home /home nfs4 rw,vers=4.2,local_lock=none,addr=10.0.0.2 0 0
overlay /home/me/box overlay rw,lowerdir=/a:/b,upperdir=/c 0 0
me@host:/x /home/me/my\\040work fuse.sshfs rw,user_id=0 0 0
tmpfs /home/me/box tmpfs rw 0 0
`;

const MACOS = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
nas:/vol on /Volumes/my vol (nfs, nodev, nosuid, nolocks)
//me@nas/data on /Volumes/data (smbfs, nodev)
`;

const LOOKUPS: [text: string, path: string, place: string, kind: string][] = [
  [LINUX, "/srv/project", "/", "ext4"],
  [LINUX, "/home/you", "/home", "nfs4"],
  [LINUX, "/homework", "/", "ext4"],
  [LINUX, "/home", "/home", "nfs4"],
  [LINUX, "/home/me/box/x", "/home/me/box", "tmpfs"],
  [LINUX, "/home/me/my work/x", "/home/me/my work", "fuse.sshfs"],
  [MACOS, "/Users/me", "/", "apfs"],
  [MACOS, "/Volumes/my vol/x", "/Volumes/my vol", "nfs"],
  [MACOS, "/Volumes/data", "/Volumes/data", "smbfs"],
];
for (const [text, path, place, kind] of LOOKUPS) {
  Deno.test(`mountOf() finds ${path} on ${kind} at ${place}`, () => {
    const mount = mountOf(path, parseMounts(text));
    assertEquals([mount?.place, mount?.kind], [place, kind]);
  });
}

for (const text of ["", "\n", "nothing that is known", "a on b"]) {
  Deno.test(`parseMounts() leaves out ${JSON.stringify(text)}`, () => {
    assertEquals(parseMounts(text), []);
    assertEquals(mountOf("/x", parseMounts(text)), undefined);
  });
}

const KINDS: [kind: string, options: string, holds: boolean][] = [
  ["ext4", "rw", true],
  ["overlay", "rw,lowerdir=/nolock", true],
  ["apfs", "local, journaled", true],
  ["nfs", "rw,vers=3,local_lock=none", true],
  ["nfs", "rw,vers=3,nolock,local_lock=all", false],
  ["nfs", "nodev, nolocks", false],
  ["nfs4", "rw,local_lock=flock", false],
  ["nfs4", "rw,local_lock=posix", true],
  ["cifs", "rw,vers=3.1.1", true],
  ["cifs", "rw,nobrl", false],
  ["smb3", "rw,nobrl", false],
  ["fuse.sshfs", "rw", false],
  ["fuse.s3fs", "rw", false],
  ["fuse.lxcfs", "rw", true],
  ["9p", "rw,trans=virtio", false],
  ["vboxsf", "rw", false],
  ["lustre", "rw,flock", true],
  ["lustre", "rw,localflock", false],
  ["lustre", "rw,noflock", false],
  ["gfs2", "rw,localflocks", false],
];
for (const [kind, options, holds] of KINDS) {
  Deno.test(`holdsLocks() on ${kind} (${options}) is ${holds}`, () => {
    const [mount] = parseMounts(
      `x /p ${kind} ${options.replace(/ /g, "")} 0 0`,
    );
    assertEquals(mount && holdsLocks(mount), holds);
  });
}
