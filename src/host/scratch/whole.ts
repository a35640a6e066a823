import * as vscode from "vscode";
import type { OpenResult } from "../../protocol/engine";
import type { App } from "../app";
import { noScratch } from "../errors";
import { inMessage } from "../plainText";
import { rows } from "../plural";

/** Makes the scratch database's tables anew for the models as they are now, and says what became of the rows. */
export async function remakeScratch(app: App): Promise<void> {
  await openScratch(app);
  const { remade, opened } = await app.connection.call("remakeScratch", { empty: false });
  app.connection.adopt(opened);
  const message = vscode.l10n.t("The scratch database was made anew: {0} kept.", rows(remade.kept));
  void vscode.window.showInformationMessage(inMessage([message, ...remade.notes].join(" ")));
}

/** Empties the scratch database, once the person has said so. */
export async function clearScratch(app: App): Promise<void> {
  await openScratch(app);
  const clear = vscode.l10n.t("Empty It");
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t("Empty the scratch database?"),
    { modal: true, detail: vscode.l10n.t("All its rows go, and this is not in the history.") },
    clear,
  );
  if (picked !== clear) return;
  const { opened } = await app.connection.call("remakeScratch", { empty: true });
  app.connection.adopt(opened);
}

/** Writes the scratch database to a file. */
export async function saveScratch(app: App): Promise<void> {
  await openScratch(app);
  const folder = app.choice.folder();
  const uri = await vscode.window.showSaveDialog({
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, "scratch.sqlite3") }),
    title: vscode.l10n.t("Save Scratch Database"),
    filters: { SQLite: ["sqlite3", "sqlite", "db"] },
  });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, await app.connection.call("scratchContents", undefined));
}

/** Puts a SQLite file's content in the scratch database's place. */
export async function loadScratch(app: App): Promise<void> {
  await openScratch(app);
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Load Scratch Database"),
    openLabel: vscode.l10n.t("Load"),
    filters: { SQLite: ["sqlite3", "sqlite", "db", "db3"], [vscode.l10n.t("All Files")]: ["*"] },
  });
  const uri = files?.[0];
  if (uri === undefined) return;
  const content = await vscode.workspace.fs.readFile(uri);
  app.connection.adopt(await app.connection.call("loadScratch", { content }));
}

/** Says once what changed since the scratch database was made, and offers to make it anew. */
export async function offerRemake(app: App, { scratchChanges: changes = [] }: OpenResult): Promise<void> {
  const remake = vscode.l10n.t("Make It Anew");
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("The models changed since the scratch database was made. {0}", shorten(changes)),
    remake,
  );
  if (picked === remake) await remakeScratch(app);
}

function shorten(changes: readonly string[]): string {
  const more = changes.length > 3 ? [vscode.l10n.t("And {0} more.", changes.length - 3)] : [];
  return [...changes.slice(0, 3), ...more].join(" ");
}

async function openScratch(app: App): Promise<void> {
  const { database } = await app.connection.ensureOpen();
  if (!database.scratch) throw noScratch(database.name);
}
