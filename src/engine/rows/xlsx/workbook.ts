import { PyDate, PyDateTime, PyTime, type PyTimezone } from "../../../python/datetime";
import { PyDecimal } from "../../../python/decimal";
import type { Value } from "../../../python/objects";
import { cellText } from "../../cells";
import { ZipWriter } from "./zip";

/** What Excel's sheets and cells hold at most (Microsoft, "Excel specifications and limits"). */
export const MOST_ROWS = 1_048_576;
const LONGEST_TEXT = 32_767;
/** Digits that Excel keeps of a number. */
const DIGITS = 15;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";

/** Styles by number, in the order of `styles` below. */
const style = { plain: 0, bold: 1, date: 2, datetime: 3, time: 4 } as const;

/**
 * A workbook with one sheet (ECMA-376, SpreadsheetML), written row by row. A number that Excel would round is written
 * as text, a text that its cells cannot hold is cut: `notes` says so.
 */
export class WorkbookWriter {
  readonly #zip: ZipWriter;
  readonly #zone: PyTimezone | null;
  #rows = 0;
  #cut = 0;
  #left = 0;

  constructor(write: (bytes: Uint8Array) => void, names: readonly string[], zone: PyTimezone | null = null) {
    this.#zone = zone;
    this.#zip = new ZipWriter(write);
    for (const [name, text] of parts()) this.#file(name, text);
    this.#zip.begin("xl/worksheets/sheet1.xml");
    const frozen =
      '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>';
    this.#zip.add(`${head}<worksheet xmlns="${main}">${frozen}<sheetData>`);
    this.#line(names.map((name) => this.#text(name, style.bold)));
  }

  get notes(): readonly string[] {
    return [
      ...(this.#cut > 0 ? [`${this.#cut} texts are longer than a cell of Excel holds, and were cut.`] : []),
      ...(this.#left > 0 ? [`${this.#left} rows are more than a sheet of Excel holds, and were left out.`] : []),
    ];
  }

  row(values: readonly Value[]): void {
    if (this.#rows >= MOST_ROWS) this.#left++;
    else this.#line(values.map((value) => this.#cell(value)));
  }

  finish(): void {
    this.#zip.add("</sheetData></worksheet>");
    this.#zip.end();
    this.#zip.finish();
  }

  #file(name: string, text: string): void {
    this.#zip.begin(name);
    this.#zip.add(head + text);
    this.#zip.end();
  }

  #line(cells: readonly string[]): void {
    this.#rows++;
    this.#zip.add(`<row>${cells.join("")}</row>`);
  }

  #cell(value: Value): string {
    if (value === null) return "<c/>";
    if (typeof value === "boolean") return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
    const number = numberOf(value);
    if (number !== null) return `<c><v>${number}</v></c>`;
    const serial = serialOf(value);
    if (serial !== null) return `<c s="${serial.style}"><v>${serial.days}</v></c>`;
    return this.#text(cellText(value, this.#zone), style.plain);
  }

  #text(text: string, own: number): string {
    const fits = text.length <= LONGEST_TEXT;
    if (!fits) this.#cut++;
    const shown = fits ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
    return `<c t="inlineStr"${own === style.plain ? "" : ` s="${own}"`}><is><t xml:space="preserve">${xml(shown)}</t></is></c>`;
  }
}

/** A number in digits that Excel keeps; null for what is none, and for one that it would round. */
function numberOf(value: Value): string | null {
  const text =
    typeof value === "bigint"
      ? value.toString()
      : typeof value === "number" && Number.isFinite(value)
        ? String(value)
        : value instanceof PyDecimal && value.isFinite
          ? value.toFixed()
          : null;
  if (text === null) return null;
  if (typeof value === "number") return text;
  return text.replace(/^-?0*\.?0*|\./g, "").length <= DIGITS ? text : null;
}

const DAY = 86_400_000;

/** Days since Excel's first, which counts a 29 February 1900; null for what is no moment, or one it cannot tell. */
function serialOf(value: Value): { readonly days: string; readonly style: number } | null {
  if (value instanceof PyTime) {
    return value.micros % 1000 === 0 ? { days: dayPart(value.isoformat()), style: style.time } : null;
  }
  if (!(value instanceof PyDate)) return null;
  const moment = value instanceof PyDateTime;
  if (moment && (value.micros % 1000 !== 0 || value.offset !== null)) return null;
  const date = (moment ? value.isoformat("T") : value.isoformat()).slice(0, 10);
  const days = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / DAY);
  // Before 1 March 1900 Excel counts otherwise than everybody else.
  if (!(days > 60)) return null;
  if (!moment) return { days: String(days), style: style.date };
  return { days: String(days + Number(dayPart(value.isoformat("T").slice(11)))), style: style.datetime };
}

function dayPart(clock: string): string {
  const [hours = "0", minutes = "0", seconds = "0"] = clock.split(":");
  return String((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) / 86_400);
}

/** Text as XML has it; what XML cannot hold is written as the format's own `_xHHHH_`. */
function xml(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, (character) =>
      character === "\n" || character === "\t"
        ? character
        : `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    );
}

/** The parts of a workbook beside its sheet. */
function parts(): readonly (readonly [name: string, text: string])[] {
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  return [
    [
      "[Content_Types].xml",
      `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`,
    ],
    [
      "_rels/.rels",
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Results" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      "xl/styles.xml",
      `<styleSheet xmlns="${main}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="166" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ],
  ];
}
