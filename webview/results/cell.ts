import { html, type TemplateResult } from "lit";
import type { Cell, CellKind } from "../../src/protocol/results";
import { t } from "../text";
import { isNumber } from "./columns";

const code = new Set<CellKind>(["json", "bytes", "uuid"]);

/** Class names for a cell of this kind. */
export function cellClass(cell: Cell | undefined): string {
  if (cell === undefined) return "cell loading";
  const kind = isNumber(cell) ? " number" : code.has(cell.kind) ? " code" : "";
  return `cell${kind}`;
}

/** True where the engine cut the text. */
export function isCut(cell: Cell): boolean {
  return cell.length !== undefined && cell.length > cell.text.length;
}

/** What stands in a cell. NULL is a word of its own; an empty text stays blank. */
export function cellContent(cell: Cell | undefined): TemplateResult | string {
  if (cell === undefined) return "";
  if (cell.kind === "null") return nullMark();
  return isCut(cell) ? html`${cell.text}<span class="dim" aria-label=${t("cut")}>…</span>` : cell.text;
}

export function nullMark(): TemplateResult {
  return html`<span class="null">NULL</span>`;
}

/** The cell's text as it is copied. */
export function copyText(cell: Cell): string {
  return cell.kind === "null" ? "NULL" : cell.text;
}
