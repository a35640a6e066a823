import { CONTRIB_FILES } from "../contrib/files";
import type { SourceFile } from "./source";

/**
 * The Python files a reading works on. What lies in a virtual environment, or where projects seldom keep models, is only
 * read once something asks for it: it is then `wanted`, and there in the next reading.
 */
export class Sources {
  /** Files that were asked for and have not been read. */
  readonly wanted = new Set<string>();
  readonly #loaded = new Map<string, SourceFile | null>();
  readonly #listed: Set<string>;
  /** Folders of installed packages. */
  readonly environments: readonly string[];

  constructor(listed: Iterable<string>, environments: readonly string[]) {
    this.#listed = new Set(listed);
    this.environments = environments;
  }

  /** The project's own files, read or not. */
  get paths(): Iterable<string> {
    return this.#listed;
  }

  /** The file, where it has been read. */
  loaded(path: string): SourceFile | null | undefined {
    return this.#loaded.get(path);
  }

  /** The file; null where there is none, or where it is only wanted yet. */
  find(path: string): SourceFile | null {
    const known = this.#loaded.get(path);
    if (known !== undefined) return known;
    if (this.#listed.has(path) || this.#installed(path)) this.wanted.add(path);
    return null;
  }

  /** Says what a path holds; null where there is no such file. */
  set(path: string, file: SourceFile | null): void {
    this.wanted.delete(path);
    this.#loaded.set(path, file);
    if (!path.endsWith(".py") || this.#installed(path) || Object.hasOwn(CONTRIB_FILES, path)) return;
    if (file === null) this.#listed.delete(path);
    else this.#listed.add(path);
  }

  #installed(path: string): boolean {
    return this.environments.some((folder) => path.startsWith(`${folder}/`));
  }
}
