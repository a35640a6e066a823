import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { addScript } from "./ownScript";

let isAsked = false;

/** Loads the toolkit, once, which defines its elements; the page that asks for it while it loads is seen when it is there. */
function loadToolkit(): void {
  if (isAsked) return;
  isAsked = true;
  addScript("toolkit").catch(() => {
    isAsked = false;
  });
}

// A page of rows has none of its buttons, and is painted without it.
window.addEventListener("load", () => requestAnimationFrame(() => setTimeout(loadToolkit)), { once: true });

interface Button {
  readonly label: string;
  readonly onClick: () => void;
  readonly primary?: boolean;
  readonly disabled?: boolean;
}

/** A button as the editor draws its own. */
export function button({ label, onClick, primary = false, disabled = false }: Button): TemplateResult {
  loadToolkit();
  return html`<vscode-button
    appearance=${primary ? "primary" : "secondary"}
    ?disabled=${disabled}
    @click=${onClick}
  >${label}</vscode-button>`;
}

/** A button that is in nobody's way: one of a row of tools. */
export function quietButton(label: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="quiet" @click=${onClick}>${label}</button>`;
}

/** What every control of a form has: its id, which its label names, and the notes that describe it. */
interface Control {
  readonly id: string;
  /** Ids of the notes, a space between them. */
  readonly notes?: string;
  readonly invalid?: boolean;
  /** Its name where no label element gives it one. */
  readonly name?: string;
}

interface TextInput extends Control {
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly placeholder?: string;
  readonly type?: "text" | "date" | "time" | "datetime-local";
  readonly step?: string;
  readonly code?: boolean;
  readonly required?: boolean;
}

// The toolkit's fields hide their inputs from labels and lists outside of them, so the platform's own are used.

/** A line of text. */
export function textInput(input: TextInput): TemplateResult {
  return html`<input
    id=${input.id}
    class=${input.code === true ? "code" : ""}
    type=${input.type ?? "text"}
    step=${input.step ?? nothing}
    autocomplete="off"
    spellcheck="false"
    placeholder=${input.placeholder ?? ""}
    aria-label=${input.name ?? nothing}
    aria-describedby=${described(input)}
    aria-invalid=${input.invalid === true ? "true" : nothing}
    aria-required=${input.required === true ? "true" : nothing}
    .value=${live(input.value)}
    @input=${(event: Event) => input.onInput((event.target as HTMLInputElement).value)}
  />`;
}

/** Several lines of text. */
export function textArea(input: TextInput & { readonly rows?: number }): TemplateResult {
  return html`<textarea
    id=${input.id}
    class=${input.code === true ? "code" : ""}
    rows=${input.rows ?? 3}
    spellcheck="false"
    placeholder=${input.placeholder ?? ""}
    aria-label=${input.name ?? nothing}
    aria-describedby=${described(input)}
    aria-invalid=${input.invalid === true ? "true" : nothing}
    aria-required=${input.required === true ? "true" : nothing}
    .value=${live(input.value)}
    @input=${(event: Event) => input.onInput((event.target as HTMLTextAreaElement).value)}
  ></textarea>`;
}

interface Select extends Control {
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
  readonly quiet?: boolean;
}

/** One of a few choices. */
export function select(control: Select): TemplateResult {
  return html`<select
    id=${control.id}
    class=${control.quiet === true ? "quiet" : ""}
    aria-label=${control.name ?? nothing}
    aria-describedby=${described(control)}
    aria-invalid=${control.invalid === true ? "true" : nothing}
    @change=${(event: Event) => control.onChange((event.target as HTMLSelectElement).value)}
  >${control.options.map(([value, text]) => html`<option value=${value} .selected=${live(value === control.value)}>${text}</option>`)}</select>`;
}

/** A box to tick. */
export function checkBox(
  label: string,
  name: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
): TemplateResult {
  return html`<label class="check"><input
    type="checkbox"
    aria-label=${name}
    .checked=${live(checked)}
    @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
  />${label}</label>`;
}

function described({ notes }: Control): string | typeof nothing {
  return notes === undefined || notes === "" ? nothing : notes;
}
