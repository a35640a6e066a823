/** What the editor gives a page to talk to its extension and to remember things while it is hidden. */
interface Editor {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Editor;

/** May be acquired only once. */
export const editor: Editor = acquireVsCodeApi();
