import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Confirmation, isConfirmed } from "../../src/protocol/guards";
import type { Effect } from "../../src/protocol/results";
import type { PanelView } from "../../src/protocol/webview";
import { button } from "../controls";
import { errorBox, sqlDetails } from "../results/statement";
import { grouped, rows, t } from "../text";
import type { PreviewActions } from "./actions";
import { type CauseNode, causeTree, placesOf } from "./causes";
import { effectTitle } from "./changes";
import { differenceTable, undoConflicts } from "./conflicts";
import { notRunList, signalDetails, valueDetails, warningList } from "./details";
import { confirmations, roleBadge } from "./guards";
import { countsByModel, modelSwitches } from "./models";
import type { Picks } from "./picked";
import "./causeTree";
import "./effectTable";

type View = Extract<PanelView, { kind: "preview" }>;

/** What of the changes is shown: all of them, one model's, or what one effect led to. */
interface Filter {
  readonly model?: string;
  readonly cause?: number;
}

/** What a write would do, row by row, and the buttons that do it or let it be. */
@customElement("qe-preview")
export class Preview extends LitElement {
  @property({ attribute: false }) view?: View;
  @property({ attribute: false }) actions?: PreviewActions;
  @state() private given: Confirmation = {};
  @state() private filter: Filter = {};
  @state() private picks: Picks = new Map();
  #id: string | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const id = this.view?.preview.id;
    if (!changed.has("view") || id === this.#id) return;
    this.#id = id;
    // What was confirmed was another preview.
    this.given = {};
    this.filter = {};
    this.picks = new Map();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view, actions } = this;
    if (view === undefined || actions === undefined) return nothing;
    const { preview, busy } = view;
    const failed = preview.statements.flatMap(({ error }) => (error === undefined ? [] : [error]));
    return html`<section class="preview" aria-label=${t("Preview")} aria-busy=${busy === undefined ? "false" : "true"}>
      ${preview.undoOf === undefined ? nothing : html`<p class="undo dim">${preview.isRedo === true ? t("Does this again:") : t("Takes this back:")}</p>`}
      <code class="source">${preview.source.trim()}</code>
      ${view.conflict === undefined ? nothing : html`<div class="error" role="alert"><p>${view.conflict}</p></div>`}
      ${differenceTable(view.differences, view.differing)}
      ${view.outdated === undefined || busy !== undefined ? nothing : outdatedBar(actions)}
      ${this.#decision(view, actions)}
      ${warningList(preview)}
      ${notRunList(preview, actions)}
      ${failed.map(errorBox)}
      ${undoConflicts(preview, {
        picks: this.picks,
        onPick: (picks) => {
          this.picks = picks;
        },
        actions,
      })}
      ${this.#changes(view, actions)}
      ${valueDetails(preview)}
      ${signalDetails(preview)}
      ${sqlDetails(
        preview.statements.flatMap(({ sql }) => sql),
        { open: false, copy: actions.copy },
      )}
    </section>`;
  }

  #decision({ preview, database, busy }: View, actions: PreviewActions): TemplateResult {
    const { guards = {} } = preview;
    const isReady = isConfirmed(guards, this.given);
    const apply = (): void => actions.apply(this.given);
    return html`<div class="decision">
      <div class="what">
        <p class="summary">${roleBadge(database.role)}${preview.summary} <span class="dim">${t("in {0}", database.name)}</span></p>
        <div class="buttons">${
          busy === undefined
            ? html`
                ${button({ label: t("Apply"), primary: true, disabled: !isReady, onClick: apply })}
                ${button({ label: t("Discard"), onClick: actions.discard })}
              `
            : button({ label: t("Cancel"), onClick: actions.cancel })
        }</div>
      </div>
      ${
        busy === undefined
          ? confirmations(guards, {
              given: this.given,
              onGive: (given) => {
                this.given = given;
              },
              onEnter: () => isReady && apply(),
            })
          : nothing
      }
    </div>`;
  }

  /** The tables, and what they can be filtered by where there are several. */
  #changes({ preview }: View, actions: PreviewActions): TemplateResult {
    const { effects } = preview;
    const nodes = causeTree(effects);
    const shown = shownPlaces(effects, nodes, this.filter);
    const tables = shown.map((index) => {
      const effect = effects[index];
      if (effect === undefined) return nothing;
      const read = (start: number, count: number) =>
        actions.effects({ preview: preview.id, effect: index, start, count });
      return html`<qe-effect .effect=${effect} .source=${`${preview.id} ${index}`} .read=${read} data-title=${effectTitle(effect)}></qe-effect>`;
    });
    if (effects.length < 2) return html`${tables}`;
    return html`<div class="changes">
      ${modelSwitches(countsByModel(effects), this.filter.model, (model) => {
        this.filter = model === undefined ? {} : { model };
      })}
        <qe-causes .nodes=${nodes} .chosen=${this.filter.cause} .onChoose=${(cause: number | undefined) => {
          this.filter = cause === undefined ? {} : { cause };
        }}></qe-causes>
      <div class="tables">${filteredNote(effects, shown)}${tables}</div>
    </div>`;
  }
}

function outdatedBar({ refresh }: PreviewActions): TemplateResult {
  return html`<div class="outdated" role="alert">
    <p>${t("Another program has written to the database since this preview was made, so it may be old. Nothing is applied that was not shown.")}</p>
    ${button({ label: t("Preview Again"), onClick: refresh })}
  </div>`;
}

/** The places of the effects that the filter leaves. */
function shownPlaces(
  effects: readonly Effect[],
  nodes: readonly CauseNode[],
  { model, cause }: Filter,
): readonly number[] {
  const all = effects.map((_, index) => index);
  if (model !== undefined) return all.filter((index) => effects[index]?.model === model);
  const node = cause === undefined ? undefined : find(nodes, cause);
  return node === undefined ? all : placesOf(node);
}

function find(nodes: readonly CauseNode[], index: number): CauseNode | undefined {
  for (const node of nodes) {
    const found = node.index === index ? node : find(node.children, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function filteredNote(effects: readonly Effect[], shown: readonly number[]): TemplateResult {
  const sum = (list: readonly (Effect | undefined)[]): number =>
    list.reduce((total, each) => total + (each?.count ?? 0), 0);
  const part = sum(shown.map((index) => effects[index]));
  const isFiltered = shown.length < effects.length;
  const text = isFiltered
    ? t("Filtered: {0} of {1}. Apply writes all of them.", grouped(part), rows(sum(effects)))
    : "";
  return html`<p class="note filtered" aria-live="polite">${text}</p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "qe-preview": Preview;
  }
}
