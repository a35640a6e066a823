import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Cell, ResultHandle, RowTotal } from "../../src/protocol/results";
import { button, select } from "../controls";
import type { Host } from "../port";
import { t } from "../text";
import {
  type ChartColumns,
  type ChartData,
  type Choice,
  chartColumns,
  chartData,
  firstChoice,
  fittingKind,
  mostGroups,
  mostSeries,
  pieFault,
} from "./data";
import type { ChartKind } from "./drawing";
import { recallView, rememberView } from "./memory";
import { type Read, readRows } from "./read";
import { kindText, labelText, pieFaultText } from "./words";
import "./chart";

const kinds: readonly ChartKind[] = ["bar", "line", "pie"];

/** A result of groups and their numbers: as the table that it is, or as a chart of it. */
@customElement("qe-views")
export class Views extends LitElement {
  @property({ attribute: false }) host?: Host;
  @property({ attribute: false }) handle?: ResultHandle;
  /** The grid. It stays as it is while the chart is shown. */
  @property({ attribute: false }) grid?: TemplateResult;
  @state() private isChart = false;
  /** As the person chose; absent: what fits. */
  @state() private kind: ChartKind | undefined;
  @state() private choice: Choice | undefined;
  @state() private read: Read | undefined;
  @state() private failure = "";
  #names = "";
  /** The result whose rows are being read. */
  #reading: ResultHandle | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { handle } = this;
    if (!changed.has("handle") || handle === undefined) return;
    this.read = undefined;
    this.failure = "";
    const names = handle.columns.map(({ name }) => name).join("\n");
    const columns = chartColumns(handle);
    // The same columns of other rows are drawn as those before were.
    if (names === this.#names || columns === undefined) return;
    this.#names = names;
    const before = recallView(handle.id);
    this.isChart = before !== undefined;
    this.kind = before?.kind;
    this.choice = before?.choice ?? firstChoice(columns);
  }

  protected override updated(): void {
    const isMissing = this.read === undefined && this.failure === "" && this.#reading !== this.handle;
    if (this.isChart && isMissing) void this.#readRows();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { handle, isChart } = this;
    const columns = handle && chartColumns(handle);
    if (handle === undefined || columns === undefined) return html`${this.grid ?? nothing}`;
    const data = this.#data(handle);
    return html`
      <div class="views">
        <div class="segments" role="group" aria-label=${t("View")}>
          <button type="button" aria-pressed=${!isChart} @click=${() => this.#switch(false)}>${t("Table")}</button>
          <button type="button" aria-pressed=${isChart} @click=${() => this.#switch(true)}>${t("Chart")}</button>
        </div>
        ${isChart ? this.#tools(handle, columns, data) : nothing}
      </div>
      <div class="table-view" ?hidden=${isChart}>${this.grid}</div>
      ${isChart ? this.#chart(handle, data) : nothing}
    `;
  }

  #tools({ columns }: ResultHandle, { groups, values }: ChartColumns, data: ChartData | undefined): TemplateResult {
    const name = (index: number): string => columns[index]?.name ?? "";
    const { choice } = this;
    const fault = data && pieFault(data);
    const all = values.join(" ");
    const options = values.map((index): [string, string] => [String(index), name(index)]);
    return html`
      <label>${t("Kind")} ${select({
        id: "chart-kind",
        name: t("Kind of chart"),
        value: this.#kindOf(data),
        options: kinds.filter((kind) => kind !== "pie" || fault === undefined).map((kind) => [kind, kindText(kind)]),
        onChange: (kind) => this.#choose({ kind: kind as ChartKind }),
      })}</label>
      ${
        groups.length < 2
          ? nothing
          : html`<label>${t("Labels")} ${select({
              id: "chart-labels",
              name: t("Column of the labels"),
              value: String(choice?.label ?? groups[0]),
              options: groups.map((index) => [String(index), name(index)]),
              onChange: (index) => this.#label(Number(index), groups),
            })}</label>`
      }
      ${
        values.length < 2
          ? nothing
          : html`<label>${t("Values")} ${select({
              id: "chart-values",
              name: t("Column of the values"),
              value: choice?.values.join(" ") ?? "",
              options: choice?.split === undefined ? [[all, t("All")], ...options] : options,
              onChange: (chosen) => this.#values(chosen.split(" ").map(Number)),
            })}</label>`
      }
      <span class="space"></span>
      ${button({ label: t("Save as PNG…"), disabled: data === undefined || data.labels.length === 0, onClick: () => this.#save() })}
    `;
  }

  #chart(handle: ResultHandle, data: ChartData | undefined): TemplateResult {
    if (this.failure !== "") return html`<div class="error" role="alert"><p>${this.failure}</p></div>`;
    if (data === undefined) return html`<p class="dim" role="status">${t("Reading…")}</p>`;
    if (data.labels.length === 0) return html`<p class="dim">${t("There are no groups to draw.")}</p>`;
    const { label = 0, split, values = [] } = this.choice ?? {};
    const name = (index: number): string => handle.columns[index]?.name ?? "";
    const by = split === undefined ? name(label) : t("{0} and {1}", name(label), name(split));
    return html`
      <qe-chart .data=${data} .kind=${this.#kindOf(data)} .values=${values.map(name).join(", ")} .by=${by}
        .axes=${{ labels: name(label), values: values.length === 1 ? name(values[0] ?? 0) : "", series: split === undefined ? "" : name(split) }}></qe-chart>
      <p class="note">${this.#notes(data)}</p>
    `;
  }

  /** What is not drawn, and where all of it is. */
  #notes(data: ChartData): string {
    const { split } = this.choice ?? {};
    const notes: string[] = [];
    if (data.moreGroups)
      notes.push(
        split === undefined ? moreText(this.read?.total) : t("The first {0} groups are drawn.", data.labels.length),
      );
    if (data.moreSeries) notes.push(t("The first {0} series are drawn.", mostSeries));
    const fault = this.kind === "pie" ? pieFault(data) : undefined;
    if (fault !== undefined) notes.push(pieFaultText(fault));
    notes.push(t("The table has all of it, to the last digit."));
    return notes.join(" ");
  }

  #kindOf(data: ChartData | undefined): ChartKind {
    const { kind } = this;
    if (data === undefined) return kind ?? "bar";
    return kind === undefined || (kind === "pie" && pieFault(data) !== undefined) ? fittingKind(data) : kind;
  }

  #data({ columns }: ResultHandle): ChartData | undefined {
    const { read, choice } = this;
    if (read === undefined || choice === undefined) return undefined;
    const text = (cell: Cell, column: number): string =>
      labelText(cell, columns[column], read.labels.get(column)?.get(cell.text));
    return chartData(read.rows, columns, choice, text, read.isWhole);
  }

  async #readRows(): Promise<void> {
    const { host, handle, choice } = this;
    if (host === undefined || handle === undefined || choice === undefined) return;
    this.#reading = handle;
    try {
      const read = await readRows(host, handle, choice);
      if (handle === this.handle) this.read = read;
    } catch (error) {
      if (handle === this.handle) this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#reading === handle) this.#reading = undefined;
    }
  }

  #switch(isChart: boolean): void {
    this.isChart = isChart;
    this.failure = "";
    this.#remember();
  }

  #choose({ kind, choice }: { readonly kind?: ChartKind; readonly choice?: Choice }): void {
    if (kind !== undefined) this.kind = kind;
    if (choice !== undefined) this.choice = choice;
    this.#remember();
  }

  #label(label: number, groups: readonly number[]): void {
    const split = groups.find((index) => index !== label);
    const { values = [] } = this.choice ?? {};
    this.#choose({ choice: { label, values, ...(split !== undefined && { split }) } });
  }

  #values(values: readonly number[]): void {
    if (this.choice !== undefined) this.#choose({ choice: { ...this.choice, values } });
  }

  #remember(): void {
    const { handle, choice, kind } = this;
    if (handle === undefined) return;
    rememberView(
      this.isChart && choice !== undefined ? { id: handle.id, choice, ...(kind !== undefined && { kind }) } : undefined,
    );
  }

  #save(): void {
    const png = this.querySelector("qe-chart")?.png();
    if (png !== undefined) void this.host?.call("saveChart", { png });
  }
}

/** `The first 500 of 1,234 groups are drawn.` */
function moreText(total: RowTotal | undefined): string {
  const language = document.documentElement.lang || "en";
  const of =
    typeof total?.rows === "number"
      ? total.rows.toLocaleString(language)
      : total?.moreThan === undefined
        ? undefined
        : t("more than {0}", total.moreThan.toLocaleString(language));
  return of === undefined
    ? t("The first {0} groups are drawn.", mostGroups)
    : t("The first {0} of {1} groups are drawn.", mostGroups, of);
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-views": Views;
  }
}
