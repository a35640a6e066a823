import * as vscode from "vscode";
import type { ExportFormat } from "../../protocol/rows";
import type { Connection } from "../engine/connection";
import { inMessage } from "../plainText";
import { rows } from "../plural";

interface Exported {
  readonly id: string;
  readonly columns: readonly number[];
  readonly model?: string | undefined;
}

/** Writes a result into a file that the person chooses, with its progress and a way to cancel. */
export async function exportRows(connection: Connection, { id, columns, model }: Exported): Promise<void> {
  const picked = await vscode.window.showQuickPick(formats(), { title: vscode.l10n.t("Export Results") });
  if (picked === undefined) return;
  const { extension, format, label } = picked;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${model?.split(".").at(-1)?.toLowerCase() ?? "results"}.${extension}`;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Export Results"),
    filters: { [label]: [extension] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (file === undefined) return;
  // The engine writes to local disks only; what it makes for any other place is written by the editor.
  const path = connection.reachesDisk && file.scheme === "file" ? file.fsPath : null;
  const { job } = await connection.call("exportStart", { id, columns, format, path });
  const title = vscode.l10n.t("Exporting to {0}", file.path.slice(file.path.lastIndexOf("/") + 1));
  const done = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => write(connection, job, progress, token),
  );
  if (done === undefined) return;
  if (path === null) await vscode.workspace.fs.writeFile(file, joined(done.bytes));
  const open = vscode.l10n.t("Open File");
  const words = [vscode.l10n.t("Exported {0}.", rows(done.rows)), ...done.notes].join(" ");
  const chosen = await vscode.window.showInformationMessage(inMessage(words), open);
  if (chosen === open) await vscode.commands.executeCommand("vscode.open", file);
}

interface Written {
  readonly rows: number;
  readonly notes: readonly string[];
  /** The file's content in pieces, where the engine did not write it. */
  readonly bytes: readonly Uint8Array[];
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Writes step by step, so that a cancel needs no engine to end; undefined where it was cancelled. */
async function write(
  connection: Connection,
  job: string,
  progress: vscode.Progress<{ readonly message?: string }>,
  token: vscode.CancellationToken,
): Promise<Written | undefined> {
  const bytes: Uint8Array[] = [];
  while (!token.isCancellationRequested) {
    const { rows: count, done, notes, bytes: next } = await connection.call("exportStep", { job });
    if (next !== undefined) bytes.push(next);
    if (done) return { rows: count, notes, bytes };
    progress.report({ message: rows(count) });
  }
  await connection.call("exportStop", { job });
  return undefined;
}

interface Format extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly extension: string;
}

function formats(): readonly Format[] {
  return [
    {
      label: "CSV",
      description: vscode.l10n.t("NULL is left out, an empty text is in quotes"),
      format: "csv",
      extension: "csv",
    },
    { label: "JSON", description: vscode.l10n.t("a list of objects"), format: "json", extension: "json" },
    { label: "NDJSON", description: vscode.l10n.t("an object on each line"), format: "ndjson", extension: "ndjson" },
    { label: "Excel", description: vscode.l10n.t("a workbook with one sheet"), format: "xlsx", extension: "xlsx" },
    {
      label: vscode.l10n.t("Django fixture"),
      description: vscode.l10n.t("for loaddata; a model's rows"),
      format: "fixture",
      extension: "json",
    },
  ];
}
