import { isRetryable } from "./errors";

/** Milliseconds before work that the server gave up on is done again, each time longer. */
const WAITS = [10, 50, 250];

/** Does again what the server gave up on for another program's sake (40001). Only for what reads. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return work();
}
