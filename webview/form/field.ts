import { html, nothing, type TemplateResult } from "lit";
import type { FormField, FormMatch, FormValue, FormView } from "../../src/protocol/form";
import { checkBox, select } from "../controls";
import { t } from "../text";
import { editor } from "./editor";
import { stateName, statesOf, unset } from "./value";

export interface FieldRow {
  readonly view: FormView;
  readonly field: FormField;
  readonly value: FormValue;
  /** What is wrong with it, as far as it is time to say so. */
  readonly fault: string | undefined;
  readonly isKey: boolean;
  readonly onChange: (value: FormValue) => void;
  readonly onKey: (isKey: boolean) => void;
  readonly search: (text: string) => Promise<readonly FormMatch[]>;
}

/** A field: its name and type, the control for its value, and what is to be said about it. */
export function fieldRow(row: FieldRow): TemplateResult {
  const { view, field, fault, onKey } = row;
  const id = `field-${field.name.replaceAll("*", "")}`;
  if (field.fixed !== undefined) {
    return html`<div class="field fixed">
      <span class="name">${field.name} <span class="type">${field.type}</span></span>
      <span class="entry dim">${field.fixed}</span>
    </div>`;
  }
  const notes = [...(field.help === undefined ? [] : [`${id}-help`]), ...(fault === undefined ? [] : [`${id}-fault`])];
  return html`<div class="field">
    <span class="name">
      <label for=${id}>${field.name}</label>${field.required ? html`<span class="needed" aria-hidden="true" title=${t("needed")}>*</span>` : nothing}
      <span class="type">${field.type}</span>
    </span>
    <div class="entry">
      <div class="control">
        ${editor({ ...row, kind: view.kind, id, notes: notes.join(" "), invalid: fault !== undefined })}
        ${states(row)}
        ${view.kind === "upsert" ? checkBox(t("look up by"), t("Look up by {0}", field.name), row.isKey, onKey) : nothing}
      </div>
      ${field.help === undefined ? nothing : html`<p class="help dim" id=${`${id}-help`}>${field.help}</p>`}
      ${fault === undefined ? nothing : html`<p class="fault" id=${`${id}-fault`}>${fault}</p>`}
    </div>
  </div>`;
}

/** Whether there is a value at all: NULL, the default, or an expression stand for themselves. */
function states({ view, field, value, onChange }: FieldRow): TemplateResult | typeof nothing {
  const isChoice = field.editor === "boolean" || field.editor === "choice";
  if (field.editor === "relations" || (isChoice && value.kind !== "expression")) return nothing;
  const states = statesOf(field, view.kind);
  if (states.length < 2) return nothing;
  const first = states[0] ?? "value";
  const current = value.kind === "keys" ? "value" : value.kind === "unset" ? first : value.kind;
  return select({
    id: `field-${field.name}-state`,
    name: t("{0} is", field.name),
    quiet: true,
    value: current,
    options: states.map((state) => [state, stateName(state, field, view.kind)]),
    onChange: (state) => {
      if (state === "value") onChange({ kind: "value", text: "" });
      else if (state === "expression") onChange({ kind: "expression", text: value.kind === "value" ? value.text : "" });
      else onChange(state === "null" ? { kind: "null" } : unset);
    },
  });
}
