import { assertEquals, assertThrows } from "@std/assert";
import {
  nothingWhereMissing,
  nothingWhereUnreadable,
} from "../../src/io/missing.ts";

const { errors } = Deno;
const TOO_LONG = Object.assign(new Error("long"), { code: "ENAMETOOLONG" });
const FULL = Object.assign(new Error("full"), { code: "ENOSPC" });

type Says = "nothing" | "throws";
const ERRORS: readonly (readonly [error: Error, missing: Says, log: Says])[] = [
  [new errors.NotFound("x"), "nothing", "nothing"],
  [new errors.NotADirectory("below a file"), "nothing", "nothing"],
  [new errors.FilesystemLoop("a link to itself"), "nothing", "nothing"],
  [TOO_LONG, "nothing", "nothing"],
  [new errors.PermissionDenied("mode 000"), "throws", "nothing"],
  [new errors.NotCapable("--allow-read"), "throws", "throws"],
  [FULL, "throws", "throws"],
];
for (const [error, missing, log] of ERRORS) {
  const what = `${error.name} (${error.message})`;
  for (
    const [read, says] of [
      [nothingWhereMissing, missing],
      [nothingWhereUnreadable, log],
    ] as const
  ) {
    Deno.test(`${read.name}() ${says === "throws" ? "throws" : "returns nothing for"} ${what}`, () => {
      if (says === "throws") assertThrows(() => read(error), Error);
      else assertEquals(read(error), undefined);
    });
  }
}
