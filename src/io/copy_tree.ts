import { join } from "@std/path";

/**
 * Copies a file or a folder with all that is in it; a link stays one. A pipe or
 * a device is left out: to read it is to wait for ever.
 */
export async function copyTree(from: string, to: string): Promise<void> {
  const { isFile, isDirectory, isSymlink } = await Deno.lstat(from);
  if (isSymlink) {
    await Deno.symlink(await Deno.readLink(from), to);
  } else if (isDirectory) {
    await Deno.mkdir(to, { recursive: true });
    for await (const { name } of Deno.readDir(from)) {
      await copyTree(join(from, name), join(to, name));
    }
  } else if (isFile) await Deno.copyFile(from, to);
}
