import * as vscode from "vscode";
import { type EditorKind, editorsByType, type FormField, type FormKind } from "../../protocol/form";
import type { FieldInfo, ModelInfo } from "../../protocol/models";
import { fieldType } from "../models/describe";
import { pythonString } from "./python";

/** The fields that a form of this kind shows for a model of `models`, in the model's order. */
export function formFields(model: ModelInfo, kind: FormKind, models: readonly ModelInfo[]): FormField[] {
  if (kind === "delete" || kind === "method") return [];
  const keys = kind === "upsert" ? lookupKeys(model) : [];
  return model.fields
    .filter((field) => isShown(field, kind))
    .map((field) => ({
      ...formField(field, kind),
      ...keyEditorOf(field, models),
      ...(keys.includes(field.name) ? { key: true } : {}),
    }));
}

function keyEditorOf(field: FieldInfo, models: readonly ModelInfo[]): Pick<FormField, "keyEditor"> {
  const key = field.relation === undefined ? undefined : keyField(field, models);
  if (key === undefined || key.relation !== undefined) return {};
  const { choices: _, ...plain } = key;
  return { keyEditor: editorOf(plain) };
}

/** The field whose values a relation holds, of a model of `models`: text stays text there, digits or not. */
export function keyField({ relation }: FieldInfo, models: readonly ModelInfo[], depth = 0): FieldInfo | undefined {
  const target = models.find(({ label }) => label === relation?.model);
  const found = target?.fields.find(({ name }) => name === (relation?.toField ?? target.primaryKey ?? "id"));
  // A key can itself lead on to another row, as one of an inheriting model does.
  return found?.relation === undefined || depth > 10 ? found : keyField(found, models, depth + 1);
}

/** The name that a value is given under: a relation's column, so that a key is enough. */
export function argumentName(field: Pick<FieldInfo, "name" | "attname" | "relation">): string {
  return field.relation !== undefined && field.relation.kind !== "m2m" ? field.attname : field.name;
}

function isShown({ column, compositeOf, relation }: FieldInfo, kind: FormKind): boolean {
  if (compositeOf !== undefined || relation?.parentLink === true) return false;
  if (relation?.kind === "m2m")
    return relation.throughAutoCreated !== false && ["insert", "forceInsert"].includes(kind);
  return column !== null;
}

/** One field of a model as a form of this kind shows it. */
export function formField(field: FieldInfo, kind: FormKind): FormField {
  const fixed = fixedReason(field, kind);
  const standard = defaultText(field);
  const { maxLength, helpText, relation } = field;
  return {
    name: field.name,
    type: fieldType(field),
    editor: editorOf(field),
    required: fixed === undefined && isRequired(field, kind),
    nullable: field.null && relation?.kind !== "m2m",
    ...(standard === undefined || isChange(kind) ? {} : { default: standard }),
    ...(helpText === undefined || helpText === "" ? {} : { help: helpText }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(fixed === undefined ? {} : { fixed }),
    ...(relation === undefined ? {} : { related: relation.model }),
    ...choicesPart(field),
  };
}

function choicesPart({ choices: given }: FieldInfo): Pick<FormField, "choices"> {
  const choices = choicesOf(given);
  return choices === undefined ? {} : { choices };
}

/** A field's choices, each with its value in Python; undefined where it has none. */
export function choicesOf(choices: FieldInfo["choices"]): FormField["choices"] {
  if (choices === undefined || choices.length === 0) return undefined;
  return choices.map(({ value, label }) => ({ text: pythonOf(value), label }));
}

/** What is left out of such a form stays as it is in the row. */
function isChange(kind: FormKind): boolean {
  return kind === "forceUpdate" || kind === "bulkUpdate";
}

function fixedReason(field: FieldInfo, kind: FormKind): string | undefined {
  if (field.generated !== undefined) return vscode.l10n.t("computed by the database");
  if (field.autoNow === true) return vscode.l10n.t("set whenever the row is saved");
  if (field.autoNowAdd === true) return vscode.l10n.t("set when the row is created");
  if (!field.primaryKey) return undefined;
  if (kind === "bulkUpdate") return vscode.l10n.t("keys are not changed in bulk");
  return kind === "insert" && /AutoField$/.test(field.type) ? vscode.l10n.t("numbered by the database") : undefined;
}

function isRequired(field: FieldInfo, kind: FormKind): boolean {
  if (kind === "forceUpdate") return field.primaryKey;
  // What an upsert finds needs nothing more.
  if (
    kind === "bulkUpdate" ||
    kind === "upsert" ||
    field.null ||
    field.relation?.kind === "m2m" ||
    /AutoField$/.test(field.type)
  )
    return false;
  if (defaultText(field) !== undefined) return false;
  // Text that may be blank is empty by itself.
  return !(field.blank === true && isText(field.type));
}

function defaultText(field: FieldInfo): string | undefined {
  return field.default?.source ?? field.dbDefault?.source ?? field.databaseDefault;
}

function isText(type: string): boolean {
  return /(Char|Text|Slug|Email|URL|File|Image|FilePath|IPAddress)Field$/.test(type);
}

const editors: readonly (readonly [RegExp, EditorKind])[] = [
  ...editorsByType,
  [/(Char|Slug|Email|URL|File|Image|FilePath|IPAddress)Field$/, "text"],
  [/(Range|Point|Polygon|Geometry|Raster|SearchVector)\w*Field$/, "python"],
];

function editorOf(field: FieldInfo): EditorKind {
  if (field.relation !== undefined) return field.relation.kind === "m2m" ? "relations" : "relation";
  if (field.choices !== undefined && field.choices.length > 0) return "choice";
  return editors.find(([type]) => type.test(field.type))?.[1] ?? "text";
}

/** What tells a row apart besides its number: unique fields, or those that are unique together, else the first text. */
function lookupKeys(model: ModelInfo): readonly string[] {
  const entered = model.fields.filter((field) => field.column !== null && field.relation?.parentLink !== true);
  const own = entered.find((field) => field.primaryKey && !/AutoField$/.test(field.type));
  const unique = own ?? entered.find((field) => field.unique === true && !field.primaryKey);
  if (unique !== undefined) return [unique.name];
  const together =
    model.uniqueTogether[0] ??
    model.constraints.find((each) => each.kind === "unique" && each.fields.length > 0)?.fields;
  if (together !== undefined) return together;
  const text = entered.find((field) => isText(field.type) && !field.primaryKey);
  return text === undefined ? entered.slice(0, 1).map(({ name }) => name) : [text.name];
}

function pythonOf(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? pythonString(value) : String(value);
}
