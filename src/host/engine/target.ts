import * as vscode from "vscode";
import type { OpenRequest, ProjectChoice } from "../../protocol/engine";
import type { ModelInfo } from "../../protocol/models";
import { splitPassword } from "../../protocol/password";
import { notLocal, untrusted } from "../errors";
import { settings } from "../ids";
import { Passwords } from "./passwords";
import { type Project, projectsOf, settle } from "./projects";
import { engineSettings, guardSettings } from "./settings";

const scratch = "scratch";

/** What to open: the folder, and the request for the engine. */
export interface Target {
  readonly folder: vscode.Uri;
  readonly request: OpenRequest;
  /** The name under which its password is kept. */
  readonly passwordName: string;
}

/** A database of a project; undefined is the project's own. */
export interface Place {
  readonly project: Project;
  readonly database: string | undefined;
}

/** Lists the projects of a workspace folder, which is named by its path. */
export type ListProjects = (workspace: string) => Promise<readonly ProjectChoice[]>;

/** Remembers which project and which database the person chose. Passwords are kept apart, as secrets. */
export class Choice {
  readonly #context: vscode.ExtensionContext;
  readonly #opensVirtual: boolean;
  /** Models of the database before, whose tables a new scratch database gets too. */
  #scratchModels: readonly ModelInfo[] = [];

  readonly passwords: Passwords;

  constructor(context: vscode.ExtensionContext, opensVirtual = false) {
    this.#context = context;
    this.#opensVirtual = opensVirtual;
    this.passwords = new Passwords(context);
  }

  /** The chosen project while its folder is open. */
  project(): Project | undefined {
    const chosen = this.#context.workspaceState.get<{ readonly folder: string; readonly root: string }>("project");
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === chosen?.folder);
    return folder === undefined || chosen === undefined ? undefined : { folder: folder.uri, root: chosen.root };
  }

  /** The workspace folder in use: the chosen project's, else the first. */
  folder(): vscode.Uri | undefined {
    return (this.project() ?? { folder: vscode.workspace.workspaceFolders?.[0]?.uri }).folder;
  }

  async chooseProject({ folder, root }: Project): Promise<void> {
    await this.#context.workspaceState.update("project", { folder: folder.toString(), root });
  }

  /** What was chosen: an address without its password. Earlier versions kept it as a secret. */
  async database(project: Project): Promise<string | undefined> {
    const key = secretKey(project);
    return this.#context.workspaceState.get<string>(key) ?? (await this.#context.secrets.get(key));
  }

  /** Undefined forgets the choice, so that the project's own database is opened. */
  async chooseDatabase(project: Project, url: string | undefined): Promise<void> {
    const key = secretKey(project);
    await this.#context.secrets.delete(key);
    if (url === undefined) {
      await this.#context.workspaceState.update(key, undefined);
      return;
    }
    // What was typed with its password is kept without, beside it.
    const split = splitPassword(url);
    await this.#context.workspaceState.update(key, split.url);
    if (split.password !== null) await this.passwords.keep(passwordName(project, split.url), split.password);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(split.url)) await this.#remember(split.url);
  }

  /** Servers' addresses that were opened in this workspace before, the last one first. They hold no passwords. */
  get addresses(): readonly string[] {
    return this.#context.workspaceState.get<readonly string[]>("addresses", []);
  }

  async #remember(url: string): Promise<void> {
    const others = this.addresses.filter((known) => known !== url);
    await this.#context.workspaceState.update("addresses", [url, ...others].slice(0, 10));
  }

  /** Opens the scratch database from now on, and remembers what was open before. */
  async enterScratch(project: Project, models: readonly ModelInfo[]): Promise<void> {
    const before = await this.database(project);
    if (before !== scratch) await this.#context.workspaceState.update(`before ${secretKey(project)}`, before ?? "");
    this.#scratchModels = models;
    await this.chooseDatabase(project, scratch);
  }

  /** Opens what was open before the scratch database again: the project's own where nothing else is known. */
  async leaveScratch(project: Project): Promise<void> {
    const before = this.#context.workspaceState.get<string>(`before ${secretKey(project)}`);
    await this.chooseDatabase(project, before === undefined || before === "" ? undefined : before);
  }

  /** What is chosen now, after asking where that is for the person to say; throws where no connection is allowed. */
  async place(list: ListProjects): Promise<Place> {
    if (!vscode.workspace.isTrusted) throw untrusted();
    const project = await this.settled(list);
    return { project, database: await this.database(project) };
  }

  /** How a place is opened, with the settings and the password that there are now; throws where no connection is allowed. */
  async target({ project, database }: Place): Promise<Target> {
    if (!vscode.workspace.isTrusted) throw untrusted();
    const { folder, root } = project;
    if (folder.scheme !== "file" && !this.#opensVirtual) throw notLocal(folder.scheme);
    const name = passwordName(project, database);
    const password = await this.passwords.get(name);
    const storage = this.#context.storageUri ?? this.#context.globalStorageUri;
    await vscode.workspace.fs.createDirectory(storage);
    const configuration = vscode.workspace.getConfiguration(settings.section, folder);
    const backend = configuration.get<NonNullable<OpenRequest["backend"]>>(settings.sqliteBackend, "auto");
    return {
      folder,
      passwordName: name,
      request: {
        workspace: pathOf(folder),
        storage: pathOf(storage),
        backend,
        settings: engineSettings(configuration),
        guards: guardSettings(configuration),
        scratch: { keep: configuration.get<boolean>(settings.keepScratch, true), models: this.#scratchModels },
        ...(root === undefined ? {} : { project: root }),
        ...(database === undefined ? {} : { database }),
        ...(password === undefined ? {} : { password }),
      },
    };
  }

  /** The project in use: the chosen one, the only one, or the one the person picks now, which is remembered. */
  async settled(list: ListProjects): Promise<Project> {
    const chosen = this.project();
    // A project that has gone meanwhile is asked for anew.
    if (chosen !== undefined && (await projectsOf(chosen.folder)).some((root) => root === chosen.root)) return chosen;
    const { picked, ...project } = await settle(list);
    if (picked) await this.chooseProject(project);
    return project;
  }
}

/** What tells a place from the others. Holds no password. */
export function keyOf({ project, database }: Place): string {
  return passwordName(project, database);
}

/** Passwords are kept by project and address; the project's own database is known by no address. */
export function passwordName(project: Project, database: string | undefined): string {
  return `${secretKey(project)} ${splitPassword(database ?? "").url}`;
}

/** A folder as the engine knows it: on a disk by the disk's path, elsewhere by the address's. */
function pathOf(folder: vscode.Uri): string {
  return folder.scheme === "file" ? folder.fsPath : folder.path;
}

/** The workspace folder's own project keeps the key that a folder had before there were several. */
function secretKey({ folder, root }: Project): string {
  const key = `database ${folder.toString()}`;
  return root === undefined || root === "" ? key : `${key} ${root}`;
}
