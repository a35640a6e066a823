import * as vscode from "vscode";
import type { EngineSettings } from "../../protocol/engine";
import type { DatabaseRole, GuardSettings } from "../../protocol/guards";
import { settings } from "../ids";

/** Settings that are for the opening of a database: with another value it is opened again. */
export const openingSettings: readonly string[] = [
  settings.sqliteBackend,
  settings.databaseRoles,
  settings.readOnly,
  settings.confirmRows,
  settings.previewRows,
  settings.historyDays,
  settings.historySize,
  settings.lockWait,
].map((id) => `${settings.section}.${id}`);

/** The guards as the person set them. A setting that is none of what it may be counts as strict as it can be read. */
export function guardSettings(configuration: vscode.WorkspaceConfiguration): GuardSettings {
  const readOnly = configuration.get<unknown>(settings.readOnly, false);
  return {
    roles: rolesIn(configuration.get<unknown>(settings.databaseRoles, {})),
    readOnly: Array.isArray(readOnly) ? readOnly.filter((item) => typeof item === "string") : readOnly !== false,
  };
}

/** What the engine is told of the settings for previews, the journal and waiting. */
export function engineSettings(configuration: vscode.WorkspaceConfiguration): EngineSettings {
  const number = (id: string, least: number): number | undefined => {
    const value = configuration.get<unknown>(id);
    return typeof value === "number" && value >= least ? value : undefined;
  };
  const sampleRows = number(settings.previewRows, 100);
  const manyRows = number(settings.confirmRows, 0);
  const journalDays = number(settings.historyDays, 1);
  const megabytes = number(settings.historySize, 1);
  const seconds = number(settings.lockWait, 0);
  return {
    ...(sampleRows !== undefined && { sampleRows }),
    // The engine is told from which number on, people up to which.
    ...(manyRows !== undefined && { manyRows: manyRows + 1 }),
    ...(journalDays !== undefined && { journalDays }),
    ...(megabytes !== undefined && { journalBytes: megabytes * 1_000_000 }),
    ...(seconds !== undefined && { lockWait: seconds * 1000 }),
  };
}

function rolesIn(value: unknown): GuardSettings["roles"] {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([pattern, role]) => [pattern, roleIn(role)]));
}

/** A word that is no role was meant to be one. */
function roleIn(value: unknown): DatabaseRole {
  return value === "development" || value === "staging" ? value : "production";
}

/** A role in the person's language. */
export function roleWord(role: DatabaseRole): string {
  if (role === "production") return vscode.l10n.t("production");
  return role === "staging" ? vscode.l10n.t("staging") : vscode.l10n.t("development");
}
