import * as vscode from "vscode";
import { formType, objectsType, panelType } from "../ids";

/** The page in the active tab, by its type; undefined where that is no page. */
function activePage(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputWebview ? input.viewType : undefined;
}

/** Whether the results are in the active tab. The editor puts a word of its own in front of a page's type. */
export function isResultsActive(): boolean {
  return activePage()?.endsWith(panelType) === true;
}

/** True where the active group shows what results are of: an editor, a notebook, a form, or a tree of objects. */
export function isInUse(): boolean {
  const page = activePage();
  const isOurs = page?.endsWith(formType) === true || page?.endsWith(objectsType) === true;
  const { activeTextEditor, activeNotebookEditor } = vscode.window;
  return isOurs || activeTextEditor !== undefined || activeNotebookEditor !== undefined;
}

/** Where a form or a tree opens: here, but not on top of the results that it was opened from. */
export function besideResults(): vscode.ViewColumn {
  if (!isResultsActive()) return vscode.ViewColumn.Active;
  const { viewColumn } = vscode.window.tabGroups.activeTabGroup;
  return viewColumn > 1 ? viewColumn - 1 : vscode.ViewColumn.Beside;
}
