import * as vscode from "vscode";
import type { DatabaseCandidate } from "../../protocol/engine";
import { inLabel } from "../plainText";
import type { Connections, Opened } from "./connections";
import { databaseName } from "./projects";

/** What the person chose: an address, (undefined) the project's own database, or one that was opened here. */
export type Picked =
  | { readonly kind: "address"; readonly url: string | undefined }
  | { readonly kind: "opened"; readonly opened: Opened };

interface Item extends vscode.QuickPickItem {
  readonly pick?: () => Promise<Picked | undefined> | Picked;
  readonly opened?: Opened;
}

/** What is offered, and how it is asked for. */
export interface Offer {
  readonly folder: vscode.Uri;
  readonly candidates: readonly DatabaseCandidate[];
  /** Servers that were opened before. */
  readonly addresses: readonly string[];
  /** What is open; see `openItems`. */
  readonly open: readonly Item[];
  readonly title: string;
  readonly placeHolder: string;
  readonly close?: (opened: Opened) => void;
}

/** Offers the databases that are open, those that the workspace seems to have, a file, an address, and the scratch database. */
export async function pickDatabase(offer: Offer): Promise<Picked | undefined> {
  const { folder, candidates: known, addresses, open } = offer;
  const candidates = known.length > 0 ? known : await findFiles(folder);
  const taken = new Set(open.flatMap(({ opened }) => opened?.connection.known?.result.url ?? []));
  const address = (url: string | undefined) => (): Picked => ({ kind: "address", url });
  const found = candidates
    .filter(({ url }) => !taken.has(url))
    .map(
      ({ url, label, origin }): Item => ({
        label: `$(database) ${inLabel(label)}`,
        description: origin,
        pick: address(url),
      }),
    );
  const before = addresses
    .filter((url) => !taken.has(url) && !candidates.some((candidate) => candidate.url === url))
    .map(
      (url): Item => ({
        label: `$(server) ${inLabel(url)}`,
        description: vscode.l10n.t("opened here before"),
        pick: address(url),
      }),
    );
  const others: readonly Item[] = [
    { label: `$(folder-opened) ${vscode.l10n.t("Browse for a SQLite File…")}`, pick: () => browse(folder) },
    { label: `$(globe) ${vscode.l10n.t("Enter an Address…")}`, pick: askAddress },
    {
      label: `$(beaker) ${vscode.l10n.t("Scratch Database")}`,
      description: vscode.l10n.t("empty tables made from your models, kept apart from your data"),
      pick: address("scratch"),
    },
    {
      label: `$(settings-gear) ${vscode.l10n.t("What the Project Says")}`,
      description: vscode.l10n.t("the database of settings.py or .env, or the only SQLite file"),
      pick: address(undefined),
    },
  ];
  const picked = await ask(offer, [
    ...group(vscode.l10n.t("Open"), open),
    ...group(vscode.l10n.t("In This Workspace"), [...found, ...before]),
    ...group(vscode.l10n.t("Others"), others),
  ]);
  if (picked?.opened !== undefined) return { kind: "opened", opened: picked.opened };
  return await picked?.pick?.();
}

/** The databases that were opened here, the one in use first; another can be closed from the list. */
export function openItems({ opened, current }: Connections): readonly Item[] {
  const items = opened.flatMap((each): Item[] => {
    const { known } = each.connection;
    if (known === undefined) return [];
    const { location, name } = known.result.database;
    const isInUse = each.connection === current;
    const close = { iconPath: new vscode.ThemeIcon("close"), tooltip: vscode.l10n.t("Close Database") };
    return [
      {
        label: `$(${isInUse ? "check" : "database"}) ${inLabel(databaseName(known))}`,
        description: [...(location === name ? [] : [location]), ...(isInUse ? [vscode.l10n.t("in use")] : [])].join(
          ", ",
        ),
        opened: each,
        ...(isInUse ? {} : { buttons: [close] }),
      },
    ];
  });
  return items.sort((a, b) => Number(b.opened?.connection === current) - Number(a.opened?.connection === current));
}

function group(label: string, items: readonly Item[]): readonly Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

/** Shows a list of choices; undefined where it was dismissed. */
async function ask({ title, placeHolder, close }: Offer, items: readonly Item[]): Promise<Item | undefined> {
  const list = vscode.window.createQuickPick<Item>();
  list.title = title;
  list.placeholder = placeHolder;
  list.items = items;
  list.matchOnDescription = true;
  // A results page that is just loading takes the focus for a moment, which must not close the list.
  list.ignoreFocusOut = true;
  try {
    return await new Promise((resolve) => {
      list.onDidAccept(() => resolve(list.selectedItems[0]));
      list.onDidHide(() => resolve(undefined));
      list.onDidTriggerItemButton(({ item }) => {
        if (item.opened !== undefined) close?.(item.opened);
        list.items = list.items.filter((each) => each !== item);
      });
      list.show();
    });
  } finally {
    list.dispose();
  }
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
  return file === undefined ? undefined : { kind: "address", url: file.fsPath };
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
  return url === undefined || url.trim() === "" ? undefined : { kind: "address", url: url.trim() };
}
