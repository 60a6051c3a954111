import { assert, assertEquals } from "@std/assert";
import { limitTime } from "../../src/io/time_limit.ts";

const MODULE = import.meta.resolve("../../src/io/time_limit.ts");

Deno.test("limitTime() aborts when the time is used up, and not before", async () => {
  const started = performance.now();
  using limit = limitTime(0.2);

  await new Promise((resolve) =>
    limit.signal.addEventListener("abort", resolve)
  );

  const seconds = (performance.now() - started) / 1000;
  assert(seconds >= 0.19, `${seconds}`);
});

Deno.test("limitTime() takes more seconds than a timer can", () => {
  using limit = limitTime(1e9);
  assertEquals(limit.signal.aborted, false);
});

Deno.test("limitTime() leaves out the time in which the process was stopped", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { limitTime } from ${JSON.stringify(MODULE)};
      const started = performance.now();
      const limit = limitTime(1);
      limit.signal.onabort = () => console.log(performance.now() - started);
      console.log("running");`,
    ],
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  const reader = lines.getReader();

  await reader.read();
  child.kill("SIGSTOP");
  // The one thing to wait for is that time passes.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  child.kill("SIGCONT");
  const { value = "" } = await reader.read();
  await child.status;
  await reader.cancel();

  // Its own second, of which less than a tick had passed, beside the three.
  assert(Number(value) > 3_400, value);
});
