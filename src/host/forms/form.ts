import * as vscode from "vscode";
import type { FormDraft, FormField, FormKind, FormView } from "../../protocol/form";
import type { MethodInfo, ModelInfo } from "../../protocol/models";
import { conditionsOf } from "./conditions";
import { emptyDraft } from "./draft";
import { formFields } from "./fields";
import { keywordOnly, parameterFields } from "./parameters";
import type { Subject } from "./statement";

/** What a form was asked for. It names its model, which is looked up each time, as models are read again. */
export interface Asked {
  readonly kind: FormKind;
  /** `app.Model`. */
  readonly label: string;
  readonly call?: { readonly manager: string; readonly method: string };
  /** Entered already: the key of the row that the form was opened from. */
  readonly given?: Partial<FormDraft>;
  /** `forceUpdate`: what the row of that key holds. */
  readonly present?: Present;
}

/** The values of one row, as a form has them. */
export interface Present {
  /** The text of its key. */
  readonly key: string;
  readonly values: FormDraft["values"];
}

/** The form among those of the open models; undefined where its model or its method is gone. */
export function subjectOf({ kind, label, call, present }: Asked, models: readonly ModelInfo[]): Subject | undefined {
  const model = models.find((each) => each.label === label);
  if (model === undefined) return undefined;
  const unique = models.filter(({ name, autoCreated }) => name === model.name && autoCreated !== true).length === 1;
  if (call === undefined) {
    const fields = withKey(model, kind, formFields(model, kind, models));
    return { kind, model, unique, fields, ...(present !== undefined && { present: present.values }) };
  }
  const method = methodOf(model, call);
  if (method === undefined) return undefined;
  const isProperty = method.kind === "property" || method.kind === "cached_property";
  return {
    kind,
    model,
    unique,
    fields: parameterFields(method),
    call: { ...call, isProperty, keywordOnly: keywordOnly(method) },
  };
}

/** What the page shows of a form. */
export function viewOf(asked: Asked, subject: Subject): FormView {
  const { kind, model, fields } = subject;
  const { title, about } = wordsFor(subject);
  return {
    id: idOf(asked),
    kind,
    title,
    about,
    model: model.label,
    fields,
    ...(kind === "bulkUpdate" || kind === "delete" ? { conditions: conditionsOf(model) } : {}),
    draft: { ...emptyDraft(fields), ...asked.given },
  };
}

/** Forms of one id are one form. */
export function idOf({ kind, label, call }: Asked): string {
  return call === undefined ? `${kind} ${label}` : `${kind} ${label}.${call.manager}.${call.method}`;
}

/** What a form was asked for, of the id that its page remembers; undefined where it is no id of ours. */
export function askedById(id: string): Asked | undefined {
  const match = /^(\w+) ([^.\s]+\.[^.\s]+)(?:\.([^.\s]+)\.([^.\s]+))?$/.exec(id);
  const [, kind = "", label = "", manager, method] = match ?? [];
  const known = kinds.find((each) => each === kind);
  if (known === undefined) return undefined;
  return { kind: known, label, ...(manager !== undefined && method !== undefined && { call: { manager, method } }) };
}

const kinds: readonly FormKind[] = [
  "insert",
  "forceInsert",
  "forceUpdate",
  "upsert",
  "bulkCreate",
  "bulkUpdate",
  "delete",
  "method",
];

/** The field that names the row to change: a child of another model is found by the parent's key, which `pk` stands for. */
export function keyName({ fields }: ModelInfo): string | undefined {
  const keys = fields.filter(({ primaryKey }) => primaryKey);
  return keys.some(({ relation }) => relation?.parentLink === true) ? "pk" : keys[0]?.name;
}

function withKey(model: ModelInfo, kind: FormKind, fields: readonly FormField[]): readonly FormField[] {
  if (kind !== "forceUpdate" || keyName(model) !== "pk") return fields;
  const { label: related } = model;
  const pk: FormField = { name: "pk", type: "", editor: "relation", required: true, nullable: false, related };
  const keys = model.fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => name);
  return [pk, ...fields.filter(({ name }) => !keys.includes(name))];
}

function methodOf({ managers }: ModelInfo, call: NonNullable<Asked["call"]>): MethodInfo | undefined {
  return managers.find(({ name }) => name === call.manager)?.methods.find(({ name }) => name === call.method);
}

/** The form's title, which its tab has too, and what it does. */
export function wordsFor({ kind, model: { name }, call }: Pick<Subject, "kind" | "model" | "call">): {
  readonly title: string;
  readonly about: string;
} {
  switch (kind) {
    case "insert":
      return { title: vscode.l10n.t("Insert Row: {0}", name), about: vscode.l10n.t("Adds a row.") };
    case "forceInsert":
      return {
        title: vscode.l10n.t("Force Insert Row: {0}", name),
        about: vscode.l10n.t("Adds a row, and never overwrites one: a key that is taken is an error."),
      };
    case "forceUpdate":
      return {
        title: vscode.l10n.t("Force Update Row: {0}", name),
        about: vscode.l10n.t("Changes the row of a key, and never adds one: a key that no row has is an error."),
      };
    case "upsert":
      return {
        title: vscode.l10n.t("Upsert Row: {0}", name),
        about: vscode.l10n.t("Changes the row that is found by the chosen fields; where there is none, adds it."),
      };
    case "bulkCreate":
      return {
        title: vscode.l10n.t("Bulk Create: {0}", name),
        about: vscode.l10n.t("Adds many rows at once. No signals are sent."),
      };
    case "bulkUpdate":
      return {
        title: vscode.l10n.t("Bulk Update: {0}", name),
        about: vscode.l10n.t("Changes every row that the filter finds, with one UPDATE. No signals are sent."),
      };
    case "delete":
      return {
        title: vscode.l10n.t("Delete Rows: {0}", name),
        about: vscode.l10n.t("Deletes every row that the filter finds. The preview shows what goes with them."),
      };
    case "method":
      return {
        title: `${name}.${call?.manager ?? "objects"}.${call?.method ?? ""}`,
        about: vscode.l10n.t("Calls a method of the project's own manager. What it would write is shown first."),
      };
  }
}
