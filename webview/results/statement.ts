import { html, nothing, type TemplateResult } from "lit";
import type { GridRefining } from "../../src/protocol/refine";
import type { ResultHandle, StatementError, StatementResult } from "../../src/protocol/results";
import { chartColumns } from "../chart/data";
import { quietButton } from "../controls";
import type { Host } from "../port";
import { duration, rows, t } from "../text";
import type { TreeEvent } from "./treeEvent";
import { plainValue } from "./value";
import "../chart/views";
import "./grid";
import "./line";

type Cell = { readonly row: number; readonly column: number };

interface Options {
  readonly host: Host;
  /** The statement's number in the view, from 0. */
  readonly index: number;
  readonly showSql: boolean;
  /** It is the only one: the status line above says its facts already. */
  readonly alone: boolean;
}

/** One statement: its text, how long it took, and what came of it. */
export function statementSection(result: StatementResult, { host, index, showSql, alone }: Options): TemplateResult {
  const { source, line, error, printed, plan, value, valueType, result: handle, milliseconds } = result;
  const facts = [
    ...(handle?.rowCount === null || handle === undefined ? [] : [rows(handle.rowCount)]),
    duration(milliseconds),
  ];
  return html`<section class="statement" aria-label=${t("Statement at line {0}", line)}>
    <header>
      ${
        plan === undefined
          ? html`<qe-line
              .source=${source.trim()}
              .run=${(text: string) => void host.call("runLine", { statement: index, source: text })}
            ></qe-line>`
          : html`<code class="source">${source.trim()}</code>`
      }
      ${alone ? nothing : html`<span class="dim facts">${facts.join(" · ")}</span>`}
    </header>
    ${printed === undefined || printed === "" ? nothing : html`<pre class="printed" aria-label=${t("Printed")}>${printed}</pre>`}
    ${plan === undefined ? nothing : html`<pre class="printed plan" tabindex="0" aria-label=${t("Query plan")}>${plan}</pre>`}
    ${error === undefined ? nothing : errorBox(error)}
    ${
      handle !== undefined
        ? table(host, handle, index)
        : value === undefined || (value === null && valueType === undefined)
          ? nothing
          : plainValue(value, valueType)
    }
    ${sqlDetails(result.sql, { open: showSql, times: result.sqlMilliseconds, copy: (text) => void host.call("copy", { text }) })}
  </section>`;
}

/** A result's rows; those that can be drawn have their chart beside them. */
function table(host: Host, handle: ResultHandle, index: number): TemplateResult {
  const grid = html`<qe-grid .host=${host} .handle=${handle} .statement=${index} .refine=${(change: GridRefining) => refined(host, index, change)}
    .follow=${(place: Cell) => void host.call("follow", { statement: index, ...place })}
    @qe-tree=${(event: TreeEvent) => void host.call("objectTree", { statement: index, ...event.detail })}></qe-grid>`;
  if (chartColumns(handle) === undefined) return grid;
  return html`<qe-views .host=${host} .handle=${handle} .grid=${grid}></qe-views>`;
}

/** Resolves to what is wrong with a change, undefined where it is run. */
async function refined(host: Host, statement: number, change: GridRefining): Promise<string | undefined> {
  try {
    return (await host.call("refine", { statement, change })).fault;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** An error in Django's words, its place, and what to do next. */
export function errorBox(error: StatementError): TemplateResult {
  const place = t("line {0}, column {1}", error.line, error.column + 1);
  return html`<div class="error" role="alert">
    <p><strong>${error.type}</strong>: <span class="message">${error.message}</span></p>
    <p class="dim">${place}</p>
    ${error.hint === undefined ? nothing : html`<p>${error.hint}</p>`}
  </div>`;
}

interface SqlOptions {
  readonly open: boolean;
  /** Milliseconds of each statement, where they are known. */
  readonly times?: readonly number[] | undefined;
  readonly copy: (text: string) => void;
}

/** The SQL that was sent, with its parameters and times, folded away. */
export function sqlDetails(sql: readonly string[], { open, times, copy }: SqlOptions): TemplateResult | typeof nothing {
  if (sql.length === 0) return nothing;
  const whole = times?.reduce((sum, time) => sum + time, 0);
  return html`<details ?open=${open}>
    <summary>${t("SQL ({0})", sql.length)}${whole === undefined ? nothing : html` <span class="dim">${duration(whole)}</span>`}</summary>
    <section aria-label="SQL">
      ${quietButton(t("Copy as SQL"), () => copy(sql.map((text) => `${text};\n`).join("\n")))}
      <pre class="sql" tabindex="0">${sql.map(
        (text, i) =>
          html`${i > 0 ? "\n\n" : ""}${text};${sql.length === 1 || times?.[i] === undefined ? nothing : html` <span class="dim">-- ${duration(times[i])}</span>`}`,
      )}</pre>
    </section>
  </details>`;
}
