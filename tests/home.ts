/** Where Deno keeps what it has loaded, which is found by HOME otherwise. */
const { denoDir } = await describeDeno();

/** Variables by which another folder is home, and nothing is loaded anew. */
export function homeAt(folder: string): Record<string, string> {
  return { HOME: folder, DENO_DIR: denoDir };
}

async function describeDeno(): Promise<{ readonly denoDir: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  });
  const { stdout } = await command.output();
  return JSON.parse(new TextDecoder().decode(stdout));
}
