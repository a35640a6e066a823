import { html, nothing, type TemplateResult } from "lit";
import type { FormField, FormKind, FormMatch, FormValue } from "../../src/protocol/form";
import { button, select, textArea, textInput } from "../controls";
import { t } from "../text";
import { placeholderOf, unsetName } from "./value";
import "../relation";

export interface Entered {
  readonly field: FormField;
  readonly value: FormValue;
  readonly kind: FormKind;
  readonly id: string;
  /** Ids of the notes under it. */
  readonly notes: string;
  readonly invalid: boolean;
  readonly onChange: (value: FormValue) => void;
  readonly search: (text: string) => Promise<readonly FormMatch[]>;
}

/** The control in which a field's value is entered. */
export function editor(entered: Entered): TemplateResult {
  const { field, value } = entered;
  if (value.kind === "expression") return line(entered, true);
  switch (field.editor) {
    case "boolean":
    case "choice":
      return choice(entered);
    case "relation":
      return relation(entered);
    case "relations":
      return relations(entered);
    case "longText":
    case "json":
      return area(entered);
    case "date":
    case "time":
    case "datetime":
      return html`${line(entered, false)}${picker(entered)}`;
    case "uuid":
      return html`${line(entered, true)}${button({
        label: t("Generate"),
        onClick: () => entered.onChange({ kind: "value", text: crypto.randomUUID() }),
      })}`;
    default:
      return line(entered, field.editor === "python" || field.editor === "bytes");
  }
}

function textOf(value: FormValue): string {
  return value.kind === "value" || value.kind === "expression" ? value.text : "";
}

/** What was typed: an empty number or date is none, an empty text is one. */
function typed({ field, value, onChange }: Entered, text: string): void {
  if (value.kind === "expression") onChange({ kind: "expression", text });
  else if (text === "" && field.editor !== "text" && field.editor !== "longText") onChange({ kind: "unset" });
  else onChange({ kind: "value", text });
}

function line(entered: Entered, code: boolean): TemplateResult {
  const { field, value, kind, id, notes, invalid } = entered;
  return textInput({
    id,
    notes,
    invalid,
    code,
    required: field.required,
    value: textOf(value),
    placeholder: placeholderOf(field, value, kind),
    onInput: (text) => typed(entered, text),
  });
}

function area(entered: Entered): TemplateResult {
  const { field, value, kind, id, notes, invalid } = entered;
  return textArea({
    id,
    notes,
    invalid,
    code: field.editor === "json",
    required: field.required,
    rows: 2,
    value: textOf(value),
    placeholder: placeholderOf(field, value, kind),
    onInput: (text) => typed(entered, text),
  });
}

/** Everything there is to choose, NULL and the default among it. */
function choice({ field, value, kind, id, notes, invalid, onChange }: Entered): TemplateResult {
  const choices: (readonly [string, string])[] =
    field.editor === "boolean"
      ? [
          ["True", t("True")],
          ["False", t("False")],
        ]
      : (field.choices ?? []).map(({ text, label }) => [text, label]);
  const standard = field.choices?.find(({ text }) => text === field.default)?.label ?? field.default;
  const left = field.required
    ? t("Choose…")
    : standard === undefined
      ? unsetName(field, kind)
      : t("Default: {0}", standard);
  return select({
    id,
    notes,
    invalid,
    value: value.kind === "value" ? `=${value.text}` : value.kind,
    options: [
      ["unset", left],
      ...choices.map(([text, label]): readonly [string, string] => [`=${text}`, label]),
      ...(field.nullable ? [["null", "NULL"] as const] : []),
      ["expression", t("Expression…")],
    ],
    onChange: (chosen) => {
      if (chosen.startsWith("=")) onChange({ kind: "value", text: chosen.slice(1) });
      else if (chosen === "expression") onChange({ kind: "expression", text: "" });
      else onChange({ kind: chosen === "null" ? "null" : "unset" });
    },
  });
}

function relation(entered: Entered): TemplateResult {
  const { field, value, kind, id, notes, invalid, onChange, search } = entered;
  const label = value.kind === "value" ? (value.label ?? value.text) : "";
  const hint = placeholderOf(field, value, kind);
  return html`<qe-relation
      .inputId=${id} .notes=${notes} .invalid=${invalid} .required=${field.required} .text=${label} .search=${search}
      .placeholder=${hint === "" ? t("Find by text or key") : hint}
      .choose=${({ key, label: shown }: FormMatch) => onChange({ kind: "value", text: key, label: shown })}
      .type=${(text: string) => onChange(typedKey(text))}
    ></qe-relation>
    ${value.kind === "value" && value.label !== undefined && value.text !== "" ? html`<span class="key dim">${t("key {0}", value.text)}</span>` : nothing}`;
}

/** Numbers and UUIDs are keys; other text only looks for a row, until one is chosen. */
function typedKey(text: string): FormValue {
  if (text.trim() === "") return { kind: "unset" };
  return /^(-?\d+|[0-9a-f]{8}-[0-9a-f-]{27})$/i.test(text.trim())
    ? { kind: "value", text: text.trim() }
    : { kind: "value", text: "", label: text };
}

function relations(entered: Entered): TemplateResult {
  const { field, value, id, notes, invalid, onChange, search } = entered;
  const chosen = value.kind === "keys" ? value.keys : [];
  const keep = (keys: readonly FormMatch[]): void =>
    onChange(keys.length === 0 ? { kind: "unset" } : { kind: "keys", keys });
  return html`<div class="many">
    ${chosen.map(
      (match) => html`<span class="chip">${match.label}<button
        type="button" aria-label=${t("Remove {0}", match.label)}
        @click=${() => keep(chosen.filter(({ key }) => key !== match.key))}
      >×</button></span>`,
    )}
    <qe-relation
      .inputId=${id} .notes=${notes} .invalid=${invalid} .required=${field.required} .text=${""} .search=${search}
      .placeholder=${t("Add by text or key")}
      .choose=${(match: FormMatch) => keep([...chosen.filter(({ key }) => key !== match.key), match])}
    ></qe-relation>
  </div>`;
}

/** The platform's own picker beside the text, which stays what counts. */
function picker({ field, value, id, onChange }: Entered): TemplateResult {
  const types = { date: "date", time: "time", datetime: "datetime-local" } as const;
  const type = types[field.editor as keyof typeof types];
  const shown = textOf(value).trim().replace(" ", "T");
  return html`<span class="picker">${textInput({
    id: `${id}-picker`,
    name: t("Pick for {0}", field.name),
    type,
    step: type === "date" ? "1" : "any",
    value: shown,
    onInput: (text) => text !== "" && onChange({ kind: "value", text: text.replace("T", " ") }),
  })}</span>`;
}
