import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { EditedValue } from "../../src/protocol/edits";
import type { CellKind, ColumnInfo } from "../../src/protocol/results";
import { t } from "../text";
import { typedValue } from "./editable";
import { editorFor } from "./operators";

/** The editor of one cell, by its column's type. Enter and Tab take the value over, Escape leaves it as it was. */
@customElement("qe-cell-editor")
export class CellEditor extends LitElement {
  @property({ attribute: false }) column?: ColumnInfo;
  @property({ attribute: false }) kind?: CellKind;
  @property({ attribute: false }) text = "";
  @property({ attribute: false }) isNull = false;
  /** The text was typed over the cell, not edited in it. */
  @property({ attribute: false }) isTyped = false;
  /** `by`: where the person goes on to. */
  @property({ attribute: false }) done?: (
    value: EditedValue | undefined,
    by: "down" | "right" | "left" | "stay",
  ) => void;
  #isDone = false;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override firstUpdated(): void {
    const control = this.#control;
    control?.focus({ preventScroll: true });
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) {
      if (this.isTyped) control.setSelectionRange(control.value.length, control.value.length);
      else control.select();
    }
  }

  get #control(): HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | null {
    return this.querySelector("input, textarea, select");
  }

  protected override render(): TemplateResult | typeof nothing {
    const { column } = this;
    if (column === undefined) return nothing;
    const name = t("Edit {0}", column.name);
    const options = this.#options(column);
    const placeholder = this.isNull ? "NULL" : "";
    if (options !== undefined)
      return html`<select aria-label=${name} @keydown=${this.#onKey} @blur=${this.#leave}>${options.map(
        ([value, label]) =>
          html`<option value=${value} ?selected=${value === this.text || label === this.text}>${label}</option>`,
      )}</select>`;
    const editor = editorFor(column, this.kind);
    if (editor === "longText" || editor === "json" || this.text.includes("\n"))
      return html`<textarea
        aria-label=${name} placeholder=${placeholder} spellcheck="false"
        rows=${Math.min(8, Math.max(2, this.text.split("\n").length))}
        .value=${this.text} @keydown=${this.#onKey} @blur=${this.#leave}
      ></textarea>`;
    return html`<input
      aria-label=${name} placeholder=${placeholder} spellcheck="false" autocomplete="off"
      .value=${this.text} @keydown=${this.#onKey} @blur=${this.#leave}
    />`;
  }

  /** What can be chosen, where only that can be. */
  #options(column: ColumnInfo): readonly (readonly [value: string, label: string])[] | undefined {
    const { field } = column;
    const none: readonly [string, string][] = field?.null === true ? [["", "NULL"]] : [];
    const isText = this.isTyped;
    if (isText) return undefined;
    if (field?.choices !== undefined)
      return [...none, ...field.choices.map(({ value, label }) => [String(value), label] as const)];
    if (editorFor(column, this.kind) !== "boolean") return undefined;
    return [...none, ["True", "True"], ["False", "False"]];
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.isComposing) return;
    const isLine = event.key === "Enter" && event.shiftKey && event.target instanceof HTMLTextAreaElement;
    if (event.key === "Escape") this.#finish(undefined, "stay");
    else if (event.key === "Enter" && !isLine) this.#take("down");
    else if (event.key === "Tab") this.#take(event.shiftKey ? "left" : "right");
    else return;
    event.preventDefault();
  };

  readonly #leave = (): void => this.#take("stay");

  #take(by: "down" | "right" | "left" | "stay"): void {
    const control = this.#control;
    if (control === null || this.column === undefined) return;
    const { value } = control;
    // A cell that held NULL and was left alone holds it still.
    this.#finish(this.isNull && value === "" ? undefined : typedValue(this.column, value), by);
  }

  #finish(value: EditedValue | undefined, by: "down" | "right" | "left" | "stay"): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.done?.(value, by);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-cell-editor": CellEditor;
  }
}
