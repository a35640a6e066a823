import * as vscode from "vscode";
import type { DatabaseCandidate } from "../../protocol/engine";
import { inLabel } from "../plainText";

/** What the person chose to open: an address, or (undefined) the workspace's own database. */
export interface Picked {
  readonly url: string | undefined;
}

interface Item extends vscode.QuickPickItem {
  readonly pick?: () => Promise<Picked | undefined> | Picked;
}

/** Offers the databases that the workspace seems to have, a file, an address, and the scratch database; `reason` says why. */
export async function pickDatabase(
  folder: vscode.Uri,
  known: readonly DatabaseCandidate[],
  addresses: readonly string[],
  reason?: string,
): Promise<Picked | undefined> {
  const candidates = known.length > 0 ? known : await findFiles(folder);
  const items: Item[] = [
    ...candidates.map(
      ({ url, label, origin }): Item => ({
        label: `$(database) ${inLabel(label)}`,
        description: origin,
        pick: () => ({ url }),
      }),
    ),
    ...addresses
      .filter((url) => !candidates.some((candidate) => candidate.url === url))
      .map(
        (url): Item => ({
          label: `$(server) ${inLabel(url)}`,
          description: vscode.l10n.t("opened here before"),
          pick: () => ({ url }),
        }),
      ),
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: `$(folder-opened) ${vscode.l10n.t("Browse for a SQLite File…")}`, pick: () => browse(folder) },
    { label: `$(globe) ${vscode.l10n.t("Enter an Address…")}`, pick: askAddress },
    {
      label: `$(beaker) ${vscode.l10n.t("Scratch Database")}`,
      description: vscode.l10n.t("empty tables made from your models, kept apart from your data"),
      pick: () => ({ url: "scratch" }),
    },
    {
      label: `$(settings-gear) ${vscode.l10n.t("What the Project Says")}`,
      description: vscode.l10n.t("the database of settings.py or .env, or the only SQLite file"),
      pick: () => ({ url: undefined }),
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Open Database"),
    placeHolder: reason ?? vscode.l10n.t("Choose the database that querysets run against"),
    matchOnDescription: true,
    ignoreFocusOut: reason !== undefined,
  });
  return await picked?.pick?.();
}

/** The workspace's SQLite files, for when no engine has looked yet. */
async function findFiles(folder: vscode.Uri): Promise<DatabaseCandidate[]> {
  const pattern = new vscode.RelativePattern(folder, "**/*.{sqlite3,sqlite,db}");
  const found = await vscode.workspace.findFiles(pattern, "**/{node_modules,.venv,venv}/**", 50);
  const origin = vscode.l10n.t("found in the workspace");
  return found.map((uri) => ({ url: uri.fsPath, label: vscode.workspace.asRelativePath(uri, false), origin }));
}

async function browse(folder: vscode.Uri): Promise<Picked | undefined> {
  const files = await vscode.window.showOpenDialog({
    defaultUri: folder,
    openLabel: vscode.l10n.t("Open Database"),
    filters: { SQLite: ["sqlite3", "sqlite", "db", "db3"], [vscode.l10n.t("All Files")]: ["*"] },
  });
  const file = files?.[0];
  return file === undefined ? undefined : { url: file.fsPath };
}

async function askAddress(): Promise<Picked | undefined> {
  const url = await vscode.window.showInputBox({
    title: vscode.l10n.t("Database Address"),
    placeHolder: "postgresql://user:password@localhost:5432/music",
    prompt: vscode.l10n.t(
      "A postgresql://, mysql:// or mariadb:// address, or a SQLite file. Kept in the editor's secret storage.",
    ),
    ignoreFocusOut: true,
  });
  return url === undefined || url.trim() === "" ? undefined : { url: url.trim() };
}
