import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { discoverDatabases, namedDatabases } from "../database/discovery";
import { nodeWorkspaceFiles } from "../database/workspaceFiles";
import { findProjects } from "../models/django/project";
import { DjangoReader } from "../models/django/reader";
import { besideDjango, TypeOrmReader } from "../models/typeorm/reader";
import type { WorkspaceFiles } from "../models/workspaceFiles";
import type { DatabaseCandidate } from "../protocol/engine";
import { QuerysetError } from "../protocol/errors";
import type { ProjectInfo } from "../protocol/models";

/** What the code of one project says: its models, and the databases it seems to have. */
export interface ReadProject {
  readonly project: ProjectInfo;
  readonly candidates: readonly DatabaseCandidate[];
  /** The passwords that the workspace's own files give, by candidate's address. Never sent, shown or logged. */
  readonly passwords: ReadonlyMap<string, string>;
  /** Paths of Django's migration files. */
  readonly migrations: readonly string[];
}

/** Reads one project of a workspace folder, and reads again only what changed. */
export class ProjectReader {
  readonly folder: string;
  /** The project's folder relative to the workspace, `""` for the workspace itself. */
  readonly root: string;
  /** Every project of the workspace folder, this one among them. */
  readonly roots: readonly string[];
  readonly #files: ListedFiles;
  readonly #django: DjangoReader;
  readonly #typeorm: TypeOrmReader;
  #last: { readonly text: string; readonly read: ReadProject } | null = null;

  private constructor(files: ListedFiles, roots: readonly string[], root: string) {
    this.folder = files.folder;
    this.#files = files;
    this.roots = roots;
    this.root = root;
    this.#django = new DjangoReader(files, root);
    const list = async () => (await files.list()).filter((path) => this.#isOurs(path));
    this.#typeorm = new TypeOrmReader({ name: files.name, list, read: (path) => files.read(path) });
  }

  /** A reader for the project in `wanted`, else for the first one. Throws `ConnectionFailed` where there is none there. */
  static async open(folder: string, wanted?: string): Promise<ProjectReader> {
    const files = new ListedFiles(folder);
    const roots = await findProjects(files);
    const root = wanted === undefined ? roots[0] : inFolder(folder, wanted);
    if (root === undefined || (root !== "" && !roots.includes(root))) {
      const known = roots.map((each) => each || ".").join(", ");
      throw new QuerysetError("ConnectionFailed", `There is no project in ${wanted ?? folder}: it has no manage.py.`, {
        hint: `The projects here are: ${known}.`,
      });
    }
    return new ProjectReader(files, roots, root);
  }

  /** There is a `manage.py`: the folder is known to hold a Django project. */
  async hasManage(): Promise<boolean> {
    return (await this.#files.list()).includes(this.root === "" ? "manage.py" : `${this.root}/manage.py`);
  }

  /** Says which files (relative to the workspace) were written, made, moved or deleted; a folder stands for its files. */
  async changed(paths: readonly string[]): Promise<void> {
    const changed = await this.#files.changed(paths);
    this.#django.changed(changed);
    this.#typeorm.changed(changed);
  }

  /** The project as its files stand now: the same object as before where they say the same. */
  async read(): Promise<ReadProject> {
    const { databases, ...django } = await this.#django.read();
    const typeorm = await this.#typeorm.read();
    const files = (await this.#files.list()).filter((path) => this.#isOurs(path));
    const models = besideDjango(django.models, typeorm.models);
    const project = { ...django, models, problems: [...django.problems, ...typeorm.problems] };
    const named = [...databases, ...namedDatabases(typeorm.dataSources)];
    const { candidates, passwords } = await discoverDatabases(this.folder, files, named);
    const migrations = files.filter((path) => /(^|\/)migrations\/[^/]+\.py$/.test(path));
    const read: ReadProject = { project, candidates, passwords, migrations };
    const text = JSON.stringify([read, [...passwords]]);
    if (this.#last?.text !== text) this.#last = { text, read };
    return this.#last.read;
  }

  /** Of several projects, each has its own files; those in none of them may belong to any. */
  #isOurs(path: string): boolean {
    const inside = (root: string): boolean => root === "" || path.startsWith(`${root}/`);
    return this.roots.every((root) => root === this.root || root === "" || !inside(root) || this.root.startsWith(root));
  }
}

/** A folder's files, listed once and again when one was made or deleted. */
class ListedFiles implements WorkspaceFiles {
  readonly folder: string;
  readonly name: string;
  readonly #files: WorkspaceFiles;
  #listed: Promise<readonly string[]> | null = null;

  constructor(folder: string) {
    this.folder = folder;
    this.#files = nodeWorkspaceFiles(folder);
    this.name = this.#files.name;
  }

  list(): Promise<readonly string[]> {
    this.#listed ??= this.#files.list();
    return this.#listed;
  }

  environments(): Promise<readonly string[]> {
    return this.#files.environments?.() ?? Promise.resolve([]);
  }

  read(path: string): Promise<string> {
    return this.#files.read(path);
  }

  /** The files that changed when these files and folders did. */
  async changed(paths: readonly string[]): Promise<readonly string[]> {
    const before = new Set(await this.list());
    if (paths.every((path) => before.has(path) && existsSync(join(this.folder, path)))) return paths;
    this.#listed = null;
    const after = new Set(await this.list());
    const made = [...after].filter((path) => !before.has(path));
    return [...new Set([...paths, ...made, ...[...before].filter((path) => !after.has(path))])];
  }
}

/** A folder as people name it (`shop`, `./shop/`, an absolute path), relative to the workspace and with `/`. */
function inFolder(folder: string, wanted: string): string {
  const path = isAbsolute(wanted) ? relative(folder, wanted) : wanted;
  return path
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
