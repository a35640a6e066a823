import * as vscode from "vscode";
import { RemoteError } from "../protocol/channel";
import { commands } from "./ids";

/** What a person is told, and the one thing they can do about it from the message. */
export interface Told {
  readonly message: string;
  readonly action?: { readonly title: string; readonly command: string };
}

/** A failure the host itself finds. The words name what happened, to what, and what to do next. */
export class HostError extends Error {
  readonly code = "Host";
  readonly told: Told;

  constructor(told: Told) {
    super(told.message);
    this.told = told;
  }
}

const openDatabase = { title: vscode.l10n.t("Open Database…"), command: commands.openDatabase };

export const untrusted = (): HostError =>
  new HostError({
    message: vscode.l10n.t(
      "Queryset Explorer connects to no database in Restricted Mode. Trust this workspace to open its database.",
    ),
    action: { title: vscode.l10n.t("Manage Trust"), command: "workbench.trust.manage" },
  });

export const noFolder = (): HostError =>
  new HostError({
    message: vscode.l10n.t("No folder is open. Open the folder of your project, or try the demo workspace."),
    action: { title: vscode.l10n.t("Open Demo Workspace"), command: commands.openDemo },
  });

export const noProjectChosen = (): HostError =>
  new HostError({
    message: vscode.l10n.t("This workspace has several projects. Select the one whose models you want to see."),
    action: { title: vscode.l10n.t("Select Project…"), command: commands.selectProject },
  });

export const notLocal = (scheme: string): HostError =>
  new HostError({
    message: vscode.l10n.t(
      "This workspace is virtual ({0}:), and databases are opened from local files only. Clone the project to a folder to run querysets.",
      scheme,
    ),
  });

export const engineKeepsStopping = (cause: string): HostError =>
  new HostError({
    message: vscode.l10n.t(
      "The database engine stopped three times within a minute ({0}), so it was not started again. Open the database once more to try.",
      cause,
    ),
    action: openDatabase,
  });

export const noModelHere = (): HostError =>
  new HostError({
    message: vscode.l10n.t("There is no model at the cursor. Put it on a model's name, or into its class."),
  });

export const readOnlyModel = (label: string): HostError =>
  new HostError({
    message: vscode.l10n.t("Rows of {0} can only be read: it has no key, or another model stands for it.", label),
  });

export const notImported = (name: string, reason: string): HostError =>
  new HostError({ message: vscode.l10n.t("{0} was not imported: {1}.", name, reason) });

export const isScratchAlready = (): HostError =>
  new HostError({
    message: vscode.l10n.t("The scratch database is open. Open the database whose rows you want to copy first."),
    action: { title: vscode.l10n.t("Leave Scratch Database"), command: commands.leaveScratch },
  });

export const noScratch = (name: string): HostError =>
  new HostError({
    message: vscode.l10n.t("{0} is open, which is no scratch database.", name),
    action: { title: vscode.l10n.t("Open Scratch Database"), command: commands.openScratch },
  });

export const noSuchModel = (label: string): HostError =>
  new HostError({
    message: vscode.l10n.t("{0} is not among this project's models. Is its app in INSTALLED_APPS?", label),
  });

export const noTreeKey = (label: string): HostError =>
  new HostError({
    message: vscode.l10n.t(
      "These rows of {0} cannot be told apart: their primary key is not among the columns, or it is empty. Show them without values() or only().",
      label,
    ),
  });

export const keyOfSeveral = (label: string): HostError =>
  new HostError({
    message: vscode.l10n.t(
      "Rows of {0} have a key of several fields, or none. Open its rows, and choose Show Object Tree from the menu of one of them.",
      label,
    ),
  });

export const noStatement = (): HostError =>
  new HostError({
    message: vscode.l10n.t("There is no statement at the cursor. Put it on a statement, or select the lines to run."),
  });

export const noResults = (): HostError =>
  new HostError({ message: vscode.l10n.t("There are no results to export. Run a queryset first.") });

export const nothingShown = (): HostError =>
  new HostError({
    message: vscode.l10n.t("There are no results yet. Run a queryset first."),
    action: { title: vscode.l10n.t("Run Queryset…"), command: commands.runQueryset },
  });

export const nothingRecent = (): HostError =>
  new HostError({ message: vscode.l10n.t("No statement was run in this workspace yet. What you run is listed here.") });

export const nothingToPin = (): HostError =>
  new HostError({ message: vscode.l10n.t("There are no rows to pin. Run a queryset first.") });

export const tooManyToPin = (most: number, megabytes: number): HostError =>
  new HostError({
    message: vscode.l10n.t(
      "These results have more than {0} rows or {1} MB, which are not kept as they are. Narrow them down to pin them.",
      most.toLocaleString("en"),
      String(megabytes),
    ),
  });

export const nothingPinned = (): HostError =>
  new HostError({ message: vscode.l10n.t("No results are pinned. Pin some, and give them a name.") });

export const nothingToCompare = (): HostError =>
  new HostError({
    message: vscode.l10n.t("There is nothing to compare these results with. Pin them, and run another queryset."),
  });

export const noEarlierRun = (): HostError =>
  new HostError({
    message: vscode.l10n.t("This statement was run only once. Run it again to see what changed in between."),
  });

export const notKept = (most: number): HostError =>
  new HostError({
    message: vscode.l10n.t(
      "The rows of the run before were not kept: there are more than {0}, they are large, or they were not counted. Pin results before you run again.",
      most.toLocaleString("en"),
    ),
  });

/** A database that was closed from the list is asked for something. */
export const databaseClosed = (): HostError =>
  new HostError({
    message: vscode.l10n.t("The database that this is about was closed. Open it again."),
  });

export const noPreview = (): HostError =>
  new HostError({
    message: vscode.l10n.t("There is no preview to apply or discard. Run a statement that writes first."),
  });

const silent = new Set(["Cancelled", "Disposed", "EngineStopped"]);

export const engineNotStarted = (cause: string): HostError =>
  new HostError({
    message: vscode.l10n.t(
      "The database engine stopped while it opened the database ({0}). The log has its last words.",
      cause,
    ),
    action: { title: vscode.l10n.t("Show Log"), command: commands.showLog },
  });

/** True for what is no error to report: the person asked for it, what asked has gone, or the engine's end was told. */
export function isSilent(error: unknown): boolean {
  return error instanceof RemoteError && silent.has(error.code);
}

/** True where the engine went away under a call. */
export function isEngineStopped(error: unknown): error is RemoteError {
  return error instanceof RemoteError && error.code === "EngineStopped";
}

/** True where nothing says which database to open, so that a person has to. */
export function asksForDatabase(error: unknown): error is RemoteError {
  return error instanceof RemoteError && error.code === "ImproperlyConfigured";
}

/** The words for an error that is the person's to see; undefined for a bug. */
export function told(error: unknown): Told | undefined {
  if (error instanceof HostError) return error.told;
  if (!(error instanceof RemoteError) || error.code === "Bug" || error.code === "UnknownCall") return undefined;
  const hint = hintOf(error.data);
  const message = hint === undefined || error.message.includes(hint) ? error.message : `${error.message} ${hint}`;
  const isConnection = error.code === "ConnectionFailed" || error.code === "AccessDenied";
  return isConnection || asksForDatabase(error) ? { message, action: openDatabase } : { message };
}

function hintOf(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("hint" in data)) return undefined;
  return typeof data.hint === "string" ? data.hint : undefined;
}
