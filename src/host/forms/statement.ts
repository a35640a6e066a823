import * as vscode from "vscode";
import type { Composed, FormDraft, FormFault, FormField, FormKind, FormValue } from "../../protocol/form";
import type { ModelInfo } from "../../protocol/models";
import { importOf, managerOf } from "../models/nodes";
import { composeBulkCreate } from "./bulkCreate";
import { argumentName } from "./fields";
import { literalOf } from "./literal";
import { pythonCall, pythonDict, pythonString } from "./python";

/** What a form is about, as far as its statement depends on it. */
export interface Subject {
  readonly kind: FormKind;
  readonly model: ModelInfo;
  /** The model's name alone says which one is meant. */
  readonly unique: boolean;
  readonly fields: readonly FormField[];
  /** `forceUpdate` only: what the row holds now. A value that is the same is not written. */
  readonly present?: FormDraft["values"];
  /** `method` only: the manager's name and the method's. */
  readonly call?: {
    readonly manager: string;
    readonly method: string;
    readonly isProperty: boolean;
    /** Parameters that are only ever given by name. */
    readonly keywordOnly: readonly string[];
  };
}

/** A field's argument as it stands in a statement. */
interface Argument {
  readonly field: FormField;
  /** The name that it is given under. */
  readonly name: string;
  readonly python: string;
}

/** The statement that a form runs for what was entered. What is wrong stands in it as `...`, and among the faults. */
export function compose(subject: Subject, draft: FormDraft): Composed {
  if (subject.kind === "bulkCreate") return composeBulkCreate(subject, draft);
  const faults: FormFault[] = [];
  const given = subject.fields.flatMap((field) => {
    const value = draft.values[field.name];
    return isPresent(subject, field, value) ? [] : argumentOf(subject, field, value, faults);
  });
  const statement = textOf(subject, draft, given, faults);
  return { statement: `${importOf(subject)}${statement}`, faults };
}

function textOf(subject: Subject, draft: FormDraft, given: readonly Argument[], faults: FormFault[]): string {
  const { kind, model } = subject;
  const manager = `${model.name}.${managerOf(model)}`;
  const single = given.filter(({ field }) => field.editor !== "relations");
  const keywords = single.map(({ name, python }) => `${name}=${python}`);
  switch (kind) {
    case "insert":
      return withRelations(subject, draft, pythonCall(`${manager}.create`, keywords), "");
    case "forceInsert":
      return withRelations(subject, draft, pythonCall(model.name, keywords), ".save(force_insert=True)");
    case "forceUpdate": {
      const changed = single.filter(({ field }) => !isKey(model, field));
      if (changed.length === 0) faults.push({ message: vscode.l10n.t("Enter at least one new value."), early: true });
      // Only what was entered is written: the other columns keep what they hold.
      const names = changed.map(({ field }) => pythonString(field.name)).join(", ");
      return `${pythonCall(model.name, keywords)}.save(force_update=True, update_fields=[${names}])`;
    }
    case "upsert":
      return upsert(manager, single, draft, faults);
    case "bulkUpdate":
      if (single.length === 0) faults.push({ message: vscode.l10n.t("Enter at least one new value."), early: true });
      return pythonCall(`${filtered(manager, draft)}.update`, keywords);
    case "method":
      return method(subject, single, draft);
    default:
      return `${filtered(manager, draft)}.delete()`;
  }
}

/** The queryset that a filter's text stands for; without any, every row, in so many words. */
export function filtered(manager: string, { filter }: Pick<FormDraft, "filter">): string {
  const text = filter.trim();
  return text === "" ? `${manager}.all()` : `${manager}.filter(${text})`;
}

function isKey(model: ModelInfo, field: FormField): boolean {
  return model.fields.some(({ name, primaryKey }) => primaryKey && name === field.name) || field.name === "pk";
}

/** True for what the row holds already. */
function isPresent({ model, present }: Subject, field: FormField, value: FormValue | undefined): boolean {
  const held = present?.[field.name];
  return held !== undefined && value !== undefined && !isKey(model, field) && isSameValue(held, value);
}

/** True where two values were entered alike. */
export function isSameValue(a: FormValue, b: FormValue): boolean {
  return a.kind === b.kind && (a.kind !== "value" || b.kind !== "value" || a.text === b.text);
}

/** The value of one field; what is missing or wrong is added to the faults. */
function argumentOf(subject: Subject, field: FormField, value: FormValue | undefined, faults: FormFault[]): Argument[] {
  if (field.fixed !== undefined) return [];
  const info = subject.model.fields.find(({ name }) => name === field.name);
  const name = info === undefined ? field.name : argumentName(info);
  const argument = (python: string): Argument[] => [{ field, name, python }];
  switch (value?.kind ?? "unset") {
    case "null":
      if (!field.nullable && field.editor !== "python") {
        faults.push({ field: field.name, message: vscode.l10n.t("This field holds no NULL.") });
      }
      return argument("None");
    case "value":
    case "expression": {
      const text = value?.kind === "value" || value?.kind === "expression" ? value.text : "";
      const editor = value?.kind === "expression" ? "python" : field.editor;
      const literal = literalOf({ ...field, editor }, text);
      if ("python" in literal) return argument(literal.python);
      faults.push({ field: field.name, message: literal.fault });
      return argument("...");
    }
    default:
      if (field.required) {
        faults.push({ field: field.name, message: vscode.l10n.t("A value is needed."), early: true });
      }
      return [];
  }
}

/** A row with many-to-many relations is saved first, and then told its others. */
function withRelations({ model, fields }: Subject, draft: FormDraft, call: string, save: string): string {
  const sets = fields.flatMap((field): string[] => {
    const value = draft.values[field.name];
    if (field.editor !== "relations" || value?.kind !== "keys" || value.keys.length === 0) return [];
    const keys = value.keys.map(({ key }) => {
      const literal = literalOf(field, key);
      return "python" in literal ? literal.python : "...";
    });
    return [`.${field.name}.add(${keys.join(", ")})`];
  });
  if (sets.length === 0) return `${call}${save}`;
  const name = model.name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
  return [`${name} = ${call}`, ...(save === "" ? [] : [`${name}${save}`]), ...sets.map((set) => `${name}${set}`)].join(
    "\n",
  );
}

function upsert(manager: string, given: readonly Argument[], { keys }: FormDraft, faults: FormFault[]): string {
  const found = given.filter(({ field }) => keys.includes(field.name));
  const rest = given.filter(({ field }) => !keys.includes(field.name));
  if (keys.length === 0) faults.push({ message: vscode.l10n.t("Choose at least one field to look the row up by.") });
  else if (found.length === 0) {
    faults.push({ message: vscode.l10n.t("Enter a value for a field that the row is looked up by."), early: true });
  }
  const defaults = pythonDict(
    rest.map(({ name, python }) => [name, python]),
    "    ",
  );
  const keywords = found.map(({ name, python }) => `${name}=${python}`);
  return pythonCall(`${manager}.update_or_create`, [
    ...keywords,
    ...(rest.length === 0 ? [] : [`defaults=${defaults}`]),
  ]);
}

function method({ model, call, fields }: Subject, given: readonly Argument[], draft: FormDraft): string {
  const name = `${model.name}.${call?.manager ?? managerOf(model)}.${call?.method ?? ""}`;
  if (call?.isProperty === true) return name;
  // Behind a parameter that is left out the others are named, too.
  const firstGap = fields.findIndex((field) => isLeftOut(draft.values[field.name]));
  const args = given.flatMap(({ field, python }): string[] => {
    if (field.name.startsWith("*")) return [`${field.name.replace(/\w+$/, "")}${starred(python)}`];
    const named =
      call?.keywordOnly.includes(field.name) === true || (firstGap >= 0 && fields.indexOf(field) > firstGap);
    return [named ? `${field.name}=${python}` : python];
  });
  return pythonCall(name, args);
}

/** What stands behind a star: a list or a dict as it is, anything else in parentheses. */
function starred(python: string): string {
  return /^[[{(]/.test(python) ? python : `(${python})`;
}

function isLeftOut(value: FormValue | undefined): boolean {
  return value === undefined || value.kind === "unset";
}
