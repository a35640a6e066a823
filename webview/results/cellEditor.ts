import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { EditedValue } from "../../src/protocol/edits";
import type { FormMatch } from "../../src/protocol/form";
import type { CellKind, ColumnInfo } from "../../src/protocol/results";
import type { RelationInput } from "../relation";
import { t } from "../text";
import { type ChoiceOptions, choiceOptions } from "./choiceOptions";
import { typedValue } from "./editable";
import { withLineEnds } from "./lineEnds";
import { editorFor } from "./operators";
import "../relation";

/** Where the person goes on to from a cell. */
export type Leaving = "down" | "right" | "left" | "stay";

/**
 * The editor of one cell, by its column's type. Enter and Tab take over what was entered, Escape leaves the cell as it
 * was; so does every way out where nothing was entered, whatever the control made of the value.
 */
@customElement("qe-cell-editor")
export class CellEditor extends LitElement {
  @property({ attribute: false }) column?: ColumnInfo;
  @property({ attribute: false }) kind?: CellKind;
  @property({ attribute: false }) text = "";
  @property({ attribute: false }) isNull = false;
  /** The text was typed over the cell, not edited in it. */
  @property({ attribute: false }) isTyped = false;
  /** The text of the row that a foreign key leads to. */
  @property({ attribute: false }) label?: string;
  /** Finds rows that a foreign key may lead to. */
  @property({ attribute: false }) search?: (text: string) => Promise<readonly FormMatch[]>;
  /** Told the row that was chosen for a foreign key. */
  @property({ attribute: false }) chosen?: (match: FormMatch) => void;
  @property({ attribute: false }) say?: (notice: string) => void;
  @property({ attribute: false }) done?: (value: EditedValue | undefined, by: Leaving) => void;
  /** Something was entered. */
  @state() private isTouched = false;
  /** What stands in a foreign key's input, once it was typed in. */
  @state() private sought: string | undefined;
  #match: FormMatch | undefined;
  #choices: ChoiceOptions | undefined;
  #isDone = false;

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { column } = this;
    const editor = column === undefined ? undefined : editorFor(column, this.kind);
    this.isTouched = this.isTyped;
    if (editor === "relation" && this.isTyped) this.sought = this.text;
    if (column === undefined || (editor !== "choice" && editor !== "boolean")) return;
    // What is typed over a list is the beginning of a label.
    const held = this.isTyped ? { text: "", isNull: false } : this;
    this.#choices = choiceOptions(column, editor === "boolean", held);
    if (!this.isTyped) return;
    const typed = this.text.toLowerCase();
    const current = this.#choices.options.findIndex(({ label }) => label.toLowerCase().startsWith(typed));
    this.isTouched = current >= 0;
    if (current >= 0) this.#choices = { ...this.#choices, current };
  }

  protected override firstUpdated(): void {
    const relation = this.querySelector("qe-relation");
    if (relation === null) this.#begin();
    // It renders its input itself, a moment later.
    else void relation.updateComplete.then(() => this.#begin(relation));
  }

  #begin(relation?: RelationInput): void {
    const control = this.#control;
    control?.focus({ preventScroll: true });
    if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) {
      if (this.isTyped) control.setSelectionRange(control.value.length, control.value.length);
      else control.select();
    }
    if (this.sought !== undefined) relation?.find();
  }

  get #control(): HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | null {
    return this.querySelector("input, textarea, select");
  }

  protected override render(): TemplateResult | typeof nothing {
    const { column } = this;
    if (column === undefined) return nothing;
    const name = t("Edit {0}", column.name);
    const editor = editorFor(column, this.kind);
    if (editor === "relation") return this.#relation(name, column);
    if (this.#choices !== undefined) return this.#list(name, this.#choices);
    const placeholder = !this.isNull ? "" : this.isTouched ? t("empty text") : "NULL";
    if (editor === "longText" || editor === "json" || /[\r\n]/.test(this.text))
      return html`<textarea
        aria-label=${name} placeholder=${placeholder} spellcheck="false"
        rows=${Math.min(8, Math.max(2, this.text.split("\n", 9).length))}
        .value=${this.text} @input=${this.#touch} @keydown=${this.#onKey} @blur=${this.#leave}
      ></textarea>`;
    return html`<input
      aria-label=${name} placeholder=${placeholder} spellcheck="false" autocomplete="off"
      .value=${this.text} @input=${this.#touch} @keydown=${this.#onKey} @blur=${this.#leave}
    />`;
  }

  #list(name: string, { options, current }: ChoiceOptions): TemplateResult {
    return html`<select
      aria-label=${name} @change=${this.#touch} @keydown=${this.#onKey} @blur=${this.#leave}
    >${options.map(({ label }, at) => html`<option value=${at} ?selected=${at === current}>${label}</option>`)}</select>`;
  }

  #relation(name: string, { field }: ColumnInfo): TemplateResult {
    const model = field?.related?.split(".").at(-1) ?? "";
    const hint = this.isNull && this.sought === undefined ? "NULL" : t("{0}: text or key", model);
    return html`<div class="related-editor" @keydown=${this.#onKey} @focusout=${this.#leave}>
      <qe-relation
        .inputId=${"cell-relation"} .name=${name} .floating=${true} .placeholder=${hint}
        .text=${this.sought ?? this.label ?? this.text} .search=${this.search}
        .type=${(text: string) => {
          this.sought = text;
          this.isTouched = true;
          this.#match = undefined;
        }}
        .choose=${(match: FormMatch, event: Event) => {
          this.sought = match.label;
          this.isTouched = true;
          this.#match = match;
          this.#take(leavingBy(event));
        }}
      ></qe-relation>
    </div>`;
  }

  readonly #touch = (): void => {
    this.isTouched = true;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.isComposing || event.defaultPrevented) return;
    const isLine = event.key === "Enter" && event.shiftKey && event.target instanceof HTMLTextAreaElement;
    if (event.key === "Escape") this.#finish(undefined, "stay");
    else if ((event.key === "Enter" && !isLine) || event.key === "Tab") this.#take(leavingBy(event));
    else return;
    event.preventDefault();
  };

  readonly #leave = (event: FocusEvent): void => {
    if (event.relatedTarget instanceof Node && this.contains(event.relatedTarget)) return;
    this.#take("stay", true);
  };

  /** Ends with what was entered. `hasLeft`: the focus is elsewhere, so that nothing more can be asked. */
  #take(by: Leaving, hasLeft = false): void {
    const { column, sought } = this;
    if (this.#isDone || column === undefined) return;
    if (!this.isTouched) this.#finish(undefined, by);
    else if (sought === undefined) this.#finish(this.#entered(column), by);
    else if (this.#match !== undefined) {
      this.chosen?.(this.#match);
      this.#finish({ kind: "value", text: this.#match.key }, by);
    } else if (isKey(sought) || sought.trim() === "") this.#finish(typedValue(column, sought.trim()), by);
    else {
      // Text that no row was chosen for is no key.
      this.say?.(t("No row is chosen for {0}: type a part of its text, or its key, and choose it.", column.name));
      if (hasLeft) this.#finish(undefined, by);
      else this.querySelector("qe-relation")?.find();
    }
  }

  #entered(column: ColumnInfo): EditedValue | undefined {
    const control = this.#control;
    if (control === null) return undefined;
    if (control instanceof HTMLSelectElement) return this.#choices?.options[control.selectedIndex]?.value;
    return typedValue(column, withLineEnds(control.value, this.text));
  }

  #finish(value: EditedValue | undefined, by: Leaving): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.done?.(value, by);
  }
}

function leavingBy(event: Event): Leaving {
  if (!(event instanceof KeyboardEvent)) return "stay";
  return event.key !== "Tab" ? "down" : event.shiftKey ? "left" : "right";
}

/** Numbers and UUIDs are keys by themselves. */
function isKey(text: string): boolean {
  return /^(-?\d+|[0-9a-f]{8}-[0-9a-f-]{27})$/i.test(text.trim());
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-cell-editor": CellEditor;
  }
}
