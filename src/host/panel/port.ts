import type * as vscode from "vscode";
import type { Port } from "../../protocol/channel";
import type { Store } from "../store";

/** A webview as a port. Messages to a closed webview are dropped, as there is nobody to read them. */
export function webviewPort(webview: vscode.Webview, store: Store): Port {
  return {
    post(message) {
      if (!store.disposed) void webview.postMessage(message);
    },
    onMessage(receiver) {
      store.add(webview.onDidReceiveMessage(receiver));
    },
  };
}
