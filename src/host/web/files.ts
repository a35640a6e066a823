import * as vscode from "vscode";
import type { WebFile } from "../../protocol/web";

/** Folders that hold what others wrote, or what programs made. */
const passedOver =
  /^(node_modules|__pycache__|site-packages|bower_components|\.(git|hg|svn|tox|nox|venv|mypy_cache|ruff_cache|pytest_cache)|venv)$/;
/** Code, settings, and databases with what SQLite keeps beside them. */
const wanted =
  /(\.(py|[cm]?ts|toml|cfg|ini|ya?ml|(sqlite3?|db3?|sqlitedb|s3db|sl3)(-wal|-journal|-shm)?)|(^|\/)(package|tsconfig[^/]*|ormconfig)\.json|(^|\/)\.env[^/]*)$/i;

const mostFiles = 20_000;
const mostDepth = 24;
/** Bytes of one file: as much as sql.js reads. */
const largest = 100_000_000;
const atOnce = 24;

/** The files of a folder that an engine may want to read, with their content. */
export async function readFolder(folder: vscode.Uri): Promise<WebFile[]> {
  const found: vscode.Uri[] = [];
  let level = [folder];
  for (let depth = 0; depth <= mostDepth && level.length > 0 && found.length < mostFiles; depth++) {
    const next: vscode.Uri[] = [];
    for (const each of await inBatches(level, entriesOf)) {
      for (const { uri, name, isFolder } of each) {
        if (isFolder && !passedOver.test(name)) next.push(uri);
        if (!isFolder && wanted.test(uri.path)) found.push(uri);
      }
    }
    level = next;
  }
  return (await inBatches(found.slice(0, mostFiles), readOne)).filter(({ bytes }) => bytes !== null);
}

/** Everything in a folder of ours. */
export async function readAll(folder: vscode.Uri): Promise<WebFile[]> {
  const entries = await entriesOf(folder);
  const parts = entries.map(async ({ uri, isFolder }) => (isFolder ? readAll(uri) : [await readOne(uri)]));
  return (await Promise.all(parts)).flat();
}

/** Files and folders as they are now; what is no longer there is said to be gone. */
export async function readChanged(folder: vscode.Uri, paths: readonly string[]): Promise<WebFile[]> {
  const parts = paths.map(async (path): Promise<WebFile[]> => {
    const uri = vscode.Uri.joinPath(folder, path);
    const stat = await vscode.workspace.fs.stat(uri).then(
      (found) => found,
      () => undefined,
    );
    if (stat === undefined) return [{ path: uri.path, bytes: null, time: 0 }];
    if (stat.type & vscode.FileType.Directory) return readFolder(uri);
    return wanted.test(uri.path) ? [await readOne(uri)] : [];
  });
  return (await Promise.all(parts)).flat();
}

/** One file; without content where it cannot be read, or is too large. */
export async function readOne(uri: vscode.Uri): Promise<WebFile> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    const bytes = size > largest ? null : await vscode.workspace.fs.readFile(uri);
    return { path: uri.path, bytes, time: mtime };
  } catch {
    return { path: uri.path, bytes: null, time: 0 };
  }
}

interface Entry {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly isFolder: boolean;
}

async function entriesOf(folder: vscode.Uri): Promise<Entry[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.map(([name, type]) => ({
      name,
      uri: vscode.Uri.joinPath(folder, name),
      isFolder: (type & vscode.FileType.Directory) !== 0,
    }));
  } catch {
    return [];
  }
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  }
  return results;
}
