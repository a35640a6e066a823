import { createContext, Script } from "node:vm";
import { TookTooLong, useGuard } from "../python/regexGuard";

/** Lets a regular expression that does not end be stopped: only code that runs in a `vm` script has a time limit. */
export function guardRegularExpressions(): void {
  const holder: { work: (() => unknown) | null } = { work: null };
  const context = createContext(holder);
  const script = new Script("work()");
  useGuard(<T>(work: () => T, milliseconds: number): T => {
    let answer: T | undefined;
    holder.work = () => {
      answer = work();
    };
    try {
      script.runInContext(context, { timeout: milliseconds });
    } catch (error) {
      throw isTimeout(error) ? new TookTooLong() : error;
    } finally {
      holder.work = null;
    }
    return answer as T;
  });
}

/** By its code: the error is one of the other context's, no instance of this one's `Error`. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
