import { PyTuple } from "../python/collections";
import type { CallArguments, Value } from "../python/objects";
import { Q } from "./expressions/q";
import { plainText } from "./fieldTypes";

/** Arguments of `filter()` as a Q: positional Qs and expressions, then `name=value` sorted as Django sorts them. */
export function conditionsOf(args: CallArguments): Q {
  const children = args.positional.map((arg) => {
    if (arg instanceof Q) return arg;
    if (arg instanceof PyTuple && arg.items.length === 2)
      return { key: plainText(arg.items[0] as Value), value: arg.items[1] as Value };
    return arg as never;
  });
  const keywords = [...args.keywords]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => ({ key, value }));
  return new Q([...children, ...keywords]);
}
