import type { SqlValue } from "../backend";
import type { Accumulator, SqlFunction } from "../functions";
import type { SqljsModule } from "./module";

const UTF8 = 1;
const DETERMINISTIC = 0x800;
/** Tells SQLite to copy what it is given. */
const TRANSIENT = -1;

const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
const BLOB = 4;

/**
 * Gives SQLite functions of ours, past sql.js's own `create_function`, which takes every number for a REAL and cannot
 * give an integer back.
 */
export class FunctionRegistrar {
  /** What the last function threw: SQLite keeps only its message. */
  failure: unknown = null;
  readonly #module: SqljsModule;
  readonly #database: number;
  readonly #states = new Map<number, Accumulator>();
  #lastState = 0;

  constructor(module: SqljsModule, database: number) {
    this.#module = module;
    this.#database = database;
  }

  register(sqlFunction: SqlFunction): void {
    const module = this.#module;
    let call = 0;
    let step = 0;
    let final = 0;
    if (sqlFunction.kind === "scalar") {
      call = module.addFunction((context = 0, count = 0, values = 0) => {
        this.#guard(context, () => this.#answer(context, sqlFunction.call(...this.#values(count, values))));
      }, "viii");
    } else {
      const { create } = sqlFunction;
      step = module.addFunction((context = 0, count = 0, values = 0) => {
        this.#guard(context, () => this.#state(context, create).step(...this.#values(count, values)));
      }, "viii");
      final = module.addFunction((context = 0) => {
        this.#guard(context, () => this.#answer(context, this.#finish(context, create).result()));
      }, "vi");
    }
    const name = module.stringToNewUTF8(sqlFunction.name);
    const flags = UTF8 | (sqlFunction.deterministic ? DETERMINISTIC : 0);
    const code = module._sqlite3_create_function_v2(
      this.#database,
      name,
      sqlFunction.arity ?? -1,
      flags,
      0,
      call,
      step,
      final,
      0,
    );
    module._free(name);
    if (code !== 0) throw new Error(`SQLite refused the function ${sqlFunction.name} (${code})`);
  }

  #guard(context: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failure = error;
      const text = error instanceof Error ? error.message : String(error);
      const pointer = this.#module.stringToNewUTF8(text);
      this.#module._sqlite3_result_error(context, pointer, -1);
      this.#module._free(pointer);
    }
  }

  /** The state of the group `context` belongs to: SQLite keeps four bytes for it, where its number is. */
  #state(context: number, create: () => Accumulator): Accumulator {
    const pointer = this.#module._sqlite3_aggregate_context(context, 4);
    const view = this.#view();
    const known = this.#states.get(view.getInt32(pointer, true));
    if (known !== undefined) return known;
    const state = create();
    this.#states.set(++this.#lastState, state);
    view.setInt32(pointer, this.#lastState, true);
    return state;
  }

  #finish(context: number, create: () => Accumulator): Accumulator {
    const pointer = this.#module._sqlite3_aggregate_context(context, 0);
    if (pointer === 0) return create();
    const id = this.#view().getInt32(pointer, true);
    const state = this.#states.get(id);
    this.#states.delete(id);
    return state ?? create();
  }

  #values(count: number, pointer: number): SqlValue[] {
    const view = this.#view();
    const pointers = Array.from({ length: count }, (_, index) => view.getInt32(pointer + 4 * index, true));
    return pointers.map((value) => this.#value(value));
  }

  #value(pointer: number): SqlValue {
    const module = this.#module;
    switch (module._sqlite3_value_type(pointer)) {
      case INTEGER: {
        const number = module._sqlite3_value_double(pointer);
        if (Number.isSafeInteger(number)) return BigInt(number);
        return BigInt(module.UTF8ToString(module._sqlite3_value_text(pointer)));
      }
      case FLOAT:
        return module._sqlite3_value_double(pointer);
      case TEXT: {
        const text = module._sqlite3_value_text(pointer);
        return module.UTF8ToString(text, module._sqlite3_value_bytes(pointer), true);
      }
      case BLOB: {
        const blob = module._sqlite3_value_blob(pointer);
        return new Uint8Array(module.memory.buffer, blob, module._sqlite3_value_bytes(pointer)).slice();
      }
      default:
        return null;
    }
  }

  #answer(context: number, value: SqlValue): void {
    const module = this.#module;
    if (value === null || value === undefined) module._sqlite3_result_null(context);
    else if (typeof value === "bigint") module._sqlite3_result_int64(context, value);
    else if (typeof value === "number") module._sqlite3_result_double(context, value);
    else if (typeof value === "string") {
      const pointer = module.stringToNewUTF8(value);
      module._sqlite3_result_text(context, pointer, module.lengthBytesUTF8(value), TRANSIENT);
      module._free(pointer);
    } else {
      const pointer = module._malloc(Math.max(1, value.length));
      module.writeArrayToMemory(value, pointer);
      module._sqlite3_result_blob(context, pointer, value.length, TRANSIENT);
      module._free(pointer);
    }
  }

  /** Made anew each time: growing memory leaves the old view empty. */
  #view(): DataView {
    return new DataView(this.#module.memory.buffer);
  }
}
