import { PRINT_TARGET, Repo, SETUP } from "./harness.ts";

/** Whether this machine lets a test mount a file system of its own. */
export const CAN_MOUNT = await canMount();

/** Shown beside a test that can't run here. */
export const WHY_NOT = CAN_MOUNT ? "" : " (needs the right to mount)";

/**
 * Makes a repository with the session `t1` on a file system of its own, which
 * can be filled up or made read-only.
 */
export async function makeMounted(options: string): Promise<Repo> {
  const repo = new MountedRepo(
    await Deno.makeTempDir({ prefix: "autoresearch " }),
  );
  await repo.mount("tmpfs", options);
  try {
    await repo.write("target.txt", "100\n");
    await repo.write("eval.sh", `${PRINT_TARGET}\n`);
    await repo.sh(
      "git init -q -b main && git config user.name test && " +
        "git config user.email test@example.invalid && " +
        "git add -A && git commit -qm start",
    );
    const { code, stderr } = await repo.autoresearch(...SETUP);
    if (code !== 0) throw new Error(`setup exited with ${code}: ${stderr}`);
    return repo;
  } catch (error) {
    await repo[Symbol.asyncDispose]();
    throw error;
  }
}

class MountedRepo extends Repo {
  /** Takes the place of the folder; by `remount` it changes what is there. */
  async mount(kind: string, options: string): Promise<void> {
    const args = ["-t", kind, "-o", options, "autoresearch", this.path];
    const { code, stderr } = await this.exec("mount", args);
    if (code !== 0) throw new Error(`mount: ${stderr}`);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    // From within, as everything is called from there.
    await this.exec("umount", ["--lazy", this.path]);
    await Deno.remove(this.path, { recursive: true });
  }
}

async function canMount(): Promise<boolean> {
  const folder = await Deno.makeTempDir({ prefix: "autoresearch " });
  try {
    const mount = new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", "size=64k", "probe", folder],
      stderr: "null",
    });
    if (!(await mount.output()).success) return false;
    const umount = new Deno.Command("umount", { args: [folder] });
    return (await umount.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  } finally {
    await Deno.remove(folder);
  }
}
