import { html, nothing, render, type TemplateResult } from "lit";
import type { RowsMessage, RowsOutput } from "../../src/protocol/notebook";
import type { Cell } from "../../src/protocol/results";
import style from "./rows.css";

/** As much of the editor's contract with a renderer as is used here. */
interface Context {
  postMessage?(message: unknown): void;
}

interface OutputItem {
  json(): unknown;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);

const numbers: ReadonlySet<Cell["kind"]> = new Set<Cell["kind"]>(["int", "float", "decimal"]);

/** Called by the editor, once for each notebook: what it returns shows the rows of a cell's output. */
export function activate({ postMessage }: Context): {
  renderOutputItem(item: OutputItem, element: HTMLElement): void;
} {
  return {
    renderOutputItem(item, element) {
      // All outputs are one document: a shadow keeps the styles of each to itself.
      const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const output = item.json() as RowsOutput;
      const open = postMessage && ((): void => postMessage({ open: output.cell } satisfies RowsMessage));
      render(rowsView(output, open), root);
    },
  };
}

function rowsView(
  { columns, rows, caption, more, labels }: RowsOutput,
  open: (() => void) | undefined,
): TemplateResult {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${labels.rows}>
      <table>
        <caption>${caption}</caption>
        <thead><tr>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody>
      </table>
    </div>
    <footer>
      ${more === undefined ? nothing : html`<span>${more}</span>`}
      ${open === undefined ? nothing : html`<button type="button" @click=${open}>${labels.open}</button>`}
    </footer>
  `;
}

function cell({ kind, text, length }: Cell): TemplateResult {
  if (kind === "null") return html`<td class="null">NULL</td>`;
  const isCut = length !== undefined && length > text.length;
  return html`<td class=${numbers.has(kind) ? "number" : ""} title=${text}>${text}${isCut ? "…" : ""}</td>`;
}
