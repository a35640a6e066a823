import { html, type TemplateResult } from "lit";
import type { EditedValue } from "../../src/protocol/edits";
import type { Cell, CellKind, ColumnInfo } from "../../src/protocol/results";
import { t } from "../text";
import { isNumber } from "./columns";

const code = new Set<CellKind>(["json", "bytes", "uuid"]);

/** Class names for a cell of this kind. */
export function cellClass(cell: Cell | undefined, column?: ColumnInfo): string {
  if (cell === undefined) return "cell loading";
  const isKey = column?.field?.related !== undefined;
  const kind = isNumber(cell) && !isKey ? " number" : code.has(cell.kind) ? " code" : "";
  return `cell${kind}`;
}

/** True where the engine cut the text. */
export function isCut(cell: Cell): boolean {
  return cell.length !== undefined && cell.length > cell.text.length;
}

/** The label of a choice that stands in a cell. */
export function choiceLabel({ text, kind }: Cell, column: ColumnInfo | undefined): string | undefined {
  if (kind === "null") return undefined;
  return column?.field?.choices?.find(
    ({ value }) => (typeof value === "boolean" ? python(value) : String(value)) === text,
  )?.label;
}

function python(value: boolean): string {
  return value ? "True" : "False";
}

interface Shown {
  readonly column?: ColumnInfo | undefined;
  /** The text of the row that a foreign key leads to. */
  readonly label?: string | undefined;
}

/**
 * What stands in a cell. NULL is a word of its own; an empty text stays blank; a choice is its label, a foreign key the
 * row it leads to. Characters that nobody sees, or that change how others read, are shown by their numbers.
 */
export function cellContent(cell: Cell | undefined, { column, label }: Shown = {}): TemplateResult | string {
  if (cell === undefined) return "";
  if (cell.kind === "null") return nullMark();
  if (label !== undefined) {
    const model = column?.field?.related?.split(".").at(-1) ?? "";
    return html`<span class="related" title=${t("{0} {1}: Ctrl+click or F12 opens it", model, cell.text)}><span class="dim">${model}: </span><span class="to">${visible(label)}</span></span>`;
  }
  const choice = choiceLabel(cell, column);
  if (choice !== undefined) return html`<span title=${cell.text}>${visible(choice)}</span>`;
  if (cell.kind === "bool") return html`<span class=${cell.text === "True" ? "bool on" : "bool"}>${cell.text}</span>`;
  return isCut(cell)
    ? html`${visible(cell.text)}<span class="dim" aria-label=${t("cut")}>…</span>`
    : visible(cell.text);
}

/** What a cell will hold once what is pending for it is applied: shown as the cell itself would be, and what it holds now. */
export function pendingContent(value: EditedValue, before: Cell | undefined, shown: Shown = {}): TemplateResult {
  const old = before === undefined ? "" : t("now: {0}", before.kind === "null" ? "NULL" : before.text);
  const cell: Cell = value.kind === "null" ? { kind: "null", text: "" } : asCell(value.text, before);
  return html`<span title=${old}>${cellContent(cell, shown)}</span>`;
}

/** Characters of a pending text that its cell shows. */
const most = 1000;

function asCell(text: string, before: Cell | undefined): Cell {
  const kind = before?.kind === "bool" ? "bool" : "str";
  return text.length <= most ? { kind, text } : { kind, text: text.slice(0, most), length: text.length };
}

const hidden = /[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff]/u;
const eachHidden = /([\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff])/gu;

/** Text with its hidden characters made visible: a line's end as ⏎, a tab as ⇥, the rest by number. */
export function visible(text: string): TemplateResult | string {
  if (!hidden.test(text)) return text;
  const parts = text.split(eachHidden);
  return html`${parts.map((part) => (hidden.test(part) ? html`<span class="mark" title=${nameOf(part)}>${signOf(part)}</span>` : part))}`;
}

function signOf(character: string): string {
  if (character === "\n") return "⏎";
  if (character === "\t") return "⇥";
  if (character === "\r") return "␍";
  // A joiner inside of an emoji, or a soft hyphen, is part of ordinary text.
  if (character === "\u200d" || character === "\u00ad") return character;
  return `‹${nameOf(character).slice(2)}›`;
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

export function nullMark(): TemplateResult {
  return html`<span class="null">NULL</span>`;
}

/** The cell's text as it is copied. */
export function copyText(cell: Cell): string {
  return cell.kind === "null" ? "NULL" : cell.text;
}
