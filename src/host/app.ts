import type * as vscode from "vscode";
import type { Connection } from "./engine/connection";
import type { Choice } from "./engine/target";
import type { Language } from "./language/language";
import type { PageHandlers } from "./panel/panelPage";
import type { ResultsPanel } from "./panel/resultsPanel";
import type { Platform } from "./platform";
import type { Reporter } from "./report";
import type { Board } from "./run/board";
import type { Runner } from "./run/runner";

/** What every feature may lean on. Built once, in `start`. */
export interface App {
  readonly context: vscode.ExtensionContext;
  readonly platform: Platform;
  readonly log: vscode.LogOutputChannel;
  readonly report: Reporter;
  readonly choice: Choice;
  readonly connection: Connection;
  readonly language: Language;
  readonly runner: Runner;
  readonly panel: ResultsPanel;
  /** What answers a page of results that shows a board of its own. */
  readonly pageHandlers: (board: () => Board) => PageHandlers;
}
