import * as vscode from "vscode";

/** The part of a browser's `Worker` that is used here; the editor's types know none. */
export interface BrowserWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}

interface Browser {
  readonly Worker: new (url: string) => BrowserWorker;
  readonly Blob: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly URL: { createObjectURL(blob: object): string };
}

/** Starts a bundle of ours in a worker. It is read through the editor, as no address of the extension's files is for everybody. */
export async function startWorker(extension: vscode.Uri, bundle: string): Promise<BrowserWorker> {
  const { Worker, Blob, URL } = globalThis as unknown as Browser;
  const code = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "dist", bundle));
  // The address is not taken back: the editor loads it a moment later, from a worker of its own.
  return new Worker(URL.createObjectURL(new Blob([new TextDecoder().decode(code)], { type: "text/javascript" })));
}
