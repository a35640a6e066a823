import type { MaybePromise, Runtime, Value } from "./objects";
import type { BoundArguments } from "./signature";

type Method<T> = {
  readonly signature: readonly string[];
  run(self: T, args: BoundArguments, runtime: Runtime): MaybePromise<Value>;
};
/** Methods of a built-in type by name. */
export type MethodTable<T> = Readonly<Record<string, Method<T>>>;

/** For methods that change the object and give None. */
export function done(_effect: unknown): null {
  return null;
}
