import { builtin } from "../python/builtins";
import { PyTuple } from "../python/collections";
import { PyBuiltin, type Value } from "../python/objects";
import { Signal } from "./signals";

/** `@receiver(post_save, sender=Album)`. */
export function pyReceiver(): Value {
  return builtin(
    "receiver",
    ["signal", "sender?", "**kwargs"],
    ({ named }) =>
      new PyBuiltin("receiver", (args) => {
        const call = args.positional[0] ?? null;
        const signals =
          named.signal instanceof PyTuple
            ? named.signal.items
            : Array.isArray(named.signal)
              ? named.signal
              : [named.signal ?? null];
        for (const signal of signals) if (signal instanceof Signal) signal.connect(call, named.sender ?? null);
        return call;
      }),
  );
}
