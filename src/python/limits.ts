import { type PyRaise, raise } from "./exceptions";

/** The largest string, list or integer (in characters, items, bits) that a script may build. */
export const SIZE_LIMIT = 10_000_000;

/** The error for a value that is larger. */
export function tooLarge(): PyRaise {
  return raise(
    "MemoryError",
    `a value of more than ${SIZE_LIMIT.toLocaleString("en")} characters, items or bits is more than a script may build here`,
  );
}
