import { html, nothing, type TemplateResult } from "lit";
import type { Composed, FormDraft, FormFault, FormView } from "../../src/protocol/form";
import { button, select, textArea } from "../controls";
import { rows, t } from "../text";

/** Faults of rows that are listed; the rest is counted. */
const listed = 50;

interface Rows {
  readonly view: FormView;
  readonly draft: FormDraft;
  readonly composed: Composed | undefined;
  readonly onChange: (change: Partial<FormDraft>) => void;
  readonly openFile: () => void;
}

/** Pasted rows, the field that each column goes to, and what is wrong with which value. */
export function rowsSection({ view, draft, composed, onChange, openFile }: Rows): TemplateResult {
  const table = composed?.table;
  const faults = (composed?.faults ?? []).filter(({ column }) => column !== undefined);
  return html`<section aria-label=${t("Rows")}>
    <div class="heading"><label for="rows">${t("Rows")}</label>${button({ label: t("Open File…"), onClick: openFile })}</div>
    ${textArea({
      id: "rows",
      code: true,
      rows: 8,
      notes: "rows-help",
      value: draft.text,
      placeholder: sample(view),
      onInput: (text) => onChange({ text }),
    })}
    <p class="dim" id="rows-help">${t('CSV with names in its first line (commas, semicolons or tabs), or JSON. An empty place leaves a value out; "" is an empty text.')}</p>
    ${table === undefined || table.columns.length === 0 ? nothing : columns(view, table.columns, draft, onChange)}
    ${table === undefined || table.rows === 0 ? nothing : html`<p role="status">${rows(table.rows)}</p>`}
    ${faults.length === 0 ? nothing : faultList(faults)}
  </section>`;
}

function columns(
  view: FormView,
  found: NonNullable<Composed["table"]>["columns"],
  draft: FormDraft,
  onChange: Rows["onChange"],
): TemplateResult {
  const names = view.fields.filter(({ fixed }) => fixed === undefined).map(({ name }) => name);
  return html`<table class="columns" aria-label=${t("Columns")}>
    <thead><tr><th scope="col">${t("Column")}</th><th scope="col">${t("For example")}</th><th scope="col">${t("Field")}</th></tr></thead>
    <tbody>${found.map(
      ({ name, field, sample: text }, index) => html`<tr>
        <td>${name}</td>
        <td class="dim">${text}</td>
        <td>${select({
          id: `column-${index}`,
          name: t("Field for {0}", name),
          value: field ?? "",
          options: [["", t("Left out")], ...names.map((each): readonly [string, string] => [each, each])],
          onChange: (chosen) => onChange({ columns: { ...draft.columns, [name]: chosen } }),
        })}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

function faultList(faults: readonly FormFault[]): TemplateResult {
  const rest = faults.length - listed;
  return html`<div class="error" role="alert">
    <ul>${faults
      .slice(0, listed)
      .map(
        ({ row, column, message }) =>
          html`<li>${row === undefined ? t("Column {0}", column ?? "") : t("Row {0}, {1}", row, column ?? "")}: ${message}</li>`,
      )}</ul>
    ${rest > 0 ? html`<p>${t("and {0} more", rest)}</p>` : nothing}
  </div>`;
}

function sample({ fields }: FormView): string {
  const names = fields
    .filter(({ fixed, editor, type }) => fixed === undefined && editor !== "relations" && !type.endsWith("AutoField"))
    .map(({ name }) => name);
  return `${names.slice(0, 4).join(",")}\n…`;
}
