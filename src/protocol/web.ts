/** A file as a host hands it to an engine in a browser; `bytes` null: it is gone. Paths are absolute, with slashes. */
export interface WebFile {
  readonly path: string;
  readonly bytes: Uint8Array | null;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What goes to an engine in a browser, beside the messages of its channel. */
export type ToWebEngine =
  | { readonly kind: "channel"; readonly message: unknown }
  | { readonly kind: "files"; readonly files: readonly WebFile[] }
  /** What is written below this folder is to be kept. */
  | { readonly kind: "storage"; readonly folder: string }
  | { readonly kind: "kept"; readonly id: number; readonly failure?: string };

/** What comes from one. */
export type FromWebEngine =
  | { readonly kind: "channel"; readonly message: unknown }
  | { readonly kind: "keep"; readonly id: number; readonly path: string; readonly content: Uint8Array | null };

/** Where an engine in a browser finds the WebAssembly of sql.js among its files. */
export const webWasm = "/extension/sql-wasm.wasm";
