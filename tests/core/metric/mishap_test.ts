import { assertEquals } from "@std/assert";
import { type Mishap, mishapIn } from "../../../src/core/metric/mishap.ts";
import type { Ending } from "../../../src/core/ports.ts";

const FAILED: Ending = { kind: "exited", code: 1 };

const ENDINGS: readonly (readonly [
  ending: Ending,
  mishap: Mishap | undefined,
])[] = [
  [{ kind: "signaled", signal: "SIGKILL" }, "killed from outside"],
  [{ kind: "signaled", signal: "SIGTERM" }, "killed from outside"],
  [{ kind: "signaled", signal: "SIGHUP" }, "killed from outside"],
  [{ kind: "exited", code: 137 }, "killed from outside"],
  [{ kind: "exited", code: 143 }, "killed from outside"],
  [{ kind: "signaled", signal: "SIGSEGV" }, undefined],
  [{ kind: "signaled", signal: "SIGABRT" }, undefined],
  [{ kind: "exited", code: 139 }, undefined],
  [{ kind: "exited", code: 124 }, undefined],
  [FAILED, undefined],
  [{ kind: "timedOut", limitSeconds: 5 }, undefined],
  [{ kind: "cancelled" }, undefined],
  [{ kind: "spawnFailed", reason: "no sh" }, undefined],
];
for (const [ending, mishap] of ENDINGS) {
  Deno.test(`mishapIn() of ${JSON.stringify(ending)} is ${mishap}`, () => {
    assertEquals(mishapIn(ending, "p50_ms: 90\n"), mishap);
  });
}

const MESSAGES: readonly (readonly [
  output: string,
  mishap: Mishap | undefined,
])[] = [
  ["OSError: [Errno 28] No space left on device", "the disk is full"],
  ["cp: error writing 'x': No space left on device", "the disk is full"],
  ["write: ENOSPC", "the disk is full"],
  ["OSError: [Errno 122] Disk quota exceeded: 'w.pt'", "the disk is full"],
  [
    "curl: (6) Could not resolve host: example.invalid",
    "the network failed",
  ],
  [
    "socket.gaierror: [Errno -3] Temporary failure in name resolution",
    "the network failed",
  ],
  ["Error: getaddrinfo ENOTFOUND example.invalid", "the network failed"],
  ["OSError: [Errno 101] Network is unreachable", "the network failed"],
  [
    "ConnectionResetError: [Errno 104] Connection reset by peer",
    "the network failed",
  ],
  [
    "Unable to determine the device handle for GPU 0000:01:00.0: Unknown Error",
    "the GPU was lost",
  ],
  ["RuntimeError: No CUDA-capable device is detected", "the GPU was lost"],
  [
    "CUDA error: all CUDA-capable devices are busy; uncorrectable ECC error " +
    "encountered",
    "the GPU was lost",
  ],
  ["\x1b[31mNo space\x1b[0m left on device\r\n", "the disk is full"],
  // What the idea may well have done by itself.
  ["torch.cuda.OutOfMemoryError: CUDA out of memory", undefined],
  ["MemoryError", undefined],
  ["CUDA error: device-side assert triggered", undefined],
  ["ConnectionRefusedError: [Errno 111] Connection refused", undefined],
  ["ModuleNotFoundError: No module named 'network'", undefined],
  ["", undefined],
  // Said long before the end, and survived.
  [`No space left on device\n${"step\n".repeat(50)}ValueError`, undefined],
];
for (const [output, mishap] of MESSAGES) {
  Deno.test(`mishapIn() of ${JSON.stringify(output.slice(0, 60))} is ${mishap}`, () => {
    assertEquals(mishapIn(FAILED, output), mishap);
  });
}
