import { compareValues, typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { PyObject, type Runtime, type Value } from "./objects";
import { compare } from "./operations";

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
  if (keyed.some(({ by }) => by instanceof PyObject && by.rich)) {
    const sorted = await merged(keyed, async (a, b) =>
      runtime.truth(await compare("<", reverse ? b.by : a.by, reverse ? a.by : b.by, runtime)),
    );
    return sorted.map(({ value }) => value);
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

/** A stable sort by an order that has to be waited for: `before(a, b)` says whether `a` must come first. */
async function merged<T>(items: readonly T[], before: (a: T, b: T) => Promise<boolean>): Promise<T[]> {
  if (items.length < 2) return [...items];
  const middle = items.length >> 1;
  const left = await merged(items.slice(0, middle), before);
  const right = await merged(items.slice(middle), before);
  const out: T[] = [];
  let at = 0;
  for (const item of left) {
    while (at < right.length && (await before(right[at] as T, item))) out.push(right[at++] as T);
    out.push(item);
  }
  return [...out, ...right.slice(at)];
}
