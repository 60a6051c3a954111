import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { files } from "../../src/io/files.ts";

const MEBIBYTE = 1024 * 1024;

/** Makes a folder that is gone again after the test. */
async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "autoresearch " });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function piecesOf(text: string): Promise<string[]> {
  await using folder = await makeFolder();
  const path = join(folder.path, "run.log");
  await Deno.writeTextFile(path, text);
  return await Array.fromAsync(files.readBackwards(path));
}

/** Texts whose lines lie across the border between two pieces. */
const TEXTS: [what: string, text: string, isOnePiece: boolean][] = [
  ["nothing", "", false],
  ["one line", "loss: 1", true],
  ["short lines", "a\nb\r\nc\rd\n", true],
  ["many lines", lines(40_000), false],
  ["a border inside a line", `${"x".repeat(99)}\n${lines(40_000)}`, false],
  [
    "a border at a line's end",
    `${"x".repeat(MEBIBYTE - 1)}\n${"y".repeat(MEBIBYTE - 1)}\n`,
    false,
  ],
  ["a border between \\r and \\n", `a\r\n${"y".repeat(MEBIBYTE - 1)}`, false],
  ["characters of several bytes", `${"é漢🚀\n".repeat(300_000)}`, false],
  ["a line of 2 MB", `a\n${"x".repeat(2 * MEBIBYTE - 9)}\nb\n`, false],
  ["only line ends", "\n".repeat(2 * MEBIBYTE + 5), false],
  ["progress bars", "step 1\r".repeat(400_000), false],
];
for (const [what, text, isOnePiece] of TEXTS) {
  Deno.test(`readBackwards() yields whole lines, the last ones first, of ${what}`, async () => {
    const pieces = await piecesOf(text);

    assert(pieces.toReversed().join("") === text);
    const starts = pieces.slice(0, -1).map((piece, index) =>
      pieces[index + 1]?.at(-1) ?? piece
    );
    assertEquals(starts.filter((last) => last !== "\n" && last !== "\r"), []);
    if (isOnePiece) assertEquals(pieces.length, 1);
  });
}

Deno.test("readBackwards() cuts a line that nobody would print, and goes on", async () => {
  const pieces = await piecesOf(`loss: 1\n${"x".repeat(9 * MEBIBYTE)}\nb\n`);
  assertEquals(pieces[0], "b\n");
  assert(pieces.at(-1)?.startsWith("loss: 1\nxxx"));
  assert(pieces.every((piece) => piece.length < 6 * MEBIBYTE));
});

Deno.test("readBackwards() replaces bytes that are not UTF-8", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "run.log");
  await Deno.writeFile(path, new Uint8Array([97, 255, 10, 98]));
  assertEquals(await Array.fromAsync(files.readBackwards(path)), [
    "a\ufffd\nb",
  ]);
});

Deno.test("readBackwards() reads no more of a large file than is asked for", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "run.log");
  await Deno.writeTextFile(path, "");
  await Deno.truncate(path, 64 * 1024 * MEBIBYTE);
  await files.append(path, "\nloss: 1\n");
  const started = performance.now();

  for await (const piece of files.readBackwards(path)) {
    assertEquals(piece, "loss: 1\n");
    break;
  }

  // Whoever read all of it would take minutes.
  assert(performance.now() - started < 10_000);
});

Deno.test("readTail() gives the end, and nothing where there is no file", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "x");
  await Deno.writeTextFile(path, "0123456789");
  assertEquals(await files.readTail(path, 4), "6789");
  assertEquals(await files.readTail(path, 40), "0123456789");
  assertEquals(await files.readTail(`${path}-`, 4), "");
});

Deno.test("readFrom() gives bytes from a place on, and none where there is no file", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "x");
  await Deno.writeTextFile(path, "0123456789");
  const textFrom = async (name: string, start: number, maxBytes: number) =>
    new TextDecoder().decode(await files.readFrom(name, start, maxBytes));
  assertEquals(await textFrom(path, 2, 3), "234");
  assertEquals(await textFrom(path, 8, 40), "89");
  assertEquals(await textFrom(path, 10, 40), "");
  assertEquals(await textFrom(path, 99, 40), "");
  assertEquals(await textFrom(`${path}-`, 0, 40), "");
});

Deno.test("write() leaves either the old text or the new, and no other file", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "a/b/state.json");

  await files.write(path, "1");
  await files.write(path, "2");

  assertEquals(await files.read(path), "2");
  assertEquals(await files.list(join(folder.path, "a/b")), ["state.json"]);
});

Deno.test("overwrite() keeps a file's mode, and the link that leads to it", async () => {
  await using folder = await makeFolder();
  const [path, link] = [join(folder.path, "x.sh"), join(folder.path, "link")];
  await Deno.writeTextFile(path, "a long text");
  await Deno.chmod(path, 0o755);
  await Deno.symlink(path, link);

  await files.overwrite(link, "b");

  assertEquals(await Deno.readTextFile(path), "b");
  assertEquals(((await Deno.lstat(path)).mode ?? 0) & 0o777, 0o755);
  assertEquals((await files.facts(link))?.kind, "link");
});

Deno.test("append() makes the file, and adds to what is there", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "results.tsv");
  await files.append(path, "a\n");
  await files.append(path, "b\n");
  assertEquals(await files.read(path), "a\nb\n");
});

Deno.test("move() and copy() take whole folders, links as links", async () => {
  await using folder = await makeFolder();
  const [from, to, copy] = ["from", "x/to", "y/copy"].map((name) =>
    join(folder.path, name)
  ) as [string, string, string];
  await files.write(join(from, "a/b"), "1");
  await Deno.symlink("nowhere", join(from, "link"));

  await files.copy(from, copy);
  await files.move(from, to);

  assertEquals(await files.facts(from), undefined);
  for (const place of [to, copy]) {
    assertEquals(await files.read(join(place, "a/b")), "1");
    assertEquals(await Deno.readLink(join(place, "link")), "nowhere");
  }
});

Deno.test("remove() takes folders, links and nothing alike", async () => {
  await using folder = await makeFolder();
  const [kept, link] = [join(folder.path, "kept"), join(folder.path, "link")];
  await files.write(join(kept, "a"), "1");
  await Deno.symlink(kept, link);

  await files.remove(link);
  await files.remove(join(folder.path, "missing"));
  await files.remove(join(kept, "a/below"));

  assertEquals(await files.list(folder.path), ["kept"]);
  assertEquals(await files.read(join(kept, "a")), "1");
});

Deno.test("facts() gives another stamp to other bytes of the same size", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "x");
  await Deno.writeTextFile(path, "1");
  const before = await files.facts(path);
  await files.write(path, "2");
  const after = await files.facts(path);
  assertEquals([before?.kind, before?.size], [after?.kind, after?.size]);
  assert(before?.stamp !== after?.stamp);
});

Deno.test("hash() is the SHA-256 of the bytes", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "x");
  await Deno.writeTextFile(path, "abc");
  assertEquals(
    await files.hash(path),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

function lines(count: number): string {
  return Array.from({ length: count }, (_, at) => `line ${at} of the log\n`)
    .join("");
}

Deno.test("writeDurably() writes a whole file in a folder that it makes, and replaces one", async () => {
  await using folder = await makeFolder();
  const path = join(folder.path, "deep", "state.json");

  await files.writeDurably(path, "first, and longer\n");
  await files.writeDurably(path, "second\n");

  assertEquals(await Deno.readTextFile(path), "second\n");
  assertEquals(await files.list(join(folder.path, "deep")), ["state.json"]);
});

/** What may stand in a file's place, where an agent can write. */
const NO_FILES: readonly (readonly [what: string, make: string])[] = [
  ["a pipe that nobody writes to", "mkfifo"],
  ["a device without an end", "ln -s /dev/zero"],
  ["a folder", "mkdir"],
  ["a link that leads to itself", "ln -s a.txt"],
  ["nothing", "true"],
];
for (const [what, make] of NO_FILES) {
  Deno.test(`files find no text in ${what}`, async () => {
    await using folder = await makeFolder();
    const path = join(folder.path, "a.txt");
    await new Deno.Command("sh", {
      args: ["-c", `${make} a.txt`],
      cwd: folder.path,
    }).output();

    assertEquals(await files.read(path), undefined);
    assertEquals(await files.readTail(path, 10), "");
    assertEquals(await files.readFrom(path, 0, 10), new Uint8Array());
    assertEquals(await Array.fromAsync(files.readBackwards(path)), []);
  });
}

/** Paths at which nothing can stand, below a folder with the link `loop`. */
const NOWHERE: readonly (readonly [what: string, path: string])[] = [
  ["below a link that leads to itself", "loop/x"],
  ["at a name of 300 characters", "x".repeat(300)],
  ["at a path of 8,000 characters", "x/".repeat(4_000)],
];
for (const [what, path] of NOWHERE) {
  Deno.test(`files find nothing ${what}`, async () => {
    await using folder = await makeFolder();
    await Deno.symlink("loop", join(folder.path, "loop"));
    const place = join(folder.path, path);

    assertEquals(await files.facts(place), undefined);
    assertEquals(await files.realPath(place), undefined);
    assertEquals(await files.read(place), undefined);
    assertEquals(await files.list(place), []);
    await files.remove(place);
  });
}

Deno.test("files see, move and remove a link that leads to itself", async () => {
  await using folder = await makeFolder();
  const [link, place] = [join(folder.path, "a"), join(folder.path, "b")];
  await Deno.symlink("a", link);

  assertEquals((await files.facts(link))?.kind, "link");
  assertEquals(await files.realPath(link), undefined);
  await files.move(link, place);
  assertEquals(await Deno.readLink(place), "a");
  await files.remove(place);
  assertEquals(await files.list(folder.path), []);
});

Deno.test("copy() leaves out a pipe, which nobody may write to", async () => {
  await using folder = await makeFolder();
  const [from, to] = [join(folder.path, "from"), join(folder.path, "to")];
  await files.write(join(from, "x"), "1");
  await new Deno.Command("mkfifo", { args: [join(from, "pipe")] }).output();

  await files.copy(from, to);

  assertEquals(await files.list(to), ["x"]);
});
