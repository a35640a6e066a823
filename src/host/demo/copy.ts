import * as vscode from "vscode";

/** Copies the demo's folder to a new place. */
export async function copyFresh(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  if (await exists(to)) await vscode.workspace.fs.delete(to, { recursive: true });
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(to, ".."));
  await vscode.workspace.fs.copy(from, to, { overwrite: true });
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** True where any file of the copy is no longer as it was delivered, is gone, or is new. */
export async function differs(original: vscode.Uri, copy: vscode.Uri): Promise<boolean> {
  const [ours, theirs] = await Promise.all([entries(original), entries(copy)]);
  if (ours.size !== theirs.size) return true;
  for (const [name, type] of ours) {
    if (theirs.get(name) !== type) return true;
    const [a, b] = [vscode.Uri.joinPath(original, name), vscode.Uri.joinPath(copy, name)];
    const changed = type === vscode.FileType.Directory ? await differs(a, b) : !(await sameBytes(a, b));
    if (changed) return true;
  }
  return false;
}

/** The entries that count; what SQLite keeps beside an open database does not. */
async function entries(folder: vscode.Uri): Promise<Map<string, vscode.FileType>> {
  const all = await vscode.workspace.fs.readDirectory(folder);
  return new Map(all.filter(([name]) => !/-(wal|shm|journal)$/.test(name)));
}

async function sameBytes(a: vscode.Uri, b: vscode.Uri): Promise<boolean> {
  const [left, right] = await Promise.all([vscode.workspace.fs.readFile(a), vscode.workspace.fs.readFile(b)]);
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
