import type { Finding } from "../core/finding.ts";
import type { Ports } from "../core/ports.ts";
/** Being written. */
export function examine(
  _ports: Ports,
  _root: string,
): Promise<readonly Finding[]> {
  return Promise.resolve([]);
}
