import * as vscode from "vscode";
import type { DatabaseRole, GuardSettings } from "../../protocol/guards";
import { settings } from "../ids";

/** Settings that are for the opening of a database: with another value it is opened again. */
export const openingSettings: readonly string[] = [
  settings.sqliteBackend,
  settings.databaseRoles,
  settings.readOnly,
  settings.confirmRows,
].map((id) => `${settings.section}.${id}`);

/** The guards as the person set them. A setting that is none of what it may be counts as strict as it can be read. */
export function guardSettings(configuration: vscode.WorkspaceConfiguration): GuardSettings {
  const readOnly = configuration.get<unknown>(settings.readOnly, false);
  return {
    roles: rolesIn(configuration.get<unknown>(settings.databaseRoles, {})),
    readOnly: Array.isArray(readOnly) ? readOnly.filter((item) => typeof item === "string") : readOnly !== false,
  };
}

function rolesIn(value: unknown): GuardSettings["roles"] {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((pair): pair is [string, DatabaseRole] => isRole(pair[1])));
}

function isRole(value: unknown): value is DatabaseRole {
  return value === "development" || value === "staging" || value === "production";
}

/** A role in the person's language. */
export function roleWord(role: DatabaseRole): string {
  if (role === "production") return vscode.l10n.t("production");
  return role === "staging" ? vscode.l10n.t("staging") : vscode.l10n.t("development");
}
