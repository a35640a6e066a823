import * as vscode from "vscode";
import type { ComposedEdits, EditedValue, EditedValues, RowEdits, RowKey } from "../../protocol/edits";
import type { FieldInfo, ModelInfo } from "../../protocol/models";
import { argumentName, formField, keyField } from "../forms/fields";
import { type Literal, literalOf } from "../forms/literal";
import { pythonCall, pythonString } from "../forms/python";
import { importOf, managerOf } from "../models/nodes";

/** How a changed row is written: read, set and saved, which sends signals, or by an `update()`, which sends none. */
export type EditStyle = "save" | "update";

interface Subject {
  readonly model: ModelInfo;
  /** All models, among them those that foreign keys lead to. */
  readonly models: readonly ModelInfo[];
  /** No other model has its name. */
  readonly unique: boolean;
  readonly style: EditStyle;
}

type Fault = ComposedEdits["faults"][number];

/** The statements for what was edited in a grid, in the order: changed rows, new ones, deleted ones. */
export function composeEdits(
  { model, models, unique, style }: Subject,
  { changed, inserted, deleted }: RowEdits,
): ComposedEdits {
  const faults: Fault[] = [];
  const manager = `${model.name}.${managerOf(model)}`;
  const variable = variableOf(model);
  const lines: string[] = [];
  for (const { key, values } of changed) {
    const given = argumentsOf(model, models, values, faults);
    if (given.length === 0) continue;
    if (style === "update") {
      const call = given.map(({ name, python }) => `${name}=${python}`);
      lines.push(pythonCall(`${manager}.filter(pk=${keyOf(key)}).update`, call));
    } else {
      lines.push(`${variable} = ${manager}.get(pk=${keyOf(key)})`);
      lines.push(...given.map(({ name, python }) => `${variable}.${name} = ${python}`), `${variable}.save()`);
    }
  }
  for (const values of inserted) {
    const call = argumentsOf(model, models, values, faults).map(({ name, python }) => `${name}=${python}`);
    lines.push(pythonCall(`${manager}.create`, call));
  }
  const [only, ...more] = deleted;
  if (only !== undefined) {
    const keys = deleted.map(keyOf).join(", ");
    lines.push(`${manager}.filter(${more.length === 0 ? `pk=${keyOf(only)}` : `pk__in=[${keys}]`}).delete()`);
  }
  const source = lines.length === 0 ? "" : `${importOf({ model, unique })}${lines.join("\n")}`;
  return { source, faults, signals: signalsOf({ changed, inserted, deleted }, style) };
}

function signalsOf({ changed, inserted, deleted }: RowEdits, style: EditStyle): string {
  const words: string[] = [];
  if (changed.length > 0 && style === "update") words.push(vscode.l10n.t("update() sends no signals."));
  if ((changed.length > 0 && style === "save") || inserted.length > 0)
    words.push(vscode.l10n.t("pre_save and post_save are sent for each saved row."));
  if (deleted.length > 0) words.push(vscode.l10n.t("pre_delete and post_delete are sent for each deleted row."));
  return words.join(" ");
}

function argumentsOf(
  model: ModelInfo,
  models: readonly ModelInfo[],
  values: EditedValues,
  faults: Fault[],
): { readonly name: string; readonly python: string }[] {
  return Object.entries(values).flatMap(([column, value]) => {
    const info = model.fields.find(({ attname, name }) => attname === column || name === column);
    const literal: Literal =
      info === undefined
        ? { fault: vscode.l10n.t("{0} has no field {1}.", model.name, column) }
        : literalFor(info, value, models);
    if ("python" in literal)
      return [{ name: info === undefined ? column : argumentName(info), python: literal.python }];
    faults.push({ message: literal.fault, column });
    return [];
  });
}

function literalFor(info: FieldInfo, value: EditedValue, models: readonly ModelInfo[]): Literal {
  const field = formField(info, "bulkUpdate");
  if (info.generated !== undefined || info.autoNow === true)
    return { fault: vscode.l10n.t("This field is {0}.", field.fixed ?? "") };
  if (value.kind === "null")
    return field.nullable ? { python: "None" } : { fault: vscode.l10n.t("This field holds no NULL.") };
  const key = info.relation === undefined ? undefined : keyField(info, models);
  return key === undefined || value.text.trim() === ""
    ? literalOf(field, value.text)
    : literalOf(formField(key, "bulkUpdate"), value.text);
}

/** A key as Python writes it: digits are a number only where the cell holds one. */
function keyOf({ kind, text }: RowKey): string {
  if (kind === "int") return text;
  if (kind === "uuid") return `UUID(${pythonString(text)})`;
  return pythonString(text);
}

function variableOf({ name }: ModelInfo): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}
