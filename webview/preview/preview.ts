import { html, nothing, type TemplateResult } from "lit";
import type { NotRun, PreviewView, SignalSent } from "../../src/protocol/results";
import type { PanelView } from "../../src/protocol/webview";
import { button } from "../controls";
import { errorBox, sqlDetails } from "../results/statement";
import { plainValue } from "../results/value";
import { t } from "../text";
import { effectTitle } from "./changes";
import "./effectTable";

/** What a person can do with a preview. */
export interface PreviewActions {
  apply(): void;
  discard(): void;
  cancel(): void;
  copy(text: string): void;
  reveal(place: { readonly file: string; readonly line: number }): void;
}

type View = Extract<PanelView, { kind: "preview" }>;

/** What a write would do, row by row, and the buttons that do it or let it be. */
export function previewRegion({ preview, database, conflict, busy }: View, actions: PreviewActions): TemplateResult {
  const failed = preview.statements.filter(({ error }) => error !== undefined);
  return html`<section class="preview" aria-label=${t("Preview")} aria-busy=${busy === undefined ? "false" : "true"}>
    <code class="source">${preview.source.trim()}</code>
    ${conflict === undefined ? nothing : html`<div class="error" role="alert"><p>${conflict}</p></div>`}
    <div class="decision">
      <p class="summary">${preview.summary} <span class="dim">${t("in {0}", database.name)}</span></p>
      <div class="buttons">${busy === undefined ? decide(actions) : button({ label: t("Cancel"), onClick: actions.cancel })}</div>
    </div>
    ${preview.warnings.length === 0 ? nothing : html`<ul class="warnings" aria-label=${t("Warnings")}>${preview.warnings.map((warning) => html`<li>${warning.message}</li>`)}</ul>`}
    ${notRunList(preview, actions)}
    ${failed.map(({ error }) => (error === undefined ? nothing : errorBox(error)))}
    ${preview.effects.map((effect) => html`<qe-effect .effect=${effect} data-title=${effectTitle(effect)}></qe-effect>`)}
    ${values(preview)}
    ${signals(preview)}
    ${sqlDetails(
      preview.statements.flatMap(({ sql }) => sql),
      { open: false, copy: actions.copy },
    )}
  </section>`;
}

function decide({ apply, discard }: PreviewActions): TemplateResult {
  return html`
    ${button({ label: t("Apply"), primary: true, onClick: apply })}
    ${button({ label: t("Discard"), onClick: discard })}
  `;
}

/** Each piece of the application that would run there and did not run here, with its place. */
function notRunList({ statements }: PreviewView, { reveal }: PreviewActions): TemplateResult | typeof nothing {
  const all = new Map<string, NotRun>();
  for (const item of statements.flatMap(({ notRun }) => notRun))
    all.set(`${item.what} ${item.file}:${item.line}`, item);
  if (all.size === 0) return nothing;
  return html`<div class="notrun">
    <h2>${t("Not run")}</h2>
    <ul>${[...all.values()].map(
      ({ what, file, line, reason }) => html`<li>
        <code>${what}</code>
        <a href="#" @click=${(event: Event) => {
          event.preventDefault();
          reveal({ file, line });
        }}>${file}:${line}</a>
        ${reason === undefined ? nothing : html`<span class="dim">${reason}</span>`}
      </li>`,
    )}</ul>
  </div>`;
}

/** What the statements answered besides their effects, printed text included. */
function values({ statements }: PreviewView): TemplateResult | typeof nothing {
  const shown = statements.filter(
    ({ value, printed }) => (value !== undefined && value !== null) || (printed ?? "") !== "",
  );
  if (shown.length === 0) return nothing;
  return html`<details>
    <summary>${t("Values")}</summary>
    ${shown.map(
      ({ source, value, valueType, printed }) => html`
        ${statements.length > 1 ? html`<code class="source">${source.trim()}</code>` : nothing}
        ${(printed ?? "") === "" ? nothing : html`<pre class="printed">${printed}</pre>`}
        ${value === undefined || value === null ? nothing : plainValue(value, valueType)}
      `,
    )}
  </details>`;
}

function signals({ statements }: PreviewView): TemplateResult | typeof nothing {
  const sent = statements.flatMap((statement) => statement.signals);
  if (sent.length === 0) return nothing;
  return html`<details>
    <summary>${t("Signals ({0})", sent.length)}</summary>
    <ul class="signals">${sent.map((signal) => html`<li>${signalText(signal)}</li>`)}</ul>
  </details>`;
}

function signalText({ signal, sender, instance, action, created }: SignalSent): TemplateResult {
  const facts = [...(action === undefined ? [] : [action]), ...(created === true ? [t("created")] : [])];
  return html`<code>${signal}</code> ${sender} <span class="dim">${[instance, ...facts].join(" · ")}</span>`;
}
