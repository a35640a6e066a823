import * as vscode from "vscode";
import type { ComposedEdits, EditedValues, RowEdits, RowKey } from "../../protocol/edits";
import type { Connection } from "../engine/connection";
import { settings } from "../ids";
import { composeEdits, type EditStyle } from "./edits";
import type { Lines } from "./lines";

/** The statements for what is pending in the grid of a statement that a page shows. */
export function composed(lines: Lines, connection: Connection, statement: number, edits: RowEdits): ComposedEdits {
  const label = lines.statement(statement)?.result?.model;
  const { state } = connection;
  const models = state.kind === "open" ? state.result.project.models : [];
  const model = models.find((each) => each.label === label);
  if (model === undefined) return refused(vscode.l10n.t("The model of these rows is no longer there."));
  if (model.readOnly !== undefined) return refused(model.readOnly);
  const unique = models.filter(({ name }) => name === model.name).length === 1;
  const style = vscode.workspace.getConfiguration(settings.section).get<EditStyle>(settings.editStyle, "save");
  return composeEdits({ model, models, unique, style }, edits);
}

function refused(message: string): ComposedEdits {
  return { source: "", faults: [{ message }], signals: "" };
}

/** Edits as a page sent them, their shape checked. */
export function editsOf(sent: unknown): RowEdits {
  const { changed, inserted, deleted } = (sent ?? {}) as { readonly [name: string]: unknown };
  return {
    changed: list(changed).map((each) => {
      const { key, values } = each as { readonly key?: unknown; readonly values?: unknown };
      return { key: keyOf(key), values: valuesOf(values) };
    }),
    inserted: list(inserted).map(valuesOf),
    deleted: list(deleted).map(keyOf),
  };
}

function list(sent: unknown): readonly unknown[] {
  return Array.isArray(sent) ? sent : [];
}

function keyOf(sent: unknown): RowKey {
  const { kind, text } = (sent ?? {}) as Partial<RowKey>;
  if (typeof kind !== "string" || typeof text !== "string") throw new TypeError("The results page sent no key.");
  // What is written without quotes must be digits.
  if (kind === "int" && !/^-?\d+$/.test(text)) throw new TypeError("The results page sent no whole number.");
  return { kind, text };
}

function valuesOf(sent: unknown): EditedValues {
  if (typeof sent !== "object" || sent === null) return {};
  return Object.fromEntries(
    Object.entries(sent as { readonly [column: string]: unknown }).map(([column, value]) => {
      const { kind, text } = (value ?? {}) as { readonly kind?: unknown; readonly text?: unknown };
      return [column, kind === "value" && typeof text === "string" ? { kind, text } : { kind: "null" as const }];
    }),
  );
}
