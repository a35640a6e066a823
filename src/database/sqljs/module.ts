import { readFile } from "node:fs/promises";
import initSqlJs from "sql.js";
import { QuerysetError } from "../../protocol/errors";

/** Where sql.js's WebAssembly comes from: its bytes, or a path to them. */
export type SqljsWasm = { readonly binary: Uint8Array } | { readonly path: string };

/** A prepared statement of sql.js, as far as it is used here. */
export interface InnerStatement {
  bind(values: readonly unknown[]): boolean;
  step(): boolean;
  get(parameters: null, config: { readonly useBigInt: true }): unknown[];
  getColumnNames(): string[];
  free(): boolean;
}

/** A database of sql.js; `db` is its handle in SQLite. */
export interface InnerDatabase {
  readonly db: number;
  exec(sql: string): unknown;
  prepare(sql: string): InnerStatement;
  getRowsModified(): number;
  export(): Uint8Array;
  close(): void;
  handleError(code: number): null;
}

/** The parts of the compiled SQLite that sql.js exports, in C's terms: pointers are numbers. */
export interface SqljsModule {
  readonly Database: new (data?: Uint8Array) => InnerDatabase;
  readonly memory: WebAssembly.Memory;
  addFunction(call: (...args: number[]) => void, signature: string): number;
  UTF8ToString(pointer: number, length?: number, ignoreNul?: boolean): string;
  lengthBytesUTF8(text: string): number;
  stringToNewUTF8(text: string): number;
  writeArrayToMemory(bytes: Uint8Array, pointer: number): void;
  _malloc(size: number): number;
  _free(pointer: number): void;
  _sqlite3_create_function_v2(
    db: number,
    name: number,
    arity: number,
    flags: number,
    data: number,
    call: number,
    step: number,
    final: number,
    destroy: number,
  ): number;
  _sqlite3_aggregate_context(context: number, size: number): number;
  _sqlite3_value_type(value: number): number;
  _sqlite3_value_double(value: number): number;
  _sqlite3_value_text(value: number): number;
  _sqlite3_value_blob(value: number): number;
  _sqlite3_value_bytes(value: number): number;
  _sqlite3_result_null(context: number): void;
  _sqlite3_result_double(context: number, value: number): void;
  _sqlite3_result_int64(context: number, value: bigint): void;
  _sqlite3_result_text(context: number, pointer: number, length: number, destroy: number): void;
  _sqlite3_result_blob(context: number, pointer: number, length: number, destroy: number): void;
  _sqlite3_result_error(context: number, pointer: number, length: number): void;
}

let loaded: Promise<SqljsModule> | null = null;

/** The compiled SQLite, made once: sql.js itself keeps one for all its databases. */
export function loadSqljs(wasm: SqljsWasm | undefined): Promise<SqljsModule> {
  if (loaded === null) {
    loaded = instantiate(wasm);
    loaded.catch(() => {
      loaded = null;
    });
  }
  return loaded;
}

async function instantiate(wasm: SqljsWasm | undefined): Promise<SqljsModule> {
  if (wasm === undefined) {
    throw new QuerysetError("ConnectionFailed", "sql.js cannot start: its WebAssembly was not found.", {
      hint: "Install the extension again.",
    });
  }
  const binary = "binary" in wasm ? wasm.binary : await readFile(wasm.path);
  let memory: WebAssembly.Memory | undefined;
  const config = {
    wasmBinary: binary,
    // SQLite's own mathematics; the old extension's functions only warn that they will go.
    useOldExtensionFunctions: false,
    // The only way to the memory, whose export has another name in every build.
    instantiateWasm: (
      imports: WebAssembly.Imports,
      ready: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) => {
      void WebAssembly.instantiate(new Uint8Array(binary), imports).then(({ instance, module }) => {
        memory = Object.values(instance.exports).find(
          (value): value is WebAssembly.Memory => value instanceof WebAssembly.Memory,
        );
        ready(instance, module);
      });
      return {};
    },
  };
  const starting = withExactText(() => initSqlJs(config as unknown as Parameters<typeof initSqlJs>[0]));
  const module = (await starting) as unknown as Omit<SqljsModule, "memory">;
  if (memory === undefined) throw new Error("sql.js exports no memory");
  return Object.assign(module, { memory });
}

/**
 * sql.js makes its decoder of texts while it starts, and that one would swallow a byte order mark at the start of a value.
 * For that moment it is given one that keeps every character.
 */
function withExactText<T>(work: () => T): T {
  const { TextDecoder } = globalThis;
  globalThis.TextDecoder = class extends TextDecoder {
    constructor(label?: string, options: TextDecoderOptions = {}) {
      super(label, { ...options, ignoreBOM: true });
    }
  };
  try {
    return work();
  } finally {
    globalThis.TextDecoder = TextDecoder;
  }
}
