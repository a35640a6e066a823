import * as vscode from "vscode";
import { panelType, views } from "../ids";
import { isInUse } from "./place";

/** Where a page is shown: a tab among the editors, or a view of the panel at the bottom. */
export interface Surface {
  readonly webview: vscode.Webview;
  readonly isVisible: boolean;
  /** It is the editor in use; never of the view at the bottom. */
  readonly isActive: boolean;
  title: string;
  /** Brings it into sight; the focus stays where it is. */
  reveal(): void;
  /** Brings it into sight with the focus. */
  focus(): void;
  onDidDispose(listener: () => void): vscode.Disposable;
  dispose(): void;
}

/** What a page of ours may do and load. */
export function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, "dist")] };
}

/** A tab as a surface. */
export function tabSurface(extension: vscode.Uri, panel: vscode.WebviewPanel): Surface {
  panel.webview.options = webviewOptions(extension);
  panel.iconPath = {
    light: vscode.Uri.joinPath(extension, "media", "results-light.svg"),
    dark: vscode.Uri.joinPath(extension, "media", "results-dark.svg"),
  };
  return {
    webview: panel.webview,
    get isVisible() {
      return panel.visible;
    },
    get isActive() {
      return panel.active;
    },
    get title() {
      return panel.title;
    },
    set title(title) {
      if (panel.title !== title) panel.title = title;
    },
    reveal: () => panel.reveal(undefined, true),
    focus: () => panel.reveal(),
    onDidDispose: (listener) => panel.onDidDispose(listener),
    dispose: () => panel.dispose(),
  };
}

/** A new tab beside what is in use, which keeps the focus. */
export function openTab(extension: vscode.Uri, title: string, type = panelType): vscode.WebviewPanel {
  const viewColumn = isInUse() ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  return vscode.window.createWebviewPanel(type, title, { viewColumn, preserveFocus: true }, webviewOptions(extension));
}

/** A view as a surface. The editor owns it: it goes with the editor's panel. */
export function viewSurface(extension: vscode.Uri, view: vscode.WebviewView): Surface {
  view.webview.options = webviewOptions(extension);
  return {
    webview: view.webview,
    get isVisible() {
      return view.visible;
    },
    isActive: false,
    get title() {
      return view.title ?? "";
    },
    set title(title) {
      view.title = title;
    },
    reveal: () => view.show(true),
    focus: () => view.show(),
    onDidDispose: (listener) => view.onDidDispose(listener),
    dispose: () => undefined,
  };
}

/** Asks the editor for the view; it is there a moment later. */
export function openView(): void {
  void vscode.commands.executeCommand(`${views.results}.focus`, { preserveFocus: true });
}
