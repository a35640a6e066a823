// Stands in for `node:crypto` in the browser's engine.
import { sha256 } from "../sha256";

export const randomUUID = (): string => crypto.randomUUID();

/** A whole number below `limit`, which is at most 2^48. */
export function randomInt(limit: number): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high * 2 ** 16 + (low >>> 16)) % limit;
}

/** SHA-256 is the only one that is asked for. */
export function createHash(_name: "sha256"): { update(content: Uint8Array | string): { digest(form: "hex"): string } } {
  return {
    update: (content) => {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      return { digest: () => sha256(bytes) };
    },
  };
}
