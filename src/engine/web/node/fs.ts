// Stands in for `node:fs` in the browser's engine: the part of it that is used, on files in memory.
import { keptFolder } from "../kept";
import { FileError, type FileFacts, memory } from "../memory";

export const constants = { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 };

export const existsSync = (path: string): boolean => memory.has(path);

export function readFileSync(path: string): Uint8Array;
export function readFileSync(path: string, encoding: string): string;
export function readFileSync(path: string, encoding?: string): Uint8Array | string {
  const bytes = memory.read(path);
  return encoding === undefined ? bytes.slice() : new TextDecoder().decode(bytes);
}

export function statSync(path: string, options?: { readonly throwIfNoEntry?: boolean }): FileFacts | undefined {
  return options?.throwIfNoEntry === false && !memory.has(path) ? undefined : memory.facts(path);
}

export const fstatSync = (file: number): FileFacts => memory.factsOfOpen(file);
export const accessSync = (path: string): void => void memory.facts(path);
export const realpathSync = (path: string): string => {
  memory.facts(path);
  return path;
};
export const readdirSync = (path: string): string[] => memory.names(path);
export const mkdirSync = (path: string): void => memory.makeFolder(path);
export function openSync(path: string, flags: string): number {
  if (!/^rs?$/.test(flags)) assertKept(path);
  return memory.open(path, flags);
}
export const closeSync = (file: number): void => memory.close(file);
export const fsyncSync = (file: number): void => memory.sync(file);
export const fchmodSync = (): void => undefined;
export const fchownSync = (): void => undefined;
export function renameSync(from: string, to: string): void {
  assertKept(to);
  memory.rename(from, to);
}

export function unlinkSync(path: string): void {
  assertKept(path);
  memory.remove(path);
}

export const lstatSync = (path: string): FileFacts => memory.facts(path);
export const readlinkSync = (path: string): string => {
  throw new FileError("ENOENT", path);
};
/** As on disks that have no links: whoever wants one has to do without. */
export const symlinkSync = (_target: string, path: string): void => {
  throw new FileError("EPERM", path);
};

/** What would be lost with the worker is not written, as if it were. */
function assertKept(path: string): void {
  const folder = keptFolder();
  if (folder !== null && !path.startsWith(`${folder}/`)) throw new FileError("EROFS", path);
}

export function rmSync(path: string, options?: { readonly force?: boolean }): void {
  if (memory.has(path) || options?.force !== true) unlinkSync(path);
}

export function readSync(
  file: number,
  into: Uint8Array,
  offset = 0,
  length = into.length,
  position: number | null = null,
): number {
  return memory.readAt(file, into, offset, length, position);
}

export function writeSync(
  file: number,
  part: Uint8Array | string,
  offset = 0,
  length?: number,
  position: number | null = null,
): number {
  const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
  return memory.writeAt(file, bytes.subarray(offset, length === undefined ? undefined : offset + length), position);
}
