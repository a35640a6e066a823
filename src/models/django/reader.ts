import { CONTRIB_FILES } from "../contrib/files";
import type { WorkspaceFiles } from "../workspaceFiles";
import { type DjangoProject, Reading } from "./read";
import { SourceFile } from "./source";
import { Sources } from "./sources";
import { REQUIREMENTS } from "./version";

/** Files that seldom hold models: they are read when something imports them. */
const SELDOM = /(^|\/)(migrations|tests?|locale|static|templates|docs)\/|(^|\/)(test_[^/]*|tests|conftest)\.py$/;

/** A folder of installed packages inside a listing. */
const INSTALLED = /^(?:.*\/)?(?:site|dist)-packages\//;

/** What lies beside a project and says something about it. */
const BESIDE = [".env", "settings.ini", "pytest.ini", "tox.ini", ...REQUIREMENTS];

/** Deep enough for any chain of imports through installed packages. */
const ROUNDS = 40;

/**
 * Reads one Django project again and again while it is edited: files are read and parsed once, and again only after
 * `changed` named them. `root` is the project's folder, `""` for the workspace itself.
 */
export class DjangoReader {
  readonly #files: WorkspaceFiles;
  readonly #root: string;
  #sources: Sources | null = null;
  #reading: Reading | null = null;
  #last: Promise<void> = Promise.resolve();
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
  read(): Promise<DjangoProject> {
    // One at a time: a second reading would find the first one's files half read.
    const reading = this.#last.then(() => this.#read());
    this.#last = reading.then(
      () => undefined,
      () => undefined,
    );
    return reading;
  }

  async #read(): Promise<DjangoProject> {
    const sources = await this.#current();
    // A name that leads into a file not read yet shows only when it is followed: then the reading starts over.
    for (let round = 0; ; round++) {
      this.#reading ??= new Reading(sources, this.#root, this.#files.name);
      const project = this.#reading.project();
      if (sources.wanted.size === 0 || round === ROUNDS) return project;
      await this.#load([...sources.wanted], sources);
      this.#reading = null;
    }
  }

  async #current(): Promise<Sources> {
    const changed = [...this.#changed];
    this.#changed.clear();
    // A folder that came or went: what lies in it has to be listed anew.
    const known = changed.every((path) => /\.[^/]*$/.test(path)) ? this.#sources : null;
    if (known !== null) {
      await this.#reread(changed, known);
      return known;
    }
    this.#reading = null;
    const listed = await this.#files.list();
    const environments = [...((await this.#files.environments?.()) ?? []), ...installedFolders(listed)];
    const inside = this.#inside();
    const own = listed.filter((path) => path.endsWith(".py") && path.startsWith(inside) && !INSTALLED.test(path));
    const sources = new Sources(own, [...new Set(environments)].sort(nearest(this.#root)));
    for (const [path, text] of Object.entries(CONTRIB_FILES)) sources.set(path, new SourceFile(path, text));
    const beside = listed.filter((path) => BESIDE.includes(path.slice(inside.length)) || BESIDE.includes(path));
    await this.#load([...own.filter((path) => !SELDOM.test(path)), ...beside], sources);
    this.#sources = sources;
    return sources;
  }

  /** Reads changed files, and brings the reading up to date where it hangs on no more than their classes. */
  async #reread(changed: readonly string[], sources: Sources): Promise<void> {
    const inside = this.#inside();
    const isOurs = (path: string) =>
      sources.loaded(path) !== undefined ||
      (path.endsWith(".py") && path.startsWith(inside)) ||
      BESIDE.some((name) => path === name || path === `${inside}${name}`);
    const paths = changed.filter(isOurs);
    if (paths.length === 0) return;
    const before = paths.map((path) => sources.loaded(path) ?? null);
    await this.#load(paths, sources);
    const edited = before.filter((file, i) => file === null || sources.loaded(paths[i] ?? "") !== file);
    const files = edited.flatMap((file) => file ?? []);
    const isSmall = files.length === edited.length && files.every((file) => file.path.endsWith(".py"));
    if (edited.length > 0 && !(isSmall && this.#reading?.edited(files))) this.#reading = null;
  }

  #inside(): string {
    return this.#root === "" ? "" : `${this.#root}/`;
  }

  async #load(paths: readonly string[], sources: Sources): Promise<void> {
    const before = this.#sources;
    await Promise.all(
      paths.map(async (path) => {
        const text = await this.#files.read(path).catch(() => null);
        const known = before?.loaded(path) ?? sources.loaded(path) ?? null;
        if (text === null) sources.set(path, null);
        else sources.set(path, known?.text === text ? known : new SourceFile(path, text));
      }),
    );
  }
}

function installedFolders(listed: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of listed) {
    const found = INSTALLED.exec(path)?.[0];
    if (found !== undefined) folders.add(found.slice(0, -1));
  }
  return [...folders];
}

/** The project's own environment before those of others, `lib` before a link to it. */
function nearest(root: string): (a: string, b: string) => number {
  const far = (path: string) => (root === "" || path.startsWith(`${root}/`) ? 0 : 1000) + path.split("/").length;
  return (a, b) => far(a) - far(b) || (a < b ? -1 : 1);
}
