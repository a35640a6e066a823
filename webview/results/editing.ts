import { html, nothing, type TemplateResult } from "lit";
import type { EditedValue, RowKey } from "../../src/protocol/edits";
import type { FormMatch } from "../../src/protocol/form";
import type { Cell, ColumnInfo, ResultHandle } from "../../src/protocol/results";
import type { CellDetail } from "../../src/protocol/rows";
import type { Host } from "../port";
import { grouped, t } from "../text";
import type { Placed } from "./arrange";
import { mostEdited } from "./bytesEditor";
import { bytesOf, hexOf } from "./bytesText";
import type { Leaving } from "./cellEditor";
import type { Chosen } from "./chosen";
import { fixedReason, isBytes, isSame, keyOf, readOnlyReason, typedValue } from "./editable";
import { type CellEdit, type Edits, pastedBlock } from "./edits";
import type { Place } from "./gridKeys";
import { fromBase64 } from "./hexView";
import { pendingOf, pendingPreviewed, rememberPending } from "./pendingMemory";
import "./cellEditor";
import "./pending";

/** Rows that are deleted or filled at once, at most: each is named by its key. */
const most = 1000;

/** Characters of a text that are edited in place: of more, a browser's text area takes seconds for each key. */
const longest = 500_000;

/** What editing needs of its grid. */
export interface EditedGrid {
  readonly host?: Host | undefined;
  readonly handle?: ResultHandle | undefined;
  /** The statement's number in the panel. */
  readonly statement: number;
  readonly place: Place;
  readonly placed: readonly Placed[];
  readonly chosen: Chosen;
  /** Rows of the result, the new ones not among them. */
  readonly rowCount: number;
  rowAt(row: number): readonly Cell[] | undefined;
  /** A cell's whole text. */
  textAt(place: Place): Promise<string | undefined>;
  /** A cell with all that is known of it. */
  detailAt(place: Place): Promise<CellDetail | undefined>;
  /** The text of the row that a foreign key leads to. */
  labelAt(place: Place): string | undefined;
  /** Takes over the text of a row that was chosen for a foreign key. */
  learnLabel(column: number, match: FormMatch): void;
  goTo(place: Place): void;
  say(notice: string): void;
  redraw(): void;
}

interface Opened extends Place {
  readonly text: string;
  readonly isNull: boolean;
  readonly isTyped: boolean;
  readonly label?: string | undefined;
  /** Of a cell of bytes: how many it holds, and what they are unless they are too many. */
  readonly held?: { readonly size: number; readonly bytes?: Uint8Array | undefined };
}

/** Changes of cells and rows in a grid. They stay pending until their statements are previewed and applied. */
export class Editing {
  readonly #grid: EditedGrid;
  readonly #readOnly: string | undefined;
  #edits: Edits;
  #opened: Opened | undefined;

  constructor(grid: EditedGrid, handle: ResultHandle) {
    this.#grid = grid;
    this.#readOnly = readOnlyReason(handle);
    this.#edits = pendingOf(handle.model);
  }

  get isReadOnly(): boolean {
    return this.#readOnly !== undefined;
  }

  /** Something is pending, or an editor is open. */
  get isInUse(): boolean {
    return this.#opened !== undefined || !this.#edits.isEmpty;
  }

  /** Rows behind the result's own that are not there yet. */
  get newRows(): number {
    return this.#edits.inserted.length;
  }

  /** Class of a row that is new or to be deleted. */
  rowClass(row: number, cells: readonly Cell[] | undefined): string {
    if (row >= this.#grid.rowCount) return " new";
    const key = keyOf(cells, this.#columns);
    return key !== undefined && this.#edits.isDeleted(key) ? " deleted" : "";
  }

  /** What a cell will hold; undefined where nothing is pending for it. */
  pending(row: number, cells: readonly Cell[] | undefined, column: ColumnInfo | undefined): EditedValue | undefined {
    const subject = this.#subject(row, cells);
    return subject === undefined || column === undefined ? undefined : this.#edits.value(subject, column.name);
  }

  isOpenAt({ row, column }: Place): boolean {
    return this.#opened?.row === row && this.#opened.column === column && this.#opened.held === undefined;
  }

  editor(column: ColumnInfo | undefined, cell: Cell | undefined): TemplateResult | typeof nothing {
    const opened = this.#opened;
    if (opened === undefined) return nothing;
    const { host, statement, placed } = this.#grid;
    const index = placed[opened.column]?.index ?? 0;
    return html`<qe-cell-editor
      .column=${column} .kind=${cell?.kind} .text=${opened.text} .isNull=${opened.isNull} .isTyped=${opened.isTyped}
      .label=${opened.label}
      .search=${async (text: string) => (await host?.call("searchRelated", { statement, column: index, text })) ?? []}
      .chosen=${(match: FormMatch) => this.#grid.learnLabel(index, match)}
      .say=${(notice: string) => this.#grid.say(notice)}
      .done=${(value: EditedValue | undefined, by: Leaving) => this.#done(opened, value, by)}
    ></qe-cell-editor>`;
  }

  /** The pane beside the grid in which bytes are edited. */
  pane(): TemplateResult | typeof nothing {
    const opened = this.#opened;
    if (opened?.held === undefined) return nothing;
    return html`<qe-bytes-editor
      .name=${this.#columnAt(opened.column)?.name ?? ""} .row=${opened.row} .bytes=${opened.held.bytes} .size=${opened.held.size}
      .pick=${async () => (await this.#grid.host?.call("pickBytes", undefined)) ?? null}
      .done=${(hex: string | undefined) => this.#done(opened, hex === undefined ? undefined : { kind: "value", text: hex }, "stay")}
    ></qe-bytes-editor>`;
  }

  bar(): TemplateResult | typeof nothing {
    if (this.#edits.isEmpty) return nothing;
    const { host, statement } = this.#grid;
    return html`<qe-pending
      .host=${host} .statement=${statement} .edits=${this.#edits}
      .change=${(edits: Edits) => this.#set(edits)}
      .previewed=${(source: string) => pendingPreviewed(this.#grid.handle?.model ?? "", source)}
    ></qe-pending>`;
  }

  /** Keys that edit; false for those that do not. */
  onKey(event: KeyboardEvent): boolean {
    const { key, shiftKey, altKey } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const letter = ctrl ? key.toLowerCase() : "";
    if (letter === "z" && !shiftKey) this.#set(this.#edits.undone);
    else if (letter === "y" || (letter === "z" && shiftKey)) this.#set(this.#edits.redone);
    else if (letter === "s" && !this.#edits.isEmpty) document.querySelector("qe-pending")?.preview();
    else if (this.#grid.place.row < 0) return false;
    else if (key === "F2") void this.open(this.#grid.place);
    else if (key === "Delete" && ctrl) this.deleteRows();
    else if (key === "Delete") this.#clear();
    else if (!ctrl && !altKey && key.length === 1 && key !== " ") void this.open(this.#grid.place, key);
    else return false;
    return true;
  }

  /** Opens a cell's editor, with what was typed in place of its text. */
  async open(place: Place, typed?: string): Promise<void> {
    const column = this.#columnAt(place.column);
    const fault = this.#faultAt(place);
    if (column === undefined || fault !== undefined) {
      if (fault !== undefined) this.#grid.say(fault);
      return;
    }
    const cells = this.#grid.rowAt(place.row);
    const index = this.#grid.placed[place.column]?.index ?? 0;
    const pending = this.pending(place.row, cells, column);
    const isNull = pending === undefined ? cells?.[index]?.kind === "null" : pending.kind === "null";
    const opened = { ...place, isNull: isNull && typed === undefined, isTyped: typed !== undefined };
    if (isBytes(column)) this.#opened = { ...opened, text: "", held: await this.#bytesAt(place, pending) };
    else {
      // The keys that follow are typed into the editor: it opens at once, whatever the cell holds.
      const text = typed ?? (pending?.kind === "value" ? pending.text : isNull ? "" : await this.#grid.textAt(place));
      if (typed === undefined && (text?.length ?? 0) > longest) {
        this.#grid.say(t("{0} characters are too many to edit in place.", grouped((text ?? "").length)));
        return;
      }
      this.#opened = { ...opened, text: text ?? "", label: this.#grid.labelAt(place) };
    }
    this.#grid.redraw();
  }

  /** What a cell of bytes holds, or is to hold. */
  async #bytesAt(place: Place, pending: EditedValue | undefined): Promise<NonNullable<Opened["held"]>> {
    if (pending?.kind === "null") return { size: 0 };
    const text = pending?.text;
    const detail = text === undefined ? (await this.#grid.detailAt(place))?.bytes : undefined;
    const bytes = text !== undefined ? bytesOf(text, "hex") : detail && fromBase64(detail.base64);
    const size = detail?.size ?? bytes?.length ?? 0;
    return size > mostEdited ? { size } : { size, bytes };
  }

  insertRow(): void {
    if (this.#readOnly !== undefined) this.#grid.say(this.#readOnly);
    else {
      this.#set(this.#edits.withNewRow());
      this.#grid.goTo({ row: this.#grid.rowCount + this.newRows - 1, column: this.#grid.place.column });
    }
  }

  /** Marks the chosen rows as deleted, or takes the mark away. */
  deleteRows(): void {
    const { chosen, rowCount, place } = this.#grid;
    if (this.#readOnly !== undefined) {
      this.#grid.say(this.#readOnly);
      return;
    }
    if (place.row >= rowCount) {
      this.#set(this.#edits.withoutNewRow(place.row - rowCount));
      return;
    }
    const rows = chosen.rows.flatMap(({ start, count }) =>
      Array.from({ length: Math.min(count, most) }, (_, index) => start + index),
    );
    const keys = rows.slice(0, most).flatMap((row) => keyOf(this.#grid.rowAt(row), this.#columns) ?? []);
    if (keys.length > 0) this.#set(this.#edits.withDeleted(keys));
  }

  onPaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text === "" || (event.target as Element).closest("qe-cell-editor") !== null) return;
    event.preventDefault();
    void this.paste(text);
  }

  /** Fills cells from the chosen one on with a block that was copied elsewhere. */
  async paste(text: string): Promise<void> {
    const block = pastedBlock(text).slice(0, most);
    const { place, chosen, rowCount } = this.#grid;
    const top = Math.max(0, chosen.rows[0]?.start ?? place.row);
    const edits: CellEdit[] = [];
    let refused: string | undefined;
    for (const [down, values] of block.entries()) {
      for (const [right, value] of values.entries()) {
        const at = { row: top + down, column: chosen.first + right };
        const column = this.#columnAt(at.column);
        if (at.row >= rowCount + this.newRows || column === undefined) continue;
        const fault = this.#faultAt(at);
        if (fault !== undefined) refused ??= fault;
        else edits.push(...(await this.#edit(at, column, typedValue(column, value))));
      }
    }
    if (edits.length > 0) this.#set(this.#edits.with(edits));
    this.#grid.say(refused ?? "");
  }

  /** NULL where the column holds it, an empty text else; what is pending for a cell is taken back. */
  #clear(): void {
    const { place } = this.#grid;
    const column = this.#columnAt(place.column);
    if (column === undefined) return;
    const isNullable = column.field?.null === true;
    const fault = this.#faultAt(place) ?? (isNullable ? undefined : t("{0} holds no NULL. F2 edits it.", column.name));
    if (fault !== undefined) this.#grid.say(fault);
    else void this.#edit(place, column, { kind: "null" }).then((edits) => this.#set(this.#edits.with(edits)));
  }

  #done(opened: Opened, value: EditedValue | undefined, by: Leaving): void {
    this.#opened = undefined;
    this.#grid.redraw();
    const column = this.#columnAt(opened.column);
    const { row, column: at } = opened;
    if (value !== undefined && column !== undefined)
      void this.#edit(opened, column, value).then((edits) => {
        if (edits.length > 0) this.#set(this.#edits.with(edits));
      });
    const last = this.#grid.placed.length - 1;
    if (by === "down") this.#grid.goTo({ row: Math.min(row + 1, this.#grid.rowCount + this.newRows - 1), column: at });
    else if (by === "right") this.#grid.goTo({ row, column: Math.min(last, at + 1) });
    else if (by === "left") this.#grid.goTo({ row, column: Math.max(0, at - 1) });
    else this.#grid.goTo({ row, column: at });
  }

  /** The step that gives a cell a value; none where it holds it and nothing was pending. */
  async #edit(place: Place, column: ColumnInfo, value: EditedValue): Promise<readonly CellEdit[]> {
    const cells = this.#grid.rowAt(place.row);
    const subject = this.#subject(place.row, cells);
    if (subject === undefined) return [];
    const before = this.#edits.value(subject, column.name);
    const cell = cells?.[this.#grid.placed[place.column]?.index ?? -1];
    if (typeof subject !== "number" && isSame(cell, await this.#wholeAt(place, column, cell), value))
      return before === undefined ? [] : [{ row: subject, column: column.name, value: undefined }];
    if (before?.kind === value.kind && (before.kind === "null" || value.kind === "null" || before.text === value.text))
      return [];
    return [{ row: subject, column: column.name, value }];
  }

  /** What a cell holds, written as it is edited; undefined where it is too much to be compared. */
  async #wholeAt(place: Place, column: ColumnInfo, cell: Cell | undefined): Promise<string | undefined> {
    if (cell === undefined || cell.kind === "null") return "";
    if (!isBytes(column)) return (await this.#grid.textAt(place)) ?? cell.text;
    const { bytes } = await this.#bytesAt(place, undefined);
    return bytes && hexOf(bytes);
  }

  #subject(row: number, cells: readonly Cell[] | undefined): RowKey | number | undefined {
    const { rowCount } = this.#grid;
    return row >= rowCount ? row - rowCount : keyOf(cells, this.#columns);
  }

  #faultAt({ row, column: position }: Place): string | undefined {
    if (this.#readOnly !== undefined) return this.#readOnly;
    const column = this.#columnAt(position);
    const isNewRow = row >= this.#grid.rowCount;
    if (column === undefined) return undefined;
    const fixed = fixedReason(column, isNewRow);
    if (fixed !== undefined) return fixed;
    const cells = this.#grid.rowAt(row);
    if (cells === undefined && !isNewRow) return t("This row is still being read.");
    return this.#subject(row, cells) === undefined
      ? t("This row has no key that a change could name it by.")
      : undefined;
  }

  get #columns(): readonly ColumnInfo[] {
    return this.#grid.handle?.columns ?? [];
  }

  #columnAt(position: number): ColumnInfo | undefined {
    return this.#columns[this.#grid.placed[position]?.index ?? -1];
  }

  #set(edits: Edits): void {
    this.#edits = edits;
    rememberPending(this.#grid.handle?.model, edits);
    this.#grid.redraw();
  }
}
