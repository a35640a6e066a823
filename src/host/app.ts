import type * as vscode from "vscode";
import type { Connection } from "./engine/connection";
import type { Connections } from "./engine/connections";
import type { Choice } from "./engine/target";
import type { Language } from "./language/language";
import type { PageParts } from "./panel/panelPage";
import type { ResultsPanel } from "./panel/resultsPanel";
import type { Platform } from "./platform";
import type { Reporter } from "./report";
import type { Board } from "./run/board";
import type { Runner } from "./run/runner";
import type { Runners } from "./run/runners";

/** What every feature may lean on. Built once, in `start`. */
export interface App {
  readonly context: vscode.ExtensionContext;
  readonly platform: Platform;
  readonly log: vscode.LogOutputChannel;
  readonly report: Reporter;
  readonly choice: Choice;
  /** The database in use, whichever that is at the moment. */
  readonly connection: Connection;
  /** Runs statements on the database in use. */
  readonly runner: Runner;
  /** The results panel of the database in use. */
  readonly panel: ResultsPanel;
  /** What a page of results that shows a board of its own leans on. */
  readonly pageParts: (board: () => Board) => PageParts;
  /** Every database that was opened here. */
  readonly connections: Connections;
  readonly runners: Runners;
  readonly language: Language;
}

/** The app for something that stays with one database's results, whichever is in use later. */
export function staying(app: App, results = app.runners.current): App {
  return { ...app, ...results };
}
