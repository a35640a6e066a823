import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { PanelView } from "../src/protocol/webview";
import { button } from "./controls";
import type { Host } from "./port";
import { previewRegion } from "./preview/preview";
import { statementSection } from "./results/statement";
import { statusText } from "./status";
import { t } from "./text";

/** Work that is done sooner than this changes nothing on the page before its outcome. */
const patience = 200;

/** The page: a status line that is always there, and the view under it. */
@customElement("qe-panel")
export class Panel extends LitElement {
  @property({ attribute: false }) host?: Host;
  @property({ attribute: false }) view: PanelView = { kind: "empty" };
  /** What is on the page: the view, or the one before it while the wait is short. */
  @state() private shown: PanelView = { kind: "empty" };
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("view")) return;
    clearTimeout(this.#timer);
    if (this.view.kind !== "busy" || this.shown.kind === "busy") this.shown = this.view;
    else {
      this.#timer = setTimeout(() => {
        this.shown = this.view;
      }, patience);
    }
  }

  protected override render(): TemplateResult {
    const { shown } = this;
    const busy = shown.kind === "busy" || (shown.kind === "preview" && shown.busy !== undefined);
    const fills = shown.kind === "results" && shown.statements.length === 1;
    return html`
      <div class="progress" ?hidden=${!busy}></div>
      <div class="bar"><div class=${shown.kind === "outcome" ? "status done" : "status"} role="status">${statusText(shown)}</div>${this.#actions(shown)}</div>
      <main class=${fills ? "fill" : ""} aria-label=${t("Results")}>${this.host === undefined ? nothing : body(shown, this.host)}</main>
    `;
  }

  #actions(view: PanelView): TemplateResult | typeof nothing {
    const { host } = this;
    if (host === undefined) return nothing;
    if (view.kind === "busy") return button({ label: t("Cancel"), onClick: () => void host.call("cancel", undefined) });
    if (view.kind !== "outcome" || !view.canUndo) return nothing;
    return button({ label: t("Undo"), onClick: () => void host.call("undo", undefined) });
  }
}

function body(view: PanelView, host: Host): TemplateResult | typeof nothing {
  switch (view.kind) {
    case "empty":
      return html`<p class="dim">${t("Run a queryset to see its rows here.")}</p>`;
    case "busy":
    case "outcome":
      return view.source === undefined ? nothing : html`<code class="source">${view.source.trim()}</code>`;
    case "error":
      return html`
        ${view.source === undefined ? nothing : html`<code class="source">${view.source.trim()}</code>`}
        <div class="error" role="alert"><p class="message">${view.message}</p></div>
      `;
    case "results": {
      const options = { host, showSql: view.showSql === true, alone: view.statements.length === 1 };
      return html`${view.statements.map((result) => statementSection(result, options))}`;
    }
    case "preview":
      return previewRegion(view, host);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-panel": Panel;
  }
}
