import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { FormView } from "../../src/protocol/form";
import { button, select, textInput } from "../controls";
import { rows, t } from "../text";
import type { FormHost } from "./form";

/** Milliseconds after the last key before rows are counted. */
const pause = 400;

/** Which rows a form is about: a filter as it is written in Python, with a hand in writing it. */
@customElement("qe-filter")
export class FilterInput extends LitElement {
  @property({ attribute: false }) host?: FormHost;
  @property({ attribute: false }) view?: FormView;
  @property({ attribute: false }) text = "";
  @property({ attribute: false }) change?: (text: string) => void;
  @state() private field = "";
  @state() private lookup = "exact";
  @state() private value = "";
  @state() private fault = "";
  @state() private found = "";
  #counted: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override updated(): void {
    if (this.#counted === this.text || this.host === undefined) return;
    this.#counted = this.text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#count(this.text), pause);
  }

  protected override render(): TemplateResult | typeof nothing {
    const conditions = this.view?.conditions;
    if (conditions === undefined) return nothing;
    const field = conditions.fields.find(({ name }) => name === this.field) ?? conditions.fields[0];
    const lookups = field?.lookups ?? [];
    const isList = this.lookup === "in";
    return html`<section class="filter" aria-label=${t("Rows")}>
      <h2>${t("Rows")}</h2>
      <label for="filter">${t("Filter")}</label>
      <div class="call"><code>${conditions.before}</code>${textInput({
        id: "filter",
        code: true,
        notes: "filter-found",
        value: this.text,
        placeholder: t("empty: every row"),
        onInput: (text) => this.change?.(text),
      })}<code>)</code></div>
      <p id="filter-found" class="dim" role="status">${this.found}</p>
      <div class="adding" role="group" aria-label=${t("Add a condition")}>
        ${select({
          id: "condition-field",
          name: t("Field"),
          value: field?.name ?? "",
          options: conditions.fields.map(({ name }) => [name, name]),
          onChange: (name) => {
            this.field = name;
            const known = conditions.fields.find((each) => each.name === name)?.lookups ?? [];
            if (!known.includes(this.lookup)) this.lookup = known[0] ?? "exact";
          },
        })}
        ${select({
          id: "condition-lookup",
          name: t("Lookup"),
          value: this.lookup,
          options: lookups.map((lookup) => [lookup, lookup]),
          onChange: (lookup) => {
            this.lookup = lookup;
          },
        })}
        ${textInput({
          id: "condition-value",
          name: t("Value"),
          value: this.value,
          notes: this.fault === "" ? "" : "condition-fault",
          invalid: this.fault !== "",
          placeholder: isList ? t("values, with commas between them") : this.lookup === "isnull" ? "True" : t("value"),
          onInput: (text) => {
            this.value = text;
            this.fault = "";
          },
        })}
        ${button({ label: t("Add Condition"), onClick: () => void this.#add(field?.name ?? "") })}
      </div>
      ${this.fault === "" ? nothing : html`<p class="fault" id="condition-fault" role="alert">${this.fault}</p>`}
    </section>`;
  }

  async #add(field: string): Promise<void> {
    const answer = await this.host?.call("condition", { field, lookup: this.lookup, text: this.value });
    if (answer === undefined) return;
    if ("fault" in answer) {
      this.fault = answer.fault;
      return;
    }
    const before = this.text.trim().replace(/,$/, "");
    this.value = "";
    this.change?.(before === "" ? answer.python : `${before}, ${answer.python}`);
  }

  async #count(text: string): Promise<void> {
    const answer = await this.host?.call("count", { filter: text }).catch(() => undefined);
    if (this.text !== text || answer === undefined) return;
    if ("error" in answer) this.found = answer.error;
    else if (text.trim() === "") this.found = t("Every row: {0}", rows(answer.rows));
    else this.found = rows(answer.rows);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-filter": FilterInput;
  }
}
