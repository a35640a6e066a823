import { PyDict } from "./collections";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { Runtime, Value } from "./objects";

/** What `dict(other, **kwargs)` and `dict.update` take in: a mapping, or pairs. */
export async function merge(
  into: PyDict,
  other: Value | undefined,
  kwargs: ReadonlyMap<string, Value>,
  runtime: Runtime,
): Promise<void> {
  if (other instanceof PyDict) for (const [key, value] of other.entries()) into.set(key, value);
  else if (other !== undefined) {
    let at = 0;
    for await (const pair of runtime.iterate(other)) {
      const [key, value] = await pairOf(pair, at++, runtime);
      into.set(key, value);
    }
  }
  for (const [key, value] of kwargs) into.set(key, value);
}

/** The same, giving the dict that was filled. */
export async function mergeInto<T extends PyDict>(
  into: T,
  other: Value | undefined,
  kwargs: ReadonlyMap<string, Value>,
  runtime: Runtime,
): Promise<T> {
  await merge(into, other, kwargs, runtime);
  return into;
}

async function pairOf(pair: Value, at: number, runtime: Runtime): Promise<[Value, Value]> {
  if (pair === null || typeof pair === "bigint" || typeof pair === "number" || typeof pair === "boolean") {
    throw raise("TypeError", `cannot convert dictionary update sequence element #${at} to a sequence`);
  }
  const items = await runtime.list(pair);
  if (items.length !== 2)
    throw raise("ValueError", `dictionary update sequence element #${at} has length ${items.length}; 2 is required`);
  return items as [Value, Value];
}

/** The pairs behind `**value` in a dict display. Throws TypeError for what is no mapping. */
export function pairsOf(value: Value): [Value, Value][] {
  if (value instanceof PyDict) return value.entries();
  throw raise("TypeError", `'${typeNameOf(value)}' object is not a mapping`);
}
