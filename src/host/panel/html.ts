import * as vscode from "vscode";

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
}

/** The results panel's page. */
export function panelHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  return pageHtml(webview, extension, {
    script: "webview.js",
    title: vscode.l10n.t("Results"),
    images: true,
    chart: "chart.js",
  });
}

/** A page of ours: nothing but our own script and style may load, each by its nonce. */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri, page: Page): string {
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
<body${later("worker", page.worker)}${later("chart", page.chart)}>
<script type="application/json" id="messages" nonce="${nonce}">${messages()}</script>
<script nonce="${nonce}" src="${inDist(page.script)}"></script>
</body>
</html>`;
}

/** The messages in the person's language; `<` is escaped so that no text can end the script element. */
function messages(): string {
  return JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll("<", "\\u003c");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
