import * as vscode from "vscode";
import type { App } from "../app";
import { Store } from "../store";
import type { ConnectionState } from "./connection";

const patterns = ["**/models.py", "**/models/*.py", "**/settings.py", "**/settings/*.py"];
const debounce = 200;

/** Reads the models again when the code or the SQLite file changes. */
export function registerWatch(app: App): vscode.Disposable {
  const store = new Store();
  let watchers: Store | undefined;
  let watched = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  const refresh = (): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => void app.connection.refresh().catch((error: unknown) => app.report.words(error)),
      debounce,
    );
  };
  const watch = (state: ConnectionState): void => {
    if (state.kind === "opening") return;
    const wanted = state.kind === "open" ? targets(state) : [];
    const key = wanted.map(({ baseUri, pattern }) => `${baseUri.toString()} ${pattern}`).join("\n");
    if (key === watched) return;
    watched = key;
    if (watchers !== undefined) store.remove(watchers);
    watchers = store.add(new Store());
    for (const pattern of wanted) {
      const watcher = watchers.add(vscode.workspace.createFileSystemWatcher(pattern));
      watchers.add(watcher.onDidChange(refresh));
      watchers.add(watcher.onDidCreate(refresh));
      watchers.add(watcher.onDidDelete(refresh));
    }
  };
  store.add(app.connection.onDidChange(watch));
  store.add({ dispose: () => clearTimeout(timer) });
  return store;
}

function targets({ folder, result }: Extract<ConnectionState, { kind: "open" }>): vscode.RelativePattern[] {
  const { kind, location, scratch } = result.database;
  const code = patterns.map((pattern) => new vscode.RelativePattern(folder, pattern));
  if (scratch || (kind !== "sqlite" && kind !== "sqljs")) return code;
  const file = location.startsWith("/") ? vscode.Uri.file(location) : vscode.Uri.joinPath(folder, location);
  const name = file.path.slice(file.path.lastIndexOf("/") + 1).replace(/[[\]{}*?]/g, "?");
  return [...code, new vscode.RelativePattern(vscode.Uri.joinPath(file, ".."), `{${name},${name}-wal}`)];
}
