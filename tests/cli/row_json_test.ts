import { assertEquals } from "@std/assert";
import { toRowJson } from "../../src/cli/row_json.ts";

Deno.test("toRowJson() lets no foreign column take the place of a key of ours", () => {
  const row = {
    row: 7,
    commit: "c0ffee1",
    metric: undefined,
    status: "crash",
    description: "an idea",
    reason: "",
    other: { row: "77", metric: "5", gpu: "A" },
  } as const;

  assertEquals(toRowJson(row), {
    row: 7,
    commit: "c0ffee1",
    status: "crash",
    description: "an idea",
    reason: "",
    metric: null,
    gpu: "A",
  });
});
