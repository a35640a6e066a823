import type * as vscode from "vscode";
import type { Port } from "../../protocol/channel";
import type { Store } from "../store";

/** A webview as a port. Messages to a closed webview are dropped, as there is nobody to read them. */
export function webviewPort(webview: vscode.Webview, store: Store): Port {
  return {
    post(message) {
      if (!store.disposed) void webview.postMessage(plain(message));
    },
    onMessage(receiver) {
      store.add(webview.onDidReceiveMessage(receiver));
    },
  };
}

/**
 * A message as a webview can take it: VS Code sends it as JSON, which has no `bigint` and drops the whole message for
 * one. Integers that a number cannot hold exactly travel as text.
 */
export function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
