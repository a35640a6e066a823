import { CONTRIB_FILES } from "../contrib/files";
import type { WorkspaceFiles } from "../workspaceFiles";
import { type DjangoProject, readSources } from "./read";
import { SourceFile } from "./source";

/** Files that never hold models and would only cost time. */
const IGNORED = /(^|\/)(migrations|tests?|locale|static|templates|docs)\/|(^|\/)(test_[^/]*|tests|conftest)\.py$/;

/**
 * Reads one Django project again and again while it is edited: files are read and parsed once, and again only after
 * `changed` named them. `root` is the project's folder, `""` for the workspace itself.
 */
export class DjangoReader {
  readonly #files: WorkspaceFiles;
  readonly #root: string;
  #sources: Map<string, SourceFile> | null = null;
  readonly #changed = new Set<string>();

  constructor(files: WorkspaceFiles, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /** Says that files (relative to the workspace) were written, made, moved or deleted: the next `read` looks at them. */
  changed(paths: readonly string[]): void {
    for (const path of paths) this.#changed.add(path);
  }

  /** The project as its files stand now. Nothing of it is run. */
  async read(): Promise<DjangoProject> {
    const sources = await this.#current();
    return readSources(sources, this.#root, this.#files.name);
  }

  async #current(): Promise<ReadonlyMap<string, SourceFile>> {
    if (this.#sources === null) {
      this.#sources = new Map(Object.entries(CONTRIB_FILES).map(([path, text]) => [path, new SourceFile(path, text)]));
      this.#changed.clear();
      await this.#load(await this.#files.list(), this.#sources);
    } else {
      const changed = [...this.#changed];
      this.#changed.clear();
      await this.#load(changed, this.#sources);
    }
    return this.#sources;
  }

  async #load(paths: readonly string[], sources: Map<string, SourceFile>): Promise<void> {
    const inside = this.#root === "" ? "" : `${this.#root}/`;
    const wanted = paths.filter((path) => path.endsWith(".py") && path.startsWith(inside) && !IGNORED.test(path));
    await Promise.all(
      wanted.map(async (path) => {
        const text = await this.#files.read(path).catch(() => null);
        if (text === null) sources.delete(path);
        else if (sources.get(path)?.text !== text) sources.set(path, new SourceFile(path, text));
      }),
    );
  }
}
