import * as vscode from "vscode";
import type { OpenRequest } from "../../protocol/engine";
import { noFolder, notLocal, untrusted } from "../errors";
import { settings } from "../ids";

/** What to open: the folder, and the request for the engine. */
export interface Target {
  readonly folder: vscode.Uri;
  readonly request: OpenRequest;
}

/** Remembers which folder and which database the person chose. An address may hold a password, so it is kept as a secret. */
export class Choice {
  readonly #context: vscode.ExtensionContext;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  /** The workspace folder in use: the chosen one while it is open, else the first. */
  folder(): vscode.Uri | undefined {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const chosen = this.#context.workspaceState.get<string>("folder");
    return (folders.find(({ uri }) => uri.toString() === chosen) ?? folders[0])?.uri;
  }

  async chooseFolder(folder: vscode.Uri): Promise<void> {
    await this.#context.workspaceState.update("folder", folder.toString());
  }

  database(folder: vscode.Uri): Thenable<string | undefined> {
    return this.#context.secrets.get(secretKey(folder));
  }

  /** Undefined forgets the choice, so that the workspace's own database is opened. */
  async chooseDatabase(folder: vscode.Uri, url: string | undefined): Promise<void> {
    if (url === undefined) await this.#context.secrets.delete(secretKey(folder));
    else await this.#context.secrets.store(secretKey(folder), url);
  }

  /** What to open now; throws where the workspace allows no connection. */
  async target(): Promise<Target> {
    if (!vscode.workspace.isTrusted) throw untrusted();
    const folder = this.folder();
    if (folder === undefined) throw noFolder();
    if (folder.scheme !== "file") throw notLocal(folder.scheme);
    const database = await this.database(folder);
    const storage = this.#context.storageUri ?? this.#context.globalStorageUri;
    await vscode.workspace.fs.createDirectory(storage);
    const backend = vscode.workspace
      .getConfiguration(settings.section, folder)
      .get<NonNullable<OpenRequest["backend"]>>(settings.sqliteBackend, "auto");
    return {
      folder,
      request: {
        workspace: folder.fsPath,
        storage: storage.fsPath,
        backend,
        ...(database === undefined ? {} : { database }),
      },
    };
  }
}

function secretKey(folder: vscode.Uri): string {
  return `database ${folder.toString()}`;
}
