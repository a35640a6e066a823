import * as vscode from "vscode";

/** `1 row`, `3 rows`, `1,200 rows`. */
export function rows(count: number): string {
  return count === 1 ? vscode.l10n.t("1 row") : vscode.l10n.t("{0} rows", count.toLocaleString(vscode.env.language));
}
