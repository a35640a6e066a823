import * as vscode from "vscode";
import type { App } from "../app";
import { Store } from "../store";
import { Changes, isWorthReading } from "./changes";
import type { ConnectionState } from "./connection";

/** Reads the models again when the code or the database changes. */
export function registerWatch(app: App): vscode.Disposable {
  const store = new Store();
  let watchers: Store | undefined;
  let watched = "";
  const changes = store.add(
    new Changes((paths) => app.connection.refresh(paths).catch((error: unknown) => void app.report.words(error))),
  );
  /** A change in the open project's folder; a file of ours, or a folder, which stands for what is in it. */
  const noticed = (uri: vscode.Uri, cameOrWent = false): void => {
    const { state } = app.connection;
    if (state.kind !== "open" || !uri.path.startsWith(`${state.folder.path}/`)) return;
    const path = uri.path.slice(state.folder.path.length + 1);
    if (isWorthReading(path, cameOrWent)) changes.add(path);
  };
  const watch = (state: ConnectionState): void => {
    if (state.kind === "opening") return;
    const wanted = state.kind === "open" ? patternsOf(state) : [];
    const key = wanted.map(({ baseUri, pattern }) => `${baseUri.toString()} ${pattern}`).join("\n");
    if (key === watched) return;
    watched = key;
    if (watchers !== undefined) store.remove(watchers);
    watchers = store.add(new Store());
    const [code, database] = wanted;
    if (code !== undefined) listen(watchers, code, noticed);
    // Rows, or tables: the engine sees which.
    if (database !== undefined) listen(watchers, database, () => changes.add());
  };
  store.add(app.connection.onDidChange(watch));
  // A file that was saved here need not wait for the file system to say so.
  store.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => noticed(uri)));
  store.add(
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) noticed(uri, true);
    }),
  );
  store.add(
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) {
        noticed(oldUri, true);
        noticed(newUri, true);
      }
    }),
  );
  // What others did to the database meanwhile: a server has no file to watch.
  store.add(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) changes.add();
    }),
  );
  return store;
}

function listen(
  store: Store,
  pattern: vscode.RelativePattern,
  noticed: (uri: vscode.Uri, cameOrWent?: boolean) => void,
): void {
  const watcher = store.add(vscode.workspace.createFileSystemWatcher(pattern));
  store.add(watcher.onDidChange((uri) => noticed(uri)));
  // A folder that is moved is told as one made and one gone.
  store.add(watcher.onDidCreate((uri) => noticed(uri, true)));
  store.add(watcher.onDidDelete((uri) => noticed(uri, true)));
}

/** The project's folder, which the editor watches anyway, and the database's file where it is one. */
function patternsOf({ folder, result }: Extract<ConnectionState, { kind: "open" }>): vscode.RelativePattern[] {
  const { kind, location, scratch } = result.database;
  const code = new vscode.RelativePattern(folder, "**/*");
  if (scratch || (kind !== "sqlite" && kind !== "sqljs")) return [code];
  const file = /^(\/|[A-Za-z]:)/.test(location) ? vscode.Uri.file(location) : vscode.Uri.joinPath(folder, location);
  const name = file.path.slice(file.path.lastIndexOf("/") + 1).replace(/[[\]{}*?]/g, "?");
  return [code, new vscode.RelativePattern(vscode.Uri.joinPath(file, ".."), `{${name},${name}-wal}`)];
}
