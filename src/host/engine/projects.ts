import * as vscode from "vscode";
import { noFolder, noProjectChosen } from "../errors";
import type { OpenState } from "./connection";
import type { ListProjects } from "./target";

/** A project: a workspace folder, and the folder in it where the project lies. */
export interface Project {
  readonly folder: vscode.Uri;
  /** Relative to the workspace folder, `""` for that itself; undefined while the engine has not looked. */
  readonly root: string | undefined;
}

interface Item extends vscode.QuickPickItem {
  readonly project: Project;
  /** It has a `manage.py`, so it is a project and not just a folder. */
  readonly isDjango: boolean;
}

const passedOver = "**/{node_modules,site-packages,.venv,venv,env,.tox}/**";

/** The folders with a `manage.py` in a workspace folder, and the folder itself, which needs none. */
export async function projectsOf(folder: vscode.Uri): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, "**/manage.py"), passedOver, 200);
  const roots = found.map(({ path }) => path.slice(folder.path.length + 1).replace(/\/?manage\.py$/, ""));
  return [...new Set([...roots, ""])];
}

/** Finds which project is meant, and asks where there are several. `picked` says that a person chose it. */
export async function settle(list: ListProjects): Promise<Project & { readonly picked: boolean }> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (first === undefined) throw noFolder();
  const found = await vscode.workspace.findFiles("**/manage.py", passedOver, 2);
  if (folders.length === 1 && found.length < 2) return { folder: first.uri, root: undefined, picked: false };
  const items = await projectItems(list);
  const django = items.filter(({ isDjango }) => isDjango);
  const candidates = django.length > 0 ? django : items;
  const [only, ...others] = candidates;
  if (only === undefined) return { folder: first.uri, root: undefined, picked: false };
  if (others.length === 0) return { ...only.project, picked: false };
  const picked = await pickProject(candidates);
  if (picked === undefined) throw noProjectChosen();
  return { ...picked, picked: true };
}

/** Offers every project of the workspace. Undefined where it was dismissed. */
export async function pickProject(items: readonly Item[], current?: Project): Promise<Project | undefined> {
  const marked = items.map((item) =>
    current !== undefined && isSame(item.project, current)
      ? { ...item, description: [item.description, vscode.l10n.t("open now")].filter(Boolean).join(" · ") }
      : item,
  );
  const picked = await vscode.window.showQuickPick(marked, {
    title: vscode.l10n.t("Select Project"),
    placeHolder: vscode.l10n.t("Choose the project whose models and database you want to see"),
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return picked?.project;
}

/** Every project of every local workspace folder, as a list of choices shows it. */
export async function projectItems(list: ListProjects): Promise<readonly Item[]> {
  const all = vscode.workspace.workspaceFolders ?? [];
  const local = all.filter(({ uri }) => uri.scheme === "file");
  // In a browser no folder is a local one.
  const folders = local.length > 0 ? local : all;
  const items = await Promise.all(
    folders.map(async ({ uri, name }): Promise<Item[]> => {
      const choices = await list(uri.scheme === "file" ? uri.fsPath : uri.path);
      return choices.flatMap(({ root, isDjango, settings, database }): Item[] => {
        // A folder without a project can still have a database; one without either is nothing to choose.
        if (!isDjango && settings === undefined && folders.length > 1 && database === undefined) return [];
        const place = root === "" ? name : folders.length > 1 ? `${name}/${root}` : root;
        return [
          {
            label: `$(folder) ${place}`,
            description: settings ?? vscode.l10n.t("no settings file"),
            detail: database ?? vscode.l10n.t("no database known"),
            project: { folder: uri, root },
            isDjango,
          },
        ];
      });
    }),
  );
  return items.flat();
}

function isSame(a: Project, b: Project): boolean {
  return a.folder.toString() === b.folder.toString() && (a.root ?? "") === (b.root ?? "");
}

/** The open database's name, with its project's where there are several. */
export function databaseName(state: OpenState): string {
  const project = projectName(state);
  const { name } = state.result.database;
  return project === undefined ? name : `${project}: ${name}`;
}

/** The open project's name, where the workspace has several to tell it from. */
export function projectName({ folder, result }: OpenState): string | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2 && result.projects.length < 2) return undefined;
  const { root } = result.project;
  const name = vscode.workspace.getWorkspaceFolder(folder)?.name ?? "";
  if (root === "") return name;
  return folders.length < 2 ? root : `${name}/${root}`;
}
