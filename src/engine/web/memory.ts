/** A file or a folder; open files keep theirs when its name is gone, as everywhere. */
interface Node {
  readonly ino: number;
  readonly isFolder: boolean;
  bytes: Uint8Array;
  mtimeMs: number;
}

/** What Node's file system says of a file, as far as it is used here. */
export interface FileFacts {
  readonly size: number;
  readonly mtimeMs: number;
  readonly birthtimeMs: number;
  readonly dev: number;
  readonly ino: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** What became of a file, for whoever keeps it: its content, or null where it is gone. */
export type OnChange = (path: string, content: Uint8Array | null) => void;

/** An error as Node's file system throws them. */
export class FileError extends Error {
  constructor(
    readonly code: "ENOENT" | "EEXIST" | "ENOTDIR" | "EISDIR" | "EBADF" | "EPERM" | "EROFS",
    path: string,
  ) {
    super(
      code === "EROFS" ? `VS Code in a browser writes no files outside its own storage: ${path}` : `${code}: ${path}`,
    );
  }
}

/**
 * Files in memory, with the semantics of a disk's: what an engine in a browser has for a file system. Paths are
 * absolute and have slashes. The host fills it, and is told what the engine writes.
 */
export class MemoryFiles {
  readonly #nodes = new Map<string, Node>([["/", { ino: 1, isFolder: true, bytes: new Uint8Array(), mtimeMs: 0 }]]);
  readonly #open = new Map<number, { readonly node: Node; readonly path: string; at: number }>();
  #made = 1;
  #descriptors = 100;
  onChange: OnChange = () => undefined;

  /** Puts a file there, as the host has it; its folders with it. */
  put(path: string, bytes: Uint8Array, mtimeMs: number): void {
    this.makeFolder(parentOf(path));
    this.#nodes.set(path, { ino: ++this.#made, isFolder: false, bytes, mtimeMs });
  }

  /** Takes a file or a folder away, without telling the host. */
  take(path: string): void {
    for (const each of [...this.#nodes.keys()])
      if (each === path || each.startsWith(`${path}/`)) this.#nodes.delete(each);
  }

  makeFolder(path: string): void {
    for (let at = path; at !== "/" && at !== "" && !this.#nodes.has(at); at = parentOf(at))
      this.#nodes.set(at, { ino: ++this.#made, isFolder: true, bytes: new Uint8Array(), mtimeMs: Date.now() });
  }

  has(path: string): boolean {
    return this.#nodes.has(path);
  }

  /** Throws `ENOENT`. */
  facts(path: string): FileFacts {
    return factsOf(this.#node(path));
  }

  names(path: string): string[] {
    if (!this.#node(path).isFolder) throw new FileError("ENOTDIR", path);
    const start = path === "/" ? "/" : `${path}/`;
    const inside = [...this.#nodes.keys()].filter((each) => each.startsWith(start) && each !== path);
    return inside.map((each) => each.slice(start.length)).filter((name) => name !== "" && !name.includes("/"));
  }

  read(path: string): Uint8Array {
    const node = this.#node(path);
    if (node.isFolder) throw new FileError("EISDIR", path);
    return node.bytes;
  }

  /** Opens a file: `r`, `r+`, `w`, `a`, with `x` where it must not be there. */
  open(path: string, flags: string): number {
    const known = this.#nodes.get(path);
    if (flags.includes("x") && known !== undefined) throw new FileError("EEXIST", path);
    let node = known;
    if (node === undefined) {
      if (flags.startsWith("r")) throw new FileError("ENOENT", path);
      if (!this.#nodes.has(parentOf(path))) throw new FileError("ENOENT", parentOf(path));
      node = { ino: ++this.#made, isFolder: false, bytes: new Uint8Array(), mtimeMs: Date.now() };
      this.#nodes.set(path, node);
    }
    if (flags.startsWith("w")) node.bytes = new Uint8Array();
    this.#open.set(++this.#descriptors, { node, path, at: flags.startsWith("a") ? node.bytes.length : 0 });
    return this.#descriptors;
  }

  factsOfOpen(file: number): FileFacts {
    return factsOf(this.#opened(file).node);
  }

  readAt(file: number, into: Uint8Array, offset: number, length: number, position: number | null): number {
    const opened = this.#opened(file);
    const from = position ?? opened.at;
    const part = opened.node.bytes.subarray(from, from + length);
    into.set(part, offset);
    if (position === null) opened.at += part.length;
    return part.length;
  }

  writeAt(file: number, part: Uint8Array, position: number | null): number {
    const opened = this.#opened(file);
    const { node } = opened;
    const from = position ?? opened.at;
    const end = from + part.length;
    if (end > node.bytes.length) {
      const bytes = new Uint8Array(end);
      bytes.set(node.bytes);
      node.bytes = bytes;
    }
    node.bytes.set(part, from);
    node.mtimeMs = Date.now();
    if (position === null) opened.at = end;
    return part.length;
  }

  /** The host hears of a file when it is synced or closed, not of each write. */
  sync(file: number): void {
    const { node, path } = this.#opened(file);
    if (!node.isFolder && this.#nodes.get(path) === node) this.onChange(path, node.bytes);
  }

  close(file: number): void {
    this.#open.delete(file);
  }

  rename(from: string, to: string): void {
    const node = this.#node(from);
    this.#nodes.delete(from);
    this.#nodes.set(to, node);
    this.onChange(to, node.bytes);
    this.onChange(from, null);
  }

  remove(path: string): void {
    if (!this.#nodes.has(path)) throw new FileError("ENOENT", path);
    this.take(path);
    this.onChange(path, null);
  }

  #node(path: string): Node {
    const node = this.#nodes.get(path);
    if (node === undefined) throw new FileError("ENOENT", path);
    return node;
  }

  #opened(file: number): { readonly node: Node; readonly path: string; at: number } {
    const opened = this.#open.get(file);
    if (opened === undefined) throw new FileError("EBADF", String(file));
    return opened;
  }
}

/** The folder that a path lies in. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at <= 0 ? "/" : path.slice(0, at);
}

function factsOf({ bytes, mtimeMs, ino, isFolder }: Node): FileFacts {
  const nanoseconds = BigInt(Math.trunc(mtimeMs)) * 1_000_000n;
  return {
    size: bytes.length,
    mtimeMs,
    birthtimeMs: 0,
    dev: 1,
    ino,
    mode: isFolder ? 0o40755 : 0o100644,
    uid: 0,
    gid: 0,
    mtimeNs: nanoseconds,
    ctimeNs: nanoseconds,
    isFile: () => !isFolder,
    isDirectory: () => isFolder,
    isSymbolicLink: () => false,
  };
}

/** The engine's one file system in a browser. */
export const memory = new MemoryFiles();
