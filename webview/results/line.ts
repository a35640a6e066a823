import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { button } from "../controls";
import { t } from "../text";
import { LineHistory } from "./lineHistory";
import { resumeAt, takeResume } from "./resume";

const most = 12;
/** The style sheet makes it as high as its text, which not every browser can; measuring lays out the page once more. */
const growsByItself = CSS.supports("field-sizing", "content");

/** The statement's own text above its rows. Enter runs what it is changed to, in the statement's place. */
@customElement("qe-line")
export class QuerysetLine extends LitElement {
  @property({ attribute: false }) source = "";
  @property({ attribute: false }) run?: (source: string) => void;
  @state() private text = "";
  readonly #history = new LineHistory();

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("source")) return;
    this.text = this.source;
    this.#history.add(this.source);
  }

  protected override updated(changed: PropertyValues): void {
    const area = this.querySelector("textarea");
    if (area === null) return;
    if (!growsByItself) {
      area.style.height = "0";
      area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
    }
    if (changed.has("source") && takeResume("line") !== undefined) area.focus();
  }

  protected override render(): TemplateResult {
    const isChanged = this.text !== this.source;
    return html`<div class=${isChanged ? "line changed" : "line"}>
      <textarea
        rows=${Math.min(most, this.text.split("\n").length)}
        aria-label=${t("Queryset")}
        title=${t("Enter runs it, Shift+Enter starts a line, Escape restores it, Up and Down bring back earlier ones.")}
        spellcheck="false" autocomplete="off" autocapitalize="off"
        .value=${live(this.text)}
        @input=${(event: Event) => {
          this.text = (event.target as HTMLTextAreaElement).value;
        }}
        @keydown=${this.#onKey}
      ></textarea>
      ${isChanged ? button({ label: t("Run"), onClick: () => this.#run() }) : nothing}
    </div>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key, shiftKey, ctrlKey, metaKey, isComposing } = event;
    if (isComposing) return;
    if (key === "Enter" && !shiftKey) {
      event.preventDefault();
      this.#run();
    } else if (key === "Escape" && this.text !== this.source) {
      event.stopPropagation();
      this.text = this.source;
    } else if ((key === "ArrowUp" || key === "ArrowDown") && !shiftKey && !ctrlKey && !metaKey) {
      const area = event.target as HTMLTextAreaElement;
      const earlier = key === "ArrowUp";
      const beyond = earlier
        ? !area.value.slice(0, area.selectionStart).includes("\n")
        : !area.value.slice(area.selectionEnd).includes("\n");
      const other = beyond ? this.#history.step(this.text, earlier ? -1 : 1) : undefined;
      if (other === undefined) return;
      event.preventDefault();
      this.text = other;
    }
  };

  #run(): void {
    if (this.text.trim() === "") return;
    resumeAt({ to: "line" });
    this.run?.(this.text);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-line": QuerysetLine;
  }
}
