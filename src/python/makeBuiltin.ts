import { type MaybePromise, PyBuiltin, type Runtime, type Value } from "./objects";
import { type BoundArguments, bind } from "./signature";

export type Implementation = (args: BoundArguments, runtime: Runtime) => MaybePromise<Value>;

/** Makes a built-in function from a signature (see `bind`) and what it does. */
export function builtin(name: string, signature: readonly string[], run: Implementation): PyBuiltin {
  return new PyBuiltin(name, (args, runtime) => run(bind(name, signature, args), runtime));
}
