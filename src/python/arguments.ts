import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { Value } from "./objects";

/** A text argument. Throws TypeError for what is none. */
export function textOf(value: Value | undefined, name: string): string {
  if (typeof value === "string") return value;
  throw raise("TypeError", `${name}() argument must be str, not ${typeNameOf(value ?? null)}`);
}
