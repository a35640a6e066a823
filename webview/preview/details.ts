import { html, nothing, type TemplateResult } from "lit";
import type { NotRun, PreviewView, SignalSent } from "../../src/protocol/results";
import { plainValue } from "../results/value";
import { t } from "../text";
import type { PreviewActions } from "./actions";

/** What a preview warns of, but for what is to be confirmed and says so there. */
export function warningList({ warnings, guards, conflicts }: PreviewView): TemplateResult | typeof nothing {
  // The conflicts of an undo have a table of their own.
  const left = warnings.filter(
    ({ kind, message }) =>
      guards?.many?.includes(message) !== true && (kind !== "conflicts" || conflicts === undefined),
  );
  if (left.length === 0) return nothing;
  return html`<ul class="warnings" aria-label=${t("Warnings")}>${left.map(({ message }) => html`<li>${message}</li>`)}</ul>`;
}

/** Each piece of the application that would run there and did not run here, with its place. */
export function notRunList(
  { statements }: PreviewView,
  { reveal }: Pick<PreviewActions, "reveal">,
): TemplateResult | typeof nothing {
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
export function valueDetails({ statements }: PreviewView): TemplateResult | typeof nothing {
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

/** The signals that were sent to receivers. */
export function signalDetails({ statements }: PreviewView): TemplateResult | typeof nothing {
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
