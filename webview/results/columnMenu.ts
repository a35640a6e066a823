import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Condition, GridRefining, Refinement } from "../../src/protocol/refine";
import type { CellKind, ColumnInfo } from "../../src/protocol/results";
import { button, select, textInput } from "../controls";
import { t } from "../text";
import { blockedText } from "./blocked";
import { orderOf } from "./heading";
import { editorFor, type Operator, operatorsFor } from "./operators";

/** What can be done with a column beside sorting and filtering. */
export interface ColumnActions {
  readonly pin: () => void;
  readonly hide: () => void;
  readonly move: (by: -1 | 1) => void;
  readonly fit: () => void;
  readonly widen: (by: number) => void;
}

/** The dialog of one column: its order, its conditions, its place. */
@customElement("qe-column-menu")
export class ColumnMenu extends LitElement {
  @property({ attribute: false }) column?: ColumnInfo;
  @property({ attribute: false }) index = 0;
  @property({ attribute: false }) kind?: CellKind;
  @property({ attribute: false }) pinned = false;
  @property({ attribute: false }) refinement?: Refinement;
  @property({ attribute: false }) actions?: ColumnActions;
  /** Resolves to what is wrong with a value. */
  @property({ attribute: false }) refine?: (change: GridRefining) => Promise<string | undefined>;
  @property({ attribute: false }) close?: () => void;
  @state() private chosen = 0;
  @state() private first = "";
  @state() private second = "";
  @state() private fault = "";

  protected override createRenderRoot(): this {
    return this;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>(".choices button, select, input")?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { column, actions } = this;
    if (column === undefined || actions === undefined) return nothing;
    return html`<div
      class="popup column-menu" role="dialog" aria-label=${t("Column {0}", column.name)}
      @keydown=${this.#onKey}
    >
      <div class="choices">
        ${this.#sorting(column)}
        ${choice(this.pinned ? t("Unpin") : t("Pin to the Left"), actions.pin)}
        ${choice(t("Hide"), actions.hide)}
        ${choice(t("Move Left"), () => actions.move(-1))}
        ${choice(t("Move Right"), () => actions.move(1))}
        ${choice(t("Narrower"), () => actions.widen(-24))}
        ${choice(t("Wider"), () => actions.widen(24))}
        ${choice(t("Fit Width"), actions.fit)}
      </div>
      ${this.#filtering(column)}
    </div>`;
  }

  #sorting({ name }: ColumnInfo): TemplateResult | typeof nothing {
    const blocked = this.refinement?.noOrder;
    if (this.refinement === undefined) return nothing;
    if (blocked !== undefined) return html`<p class="dim">${blockedText(blocked)}</p>`;
    const sort = (direction: "asc" | "desc" | null): void =>
      void this.#ask({ kind: "order", column: name, direction, add: direction === null });
    return html`
      ${choice(t("Sort Ascending"), () => sort("asc"))}
      ${choice(t("Sort Descending"), () => sort("desc"))}
      ${orderOf(this.refinement, name) === null ? nothing : choice(t("Do Not Sort"), () => sort(null))}
    `;
  }

  #filtering(column: ColumnInfo): TemplateResult | typeof nothing {
    const { refinement } = this;
    if (refinement === undefined) return nothing;
    const blocked = refinement.noFilter;
    if (blocked !== undefined)
      return refinement.noOrder === blocked ? nothing : html`<p class="dim">${blockedText(blocked)}</p>`;
    const editor = editorFor(column, this.kind);
    const operators = operatorsFor(editor, column.field?.null !== false);
    const operator = operators[this.chosen] ?? operators[0];
    if (operator === undefined) return nothing;
    return html`<div class="filtering" role="group" aria-label=${t("Filter")} @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) void this.#add(operator);
    }}>
      ${this.#conditions(column)}
      ${select({
        id: "operator",
        name: t("Condition"),
        value: String(operators.indexOf(operator)),
        options: operators.map(({ label }, at) => [String(at), label]),
        onChange: (at) => {
          this.chosen = Number(at);
          this.fault = "";
        },
      })}
      ${operator.inputs === 0 ? nothing : this.#input(column, operator, "first")}
      ${operator.inputs === 2 ? this.#input(column, operator, "second") : nothing}
      ${this.fault === "" ? nothing : html`<p class="fault" id="filter-fault" role="alert">${this.fault}</p>`}
      ${button({ label: t("Add Filter"), onClick: () => void this.#add(operator) })}
    </div>`;
  }

  #conditions({ name }: ColumnInfo): TemplateResult | typeof nothing {
    const own = (this.refinement?.conditions ?? []).flatMap((condition, at) =>
      condition.column === name ? [{ condition, at }] : [],
    );
    if (own.length === 0) return nothing;
    return html`<ul class="conditions" aria-label=${t("Filters of {0}", name)}>${repeat(
      own,
      ({ at }) => at,
      ({ condition, at }) =>
        html`<li><code>${conditionText(condition)}</code>${button({ label: t("Remove"), onClick: () => void this.#ask({ kind: "remove", at }) })}</li>`,
    )}</ul>`;
  }

  #input(column: ColumnInfo, operator: Operator, which: "first" | "second"): TemplateResult {
    const editor = operator.editor ?? editorFor(column, this.kind);
    const choices = column.field?.choices;
    const enter = (text: string): void => {
      this[which] = text;
      this.fault = "";
    };
    const name = which === "first" ? t("Value") : t("Second value");
    const notes = this.fault === "" ? "" : "filter-fault";
    if (editor === "choice" && choices !== undefined && operator.inputs === 1) {
      const options = choices.map(({ label }): [string, string] => [label, label]);
      if (this[which] === "") this[which] = options[0]?.[0] ?? "";
      return select({ id: `filter-${which}`, name, notes, value: this[which], options, onChange: enter });
    }
    return textInput({
      id: `filter-${which}`,
      name,
      notes,
      invalid: this.fault !== "",
      value: this[which],
      ...(editor === "date" && operator.inputs !== "many" ? { type: "date" as const } : {}),
      placeholder: operator.inputs === "many" ? t("values, with commas between them") : "",
      onInput: enter,
    });
  }

  async #add({ lookup, exclude = false, inputs, value, editor }: Operator): Promise<void> {
    if (this.column === undefined) return;
    const values =
      inputs === 0
        ? [value ?? ""]
        : inputs === 2
          ? [this.first, this.second]
          : inputs === "many"
            ? this.first.split(",").map((part) => part.trim())
            : [this.first];
    const own = editor ?? editorFor(this.column, this.kind);
    await this.#ask({ kind: "filter", column: this.index, editor: own, lookup, values, exclude });
  }

  async #ask(change: GridRefining): Promise<void> {
    const fault = await this.refine?.(change);
    if (fault !== undefined) this.fault = fault;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      this.close?.();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const buttons = [...this.querySelectorAll<HTMLElement>(".choices button")];
      const at = buttons.indexOf(document.activeElement as HTMLElement);
      if (at < 0) return;
      event.preventDefault();
      buttons[Math.max(0, Math.min(buttons.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
    }
  };
}

function choice(label: string, onClick: () => void): TemplateResult {
  return html`<button type="button" @click=${onClick}>${label}</button>`;
}

/** A condition as it stands in the line. */
export function conditionText({ lookup, python, exclude, column }: Condition): string {
  const key = `${column ?? ""}${lookup === "exact" ? "" : `__${lookup}`}`;
  return exclude ? t("not {0}", `${key}=${python}`) : `${key}=${python}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-column-menu": ColumnMenu;
  }
}
