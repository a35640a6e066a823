import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ChartData } from "./data";
import type { ChartKind, ChartSpec, Drawing } from "./drawing";
import { loadCharts } from "./load";
import { currentTheme, onThemeChange } from "./theme";
import { chartLabel } from "./words";

/** A chart on its canvas, in the colours of the theme. */
@customElement("qe-chart")
export class ChartView extends LitElement {
  @property({ attribute: false }) data?: ChartData;
  @property({ attribute: false }) kind: ChartKind = "bar";
  /** What the numbers are, and what they are for. */
  @property({ attribute: false }) values = "";
  @property({ attribute: false }) by = "";
  /** What stands at the axes, and over the legend. */
  @property({ attribute: false }) axes: ChartSpec["names"] = { labels: "", values: "", series: "" };
  @state() private failure = "";
  #drawing: Drawing | undefined;
  #stop: (() => void) | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = onThemeChange(() => this.#draw());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#drawing?.dispose();
    this.#drawing = undefined;
  }

  /** The picture as a PNG, in base64; undefined before there is one. */
  png(): string | undefined {
    return this.#drawing?.png();
  }

  protected override updated(changed: PropertyValues): void {
    if (["data", "kind", "values", "by"].some((name) => changed.has(name))) void this.#show();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { data, failure, kind, values, by } = this;
    if (failure !== "") return html`<div class="error" role="alert"><p>${failure}</p></div>`;
    if (data === undefined) return nothing;
    return html`<div class="canvas"><canvas role="img" aria-label=${chartLabel({ kind, values, by }, data)}></canvas></div>`;
  }

  async #show(): Promise<void> {
    try {
      const charts = await loadCharts();
      const canvas = this.querySelector("canvas");
      if (canvas === null || !this.isConnected) return;
      this.#drawing ??= charts.on(canvas);
      this.#draw();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  #draw(): void {
    const { data, kind, axes } = this;
    if (data === undefined) return;
    this.#drawing?.draw({
      kind,
      labels: data.labels,
      series: data.series,
      names: axes,
      language: document.documentElement.lang || "en",
      theme: currentTheme(),
    });
    // For tests, and for those who wonder: what is on the canvas now.
    this.dataset.drawn = `${kind} ${data.labels.length}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-chart": ChartView;
  }
}
