import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { FormMatch } from "../src/protocol/form";
import { t } from "./text";

/** Milliseconds after the last key before rows are looked for. */
const pause = 200;
/** Pixels of a floating list, and between it and the edge of the page. */
const [highest, narrowest, margin] = [220, 240, 4];

/** Finds a row of a related model by a part of its text, or by its key. */
@customElement("qe-relation")
export class RelationInput extends LitElement {
  @property({ attribute: false }) inputId = "";
  @property({ attribute: false }) text = "";
  @property({ attribute: false }) placeholder = "";
  @property({ attribute: false }) notes = "";
  @property({ attribute: false }) invalid = false;
  @property({ attribute: false }) required = false;
  /** Its name where no label element gives it one. */
  @property({ attribute: false }) name = "";
  /** The list lies above everything else on the page, where the place around the input would cut it off. */
  @property({ attribute: false }) floating = false;
  @property({ attribute: false }) search?: (text: string) => Promise<readonly FormMatch[]>;
  /** `event`: the key or the press that chose it. */
  @property({ attribute: false }) choose?: (match: FormMatch, event: Event) => void;
  /** What is typed and not chosen from the list: a key, where it looks like one. */
  @property({ attribute: false }) type?: (text: string) => void;
  @state() private found: readonly FormMatch[] | undefined;
  @state() private active = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
    window.removeEventListener("scroll", this.#place, true);
  }

  protected override updated(): void {
    if (!this.floating || !this.isConnected) return;
    const isOpen = this.found !== undefined;
    this.#list?.togglePopover(isOpen);
    if (isOpen) {
      this.#place();
      window.addEventListener("scroll", this.#place, true);
    } else window.removeEventListener("scroll", this.#place, true);
  }

  get #list(): HTMLElement | null {
    return this.querySelector("ul");
  }

  /** Lays a floating list under its input, or above it where there is more room. */
  readonly #place = (): void => {
    const list = this.#list;
    const input = this.querySelector("input");
    if (list === null || input === null) return;
    const { left, top, bottom, width } = input.getBoundingClientRect();
    const [below, above] = [window.innerHeight - bottom, top];
    const isAbove = below < highest && above > below;
    Object.assign(list.style, {
      left: `${Math.max(0, Math.min(left, window.innerWidth - Math.max(width, narrowest)))}px`,
      width: `${Math.max(width, narrowest)}px`,
      maxHeight: `${Math.min(highest, (isAbove ? above : below) - margin)}px`,
      top: isAbove ? "auto" : `${bottom + 1}px`,
      bottom: isAbove ? `${window.innerHeight - top + 1}px` : "auto",
    });
  };

  /** Looks for rows by what stands in the input. */
  find(): void {
    this.#look(this.text);
  }

  protected override render(): TemplateResult {
    const open = this.found !== undefined;
    const list = `${this.inputId}-list`;
    return html`<div class="combo">
      <input
        id=${this.inputId} type="text" role="combobox" autocomplete="off" spellcheck="false"
        aria-label=${this.name === "" ? nothing : this.name}
        placeholder=${this.placeholder} aria-autocomplete="list" aria-expanded=${open} aria-controls=${list}
        aria-activedescendant=${this.active < 0 ? nothing : `${list}-${this.active}`}
        aria-describedby=${this.notes === "" ? nothing : this.notes}
        aria-invalid=${this.invalid ? "true" : nothing} aria-required=${this.required ? "true" : nothing}
        .value=${live(this.text)}
        @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
        @click=${() => this.#look(this.text)}
        @input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value)}
        @keydown=${this.#onKey}
        @blur=${() => this.#close()}
      />
      <ul id=${list} role="listbox" aria-label=${t("Rows")} popover=${this.floating ? "manual" : nothing} ?hidden=${!open}>
        ${(this.found ?? []).map(
          (match, index) => html`<li
            id=${`${list}-${index}`} role="option" aria-selected=${index === this.active}
            @mousedown=${(event: Event) => {
              event.preventDefault();
              this.#take(match, event);
            }}
          ><span>${match.label}</span> <span class="dim">${match.key}</span></li>`,
        )}
        ${open && this.found?.length === 0 ? html`<li class="dim" role="option" aria-disabled="true" aria-selected="false">${t("No row found")}</li>` : nothing}
      </ul>
    </div>`;
  }

  #typed(text: string): void {
    this.type?.(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(text), pause);
  }

  #look(text: string): void {
    const turn = ++this.#turn;
    this.search?.(text).then(
      (matches) => {
        if (turn !== this.#turn || !this.contains(document.activeElement)) return;
        this.found = matches;
        this.active = -1;
      },
      () => this.#close(),
    );
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const count = this.found?.length ?? 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.found === undefined) this.#look(this.text);
      else if (count > 0) this.active = next(this.active, event.key === "ArrowDown" ? 1 : -1, count);
    } else if (event.key === "Enter" && this.found !== undefined) {
      event.preventDefault();
      const match = this.found[this.active] ?? (count === 1 ? this.found[0] : undefined);
      if (match !== undefined) this.#take(match, event);
      else this.#close();
    } else if (event.key === "Tab") {
      const match = this.found?.[this.active];
      if (match !== undefined) this.#take(match, event);
    } else if (event.key === "Escape" && this.found !== undefined) {
      event.stopPropagation();
      this.#close();
    }
  };

  #take(match: FormMatch, event: Event): void {
    this.choose?.(match, event);
    this.#close();
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#turn++;
    this.found = undefined;
    this.active = -1;
  }
}

/** The option after or before the active one, around the end; from none, the first or the last. */
function next(active: number, step: 1 | -1, count: number): number {
  if (active < 0) return step === 1 ? 0 : count - 1;
  return (active + step + count) % count;
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-relation": RelationInput;
  }
}
