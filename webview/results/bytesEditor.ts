import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { PickedBytes } from "../../src/protocol/edits";
import { button, select, textArea } from "../controls";
import { grouped, t } from "../text";
import { type BytesFormat, bytesOf, bytesText, hexOf } from "./bytesText";

/** Bytes that are edited as text; more of them are only taken from a file. */
export const mostEdited = 65_536;

/** The bytes of one cell beside the grid, as text that can be edited, or replaced by those of a file. */
@customElement("qe-bytes-editor")
export class BytesEditor extends LitElement {
  @property({ attribute: false }) name = "";
  @property({ attribute: false }) row = 0;
  /** What the cell holds, or is to hold; undefined where that is NULL, or too much to be edited. */
  @property({ attribute: false }) bytes?: Uint8Array;
  /** Number of bytes in the cell. */
  @property({ attribute: false }) size = 0;
  @property({ attribute: false }) pick?: () => Promise<PickedBytes | null>;
  /** Gets the bytes as hexadecimal digits, undefined where the cell stays as it is. */
  @property({ attribute: false }) done?: (hex: string | undefined) => void;
  @state() private format: BytesFormat = "hex";
  @state() private text = "";
  @state() private fault = "";
  @state() private picked: PickedBytes | undefined;
  #isTouched = false;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("bytes")) this.text = this.bytes === undefined ? "" : bytesText(this.bytes, this.format);
  }

  protected override firstUpdated(): void {
    this.querySelector("textarea")?.focus();
  }

  protected override render(): TemplateResult {
    const title = t("Edit {0}, row {1}", this.name, this.row + 1);
    return html`<aside class="detail bytes-editor" aria-label=${title} @keydown=${this.#onKey}>
      <header><h2>${title}</h2>
        ${button({ label: t("Set"), primary: true, onClick: () => this.#set() })}
        ${button({ label: t("Cancel"), onClick: () => this.done?.(undefined) })}</header>
      <div class="buttons">
        ${select({
          id: "bytes-format",
          name: t("Written as"),
          value: this.format,
          options: [
            ["hex", t("Hexadecimal")],
            ["base64", "Base64"],
          ],
          onChange: (format) => this.#rewrite(format as BytesFormat),
        })}
        ${button({ label: t("Load File…"), onClick: () => void this.#load() })}
      </div>
      ${this.#value()}
      ${this.fault === "" ? nothing : html`<p class="fault" id="bytes-fault" role="alert">${this.fault}</p>`}
    </aside>`;
  }

  #value(): TemplateResult {
    const { picked } = this;
    if (picked !== undefined)
      return html`<p role="status">${t("{0}: {1} bytes", picked.name, grouped(picked.size))}</p>`;
    const isTooMuch = this.size > mostEdited;
    return html`
      ${isTooMuch ? html`<p class="dim">${t("{0} bytes are too many to edit as text. Write others, or load a file, to replace them.", grouped(this.size))}</p>` : nothing}
      ${textArea({
        id: "bytes-text",
        name: t("Bytes"),
        code: true,
        rows: 8,
        value: this.text,
        placeholder: this.bytes === undefined && !isTooMuch ? "NULL" : "",
        notes: this.fault === "" ? "" : "bytes-fault",
        invalid: this.fault !== "",
        onInput: (text) => {
          this.text = text;
          this.fault = "";
          this.#isTouched = true;
        },
      })}`;
  }

  /** Writes the same bytes the other way. */
  #rewrite(format: BytesFormat): void {
    const bytes = bytesOf(this.text, this.format);
    if (bytes === undefined) {
      this.#refuse();
      this.requestUpdate();
      return;
    }
    this.format = format;
    this.text = bytesText(bytes, format);
  }

  async #load(): Promise<void> {
    const picked = await this.pick?.().catch((error: unknown) => {
      this.fault = error instanceof Error ? error.message : String(error);
      return null;
    });
    if (picked === undefined || picked === null) return;
    this.picked = picked;
    this.fault = "";
    this.#isTouched = true;
    this.querySelector<HTMLElement>("header vscode-button")?.focus();
  }

  #set(): void {
    if (!this.#isTouched) this.done?.(undefined);
    else if (this.picked !== undefined) this.done?.(hexOf(bytesOf(this.picked.base64, "base64") ?? new Uint8Array()));
    else {
      const bytes = bytesOf(this.text, this.format);
      if (bytes === undefined) this.#refuse();
      else this.done?.(hexOf(bytes));
    }
  }

  #refuse(): void {
    this.fault =
      this.format === "hex"
        ? t("Bytes are pairs of hexadecimal digits, such as 48 65 6c.")
        : t("This is no base64: four characters stand for three bytes.");
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Escape") this.done?.(undefined);
    else if (event.key === "Enter" && !event.shiftKey && event.target instanceof HTMLTextAreaElement) this.#set();
    else return;
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-bytes-editor": BytesEditor;
  }
}
