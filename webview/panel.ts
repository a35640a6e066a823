import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ChosenInGrid, Outdated, PanelView } from "../src/protocol/webview";
import { button } from "./controls";
import type { Host } from "./port";
import type { PreviewActions } from "./preview/actions";
import "./preview/comparison";
import "./preview/entry";
import "./preview/preview";
import { chosenRows } from "./results/menu";
import { pendingApplied, pendingIn } from "./results/pendingMemory";
import { statementSection } from "./results/statement";
import { statusText } from "./status";
import { t } from "./text";

/** Work that is done sooner than this changes nothing on the page before its outcome. */
const patience = 200;
/** Milliseconds after which a press that gave the page its focus has come as well. */
const afterFocus = 50;

/** The page: a status line that is always there, and the view under it. */
@customElement("qe-panel")
export class Panel extends LitElement {
  @property({ attribute: false }) host?: Host;
  @property({ attribute: false }) view: PanelView = { kind: "empty" };
  /** What is on the page: the view, or the one before it while the wait is short. */
  @state() private shown: PanelView = { kind: "empty" };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #entering: ReturnType<typeof setTimeout> | undefined;
  #hadFocus = false;
  /** Rows were shown before, and can be again. */
  #hadRows = false;
  /** The view whose button was pressed: a second press while its work begins is not meant. */
  #pressed: PanelView | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("focus", this.#entered);
    window.addEventListener("pointerdown", this.#pointed, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("focus", this.#entered);
    window.removeEventListener("pointerdown", this.#pointed, true);
  }

  /** Keys that come to the page as a whole would go nowhere: it hands the focus on. A press says itself where that goes. */
  readonly #entered = (): void => {
    clearTimeout(this.#entering);
    this.#entering = setTimeout(() => this.#handOn(), afterFocus);
  };

  readonly #pointed = (): void => clearTimeout(this.#entering);

  protected override willUpdate(changed: PropertyValues): void {
    // A page keeps its active element while the person is elsewhere: only a page in use may move the focus.
    this.#hadFocus = document.hasFocus() && this.contains(document.activeElement);
    if (!changed.has("view")) return;
    if ("database" in this.view) pendingIn(this.view.database.location);
    if (this.view.kind === "results") this.#hadRows = true;
    else if (this.view.kind === "outcome" && this.view.canUndo) pendingApplied(this.view.source);
    clearTimeout(this.#timer);
    if (!isBusy(this.view) || isBusy(this.shown)) this.shown = this.view;
    else {
      this.#timer = setTimeout(() => {
        this.shown = this.view;
      }, patience);
    }
  }

  /** Who had the focus on something that is gone goes on from what came, not from the top of the window. */
  protected override updated(): void {
    this.#refreshUnlessInUse();
    // The parts render themselves, a moment later.
    if (this.#hadFocus) requestAnimationFrame(() => this.#handOn());
  }

  /** Gives the focus that nothing has to the cell, or the button, that one goes on from. */
  #handOn(): void {
    const { activeElement } = document;
    // It may be elsewhere by now: what is typed into the editor's own input is not to be lost.
    if (!document.hasFocus()) return;
    if (activeElement !== null && activeElement !== document.body && this.contains(activeElement)) return;
    const grid = this.querySelector("qe-grid");
    if (grid !== null && this.shown.kind === "results") grid.enter();
    else this.querySelector<HTMLElement>("vscode-button:not([disabled]), textarea")?.focus();
  }

  /** Fetches what is to be fetched by itself; a bar offers it where rows are selected or a cell is open. */
  #refreshUnlessInUse(): void {
    const { shown, host } = this;
    if (shown.kind !== "results" || shown.outdated !== "automatic" || host === undefined) return;
    if ([...this.querySelectorAll("qe-grid")].some(({ isInUse }) => isInUse)) return;
    this.#once(() => host.call("refresh", undefined));
  }

  protected override render(): TemplateResult {
    const { shown } = this;
    const fills = shown.kind === "results" && shown.statements.length === 1;
    return html`
      <div class="progress" ?hidden=${!isBusy(shown)}></div>
      <div class="bar"><div class=${shown.kind === "outcome" ? "status done" : "status"} role="status">${statusText(shown)}</div>${this.#actions(shown)}</div>
      ${this.host === undefined ? nothing : this.#outdatedBar(shown, this.host)}
      <main class=${fills ? "fill" : ""} aria-label=${t("Results")}>${this.host === undefined ? nothing : this.#body(shown, this.host)}</main>
    `;
  }

  #actions(view: PanelView): TemplateResult | typeof nothing {
    if (view.kind === "busy") return button({ label: t("Cancel"), onClick: this.#cancel });
    if (view.kind !== "outcome") return nothing;
    return html`
      ${view.canUndo ? button({ label: t("Undo"), onClick: () => this.#once((host) => host.call("undo", undefined)) }) : nothing}
      ${view.canRunAgain === true ? button({ label: t("Run Again"), onClick: () => this.#once((host) => host.call("refresh", undefined)) }) : nothing}
      ${view.canRunAgain !== true && (this.#hadRows || view.hasRows === true) ? button({ label: t("Back to Rows"), onClick: () => this.#once((host) => host.call("back", undefined)) }) : nothing}
    `;
  }

  #body(view: PanelView, host: Host): TemplateResult | typeof nothing {
    switch (view.kind) {
      case "empty":
        return html`<p class="dim">${t("Run a queryset to see its rows here.")}</p>`;
      case "busy":
      case "outcome":
        return view.source === undefined ? nothing : html`<code class="source">${view.source.trim()}</code>`;
      case "unconnected":
        return html`<div class="unconnected">
          <p>${t("The rows that were here are from {0}, which was not opened again yet.", view.name)}</p>
          <code class="source">${view.source.trim()}</code>
          ${view.message === undefined ? nothing : html`<div class="error" role="alert"><p class="message">${view.message}</p></div>`}
          <div>${button({ label: t("Open It"), primary: true, onClick: () => this.#once((own) => own.call("refresh", undefined)) })}</div>
        </div>`;
      case "error":
        return html`
          ${view.source === undefined ? nothing : html`<code class="source">${view.source.trim()}</code>`}
          <div class="error" role="alert"><p class="message">${view.message}</p></div>
        `;
      case "results": {
        const options = { host, showSql: view.showSql === true, alone: view.statements.length === 1 };
        return html`${view.statements.map((result, index) => statementSection(result, { ...options, index }))}`;
      }
      case "preview":
        return html`<qe-preview .view=${view} .actions=${this.#previewActions(host, view.preview.id)}></qe-preview>`;
      case "comparison":
        return html`<qe-comparison .view=${view} .actions=${this.#previewActions(host, "")}></qe-comparison>`;
      case "entry":
        return html`<qe-entry .view=${view} .actions=${this.#previewActions(host, "")}></qe-entry>`;
    }
  }

  #previewActions(host: Host, preview: string): PreviewActions {
    return {
      apply: (confirmed) => this.#once(() => host.call("apply", { preview, confirmed })),
      discard: () => this.#once(() => host.call("discard", { preview })),
      refresh: () => this.#once(() => host.call("refresh", undefined)),
      undoEntry: (request) => this.#once(() => host.call("undoEntry", request)),
      copyScript: (entry) => void host.call("copyScript", { entry }),
      effects: (request) => host.call("effects", request),
      cancel: this.#cancel,
      copy: (text) => void host.call("copy", { text }),
      reveal: (place) => void host.call("reveal", place),
    };
  }

  /** Says that what is shown is older than the data. It stays as it is, unless the person wants it fetched and is not at work in it. */
  outdated(how: Outdated): void {
    const { view } = this;
    if (view.kind !== "results" && view.kind !== "preview") return;
    const isShown = view === this.shown;
    this.view = { ...view, outdated: how };
    if (isShown) this.shown = this.view;
  }

  /** The rows that are chosen in the grid that was used last; null where they are no model's. */
  chosen(): ChosenInGrid | null {
    const grids = [...this.querySelectorAll("qe-grid")];
    const grid = grids.find((each) => each.contains(document.activeElement)) ?? grids[0];
    return grid === undefined ? null : chosenRows(grid.handle, grid.chosen);
  }

  #outdatedBar(view: PanelView, host: Host): TemplateResult | typeof nothing {
    if (view.kind !== "results" || view.outdated === undefined) return nothing;
    const refresh = (): void => this.#once(() => host.call("refresh", undefined));
    return html`<div class="outdated" role="alert">
      <p>${t("The data changed outside.")}</p>
      ${button({ label: t("Refresh"), onClick: refresh })}
    </div>`;
  }

  #once(work: (host: Host) => Promise<unknown>): void {
    if (this.host === undefined || this.view !== this.shown || this.#pressed === this.view) return;
    this.#pressed = this.view;
    void work(this.host);
  }

  readonly #cancel = (): void => {
    void this.host?.call("cancel", undefined);
  };
}

function isBusy(view: PanelView): boolean {
  return view.kind === "busy" || (view.kind === "preview" && view.busy !== undefined);
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-panel": Panel;
  }
}
