import * as vscode from "vscode";
import type { Store } from "../store";

/** What sets one of our pages apart from the others. */
interface Page {
  /** The bundle in `dist`. */
  readonly script: string;
  readonly title: string;
  /** The page shows images of bytes that it has already. */
  readonly images?: boolean;
  /** A script in `dist` that the page runs in a worker of its own. */
  readonly worker?: string;
  /** A script in `dist` that the page loads when it first draws a chart. */
  readonly chart?: string;
  /** What the page shows at first, asked for when it is about to be loaded. */
  readonly first?: () => Promise<unknown>;
}

/** Where a page is loaded into. */
interface Place {
  readonly webview: vscode.Webview;
  readonly extension: vscode.Uri;
  /** What goes with the webview: a page that is closed before its script is read is left alone. */
  readonly store: Store;
}

/** Loads a page of ours: nothing but our own script and style may run in it, each by its nonce. */
export async function loadPage({ webview, extension, store }: Place, page: Page): Promise<void> {
  const file = vscode.Uri.joinPath(extension, "dist", page.script);
  const [script, first] = await Promise.all([vscode.workspace.fs.readFile(file), page.first?.()]);
  if (!store.disposed)
    webview.html = pageHtml(webview, extension, page, { script: new TextDecoder().decode(script), first });
}

interface Content {
  readonly script: string;
  readonly first: unknown;
}

/**
 * The script is a part of the page: fetched by itself, it would come through the editor's service worker and window, for
 * which the first paint would wait.
 */
function pageHtml(webview: vscode.Webview, extension: vscode.Uri, page: Page, { script, first }: Content): string {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const inDist = (file: string): string => {
    return escapeHtml(webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", file)).toString());
  };
  const later = (name: string, file: string | undefined): string =>
    file === undefined ? "" : ` data-${name}="${inDist(file)}"`;
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    // Of the page's own making: no address of a blob leads anywhere.
    ...(page.images === true ? ["img-src blob:"] : []),
    // A worker must be of the page's own origin, which our files are not: it is fetched, and started from memory.
    ...(page.worker === undefined ? [] : [`connect-src ${webview.cspSource}`, "worker-src blob:"]),
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<title>${escapeHtml(page.title)}</title>
</head>
<body${later("toolkit", "toolkit.js")}${later("worker", page.worker)}${later("chart", page.chart)}>
${data("messages", nonce, vscode.l10n.bundle ?? {})}${first === undefined ? "" : data("first", nonce, first)}
<script nonce="${nonce}">${inElement(script)}</script>
</body>
</html>`;
}

/** Data for the page to read; `<` is escaped so that no text can end its element. */
function data(id: string, nonce: string, value: unknown): string {
  const json = JSON.stringify(value).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="${id}" nonce="${nonce}">${json}</script>`;
}

/** JavaScript, where only texts have what would end its element or begin another (HTML, 4.12.1.3). */
function inElement(script: string): string {
  return script.replaceAll(/<(?=!--|\/?script)/gi, "\\x3c");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
