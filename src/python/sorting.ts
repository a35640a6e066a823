import { compareValues, typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { Runtime, Value } from "./objects";

/** A stable sort by Python's `<`, on `key(value)` where there is a key. Throws TypeError where two have no order. */
export async function sortValues(
  values: readonly Value[],
  key: Value,
  reverse: boolean,
  runtime: Runtime,
): Promise<Value[]> {
  const keyed: { value: Value; by: Value }[] = [];
  for (const value of values) {
    keyed.push({
      value,
      by: key === null ? value : await runtime.call(key, { positional: [value], keywords: new Map() }),
    });
  }
  keyed.sort((a, b) => {
    const order = compareValues(a.by, b.by);
    if (order === undefined) {
      throw raise(
        "TypeError",
        `'<' not supported between instances of '${typeNameOf(a.by)}' and '${typeNameOf(b.by)}'`,
      );
    }
    return reverse ? -order : order;
  });
  return keyed.map(({ value }) => value);
}
