// Stands in for `node:fs/promises` in the browser's engine. What is synced or renamed is with the host when it resolves.
import { kept } from "../kept";
import { type FileFacts, memory } from "../memory";
import * as fs from "./fs";

export const { constants } = fs;

/** An open file. */
export class FileHandle {
  readonly #file: number;

  constructor(file: number) {
    this.#file = file;
  }

  async read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ buffer: Uint8Array; bytesRead: number }> {
    return { buffer, bytesRead: fs.readSync(this.#file, buffer, offset, length, position) };
  }

  /** Appends, as a handle's `writeFile` does that is called several times. */
  async writeFile(content: Uint8Array | string): Promise<void> {
    fs.writeSync(this.#file, content);
  }

  async stat(): Promise<FileFacts> {
    return fs.fstatSync(this.#file);
  }

  async sync(): Promise<void> {
    fs.fsyncSync(this.#file);
    await kept();
  }

  async close(): Promise<void> {
    fs.closeSync(this.#file);
  }
}

export async function readFile(path: string): Promise<Uint8Array>;
export async function readFile(path: string, encoding: string): Promise<string>;
export async function readFile(path: string, encoding?: string): Promise<Uint8Array | string> {
  return encoding === undefined ? fs.readFileSync(path) : fs.readFileSync(path, encoding);
}

export const stat = async (path: string): Promise<FileFacts> => memory.facts(path);
export const access = async (path: string): Promise<void> => fs.accessSync(path);
export const realpath = async (path: string): Promise<string> => fs.realpathSync(path);
export const mkdir = async (path: string): Promise<void> => fs.mkdirSync(path);
export const open = async (path: string, flags: string): Promise<FileHandle> =>
  new FileHandle(fs.openSync(path, flags));

export async function readdir(path: string, options?: { readonly withFileTypes?: boolean }): Promise<unknown[]> {
  const names = memory.names(path);
  if (options?.withFileTypes !== true) return names;
  return names.map((name) => Object.assign(memory.facts(path === "/" ? `/${name}` : `${path}/${name}`), { name }));
}

export async function rename(from: string, to: string): Promise<void> {
  fs.renameSync(from, to);
  await kept();
}

export async function rm(path: string, options?: { readonly force?: boolean }): Promise<void> {
  fs.rmSync(path, options);
  await kept();
}
