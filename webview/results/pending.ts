import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ComposedEdits } from "../../src/protocol/edits";
import { button } from "../controls";
import type { Host } from "../port";
import { t } from "../text";
import type { Edits } from "./edits";

/** What is pending in a grid as the statements that it comes to, and the way to their preview. */
@customElement("qe-pending")
export class Pending extends LitElement {
  @property({ attribute: false }) host?: Host;
  @property({ attribute: false }) statement = 0;
  @property({ attribute: false }) edits?: Edits;
  @property({ attribute: false }) change?: (edits: Edits) => void;
  /** Told the statements that are on their way to their preview. */
  @property({ attribute: false }) previewed?: (source: string) => void;
  @state() private composed: ComposedEdits | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("edits")) void this.#compose();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { edits, composed } = this;
    if (edits === undefined || edits.isEmpty) return nothing;
    const count = edits.count === 1 ? t("1 change pending") : t("{0} changes pending", edits.count);
    return html`<section class="pending" aria-label=${t("Pending changes")}>
      <div class="pending-bar">
        <span role="status">${count}</span>
        <span class="dim">${composed?.signals ?? ""}</span>
        ${button({
          label: t("Preview Changes"),
          primary: true,
          disabled: composed === undefined || composed.faults.length > 0,
          onClick: () => this.preview(),
        })}
        ${button({ label: t("Discard Changes"), onClick: () => this.change?.(edits.discarded) })}
      </div>
      ${composed?.faults.map(
        ({ message, column }) =>
          html`<p class="fault" role="alert">${column === undefined ? message : t("{0}: {1}", column, message)}</p>`,
      )}
      ${composed === undefined || composed.source === "" ? nothing : html`<pre class="printed" tabindex="0">${shortened(composed.source)}</pre>`}
    </section>`;
  }

  /** Runs the statements, which ends in their preview. */
  preview(): void {
    const { edits } = this;
    const { composed } = this;
    if (edits === undefined || edits.isEmpty || composed === undefined || composed.faults.length > 0) return;
    this.previewed?.(composed.source);
    void this.host?.call("previewEdits", { statement: this.statement, edits: edits.all }).catch(() => undefined);
  }

  async #compose(): Promise<void> {
    const { edits } = this;
    if (edits === undefined || edits.isEmpty) return;
    const composed = await this.host
      ?.call("composeEdits", { statement: this.statement, edits: edits.all })
      .catch(() => undefined);
    if (this.edits === edits) this.composed = composed;
  }
}

/** Characters of the statements that are shown; what is run is whole. */
const most = 20_000;

function shortened(source: string): string {
  return source.length <= most ? source : `${source.slice(0, most)}\n…`;
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-pending": Pending;
  }
}
