import type { Interpreter } from "../python/interpreter";
import { type CallArguments, PyBuiltin, PyObject, type Value } from "../python/objects";
import { bind } from "../python/signature";
import type { Orm } from "./context";

/** `transaction.atomic`: a block or function in a savepoint of its own. */
export class Atomic extends PyObject {
  readonly typeName = "Atomic";

  constructor(readonly orm: Orm) {
    super();
  }

  override call(args: CallArguments): Value {
    const fn = args.positional[0];
    if (fn instanceof PyObject && fn.call) {
      return new PyBuiltin("atomic", (inner, runtime) => this.orm.connection.atomic(() => runtime.call(fn, inner)));
    }
    this.orm.databases.check(bind("atomic", ["using?", "savepoint?", "durable?"], args).named.using);
    return new Atomic(this.orm);
  }

  around(_runtime: Interpreter, block: (value: Value) => Promise<unknown>): Promise<unknown> {
    return this.orm.connection.atomic(() => block(null));
  }
}
