import { html, nothing, type TemplateResult } from "lit";
import type { Cell, ResultHandle } from "../../src/protocol/results";
import type { CellDetail, CopyFormat } from "../../src/protocol/rows";
import { quietButton } from "../controls";
import type { Host } from "../port";
import { t } from "../text";
import type { Placed } from "./arrange";
import { copyCells, wholeCell } from "./cellActions";
import { type Chosen, chosenText } from "./chosen";
import type { FindBar } from "./findBar";
import type { Place } from "./gridKeys";
import "./copyMenu";
import "./findBar";

/** What the tools need of their grid. */
export interface ToolGrid {
  readonly host?: Host | undefined;
  readonly handle?: ResultHandle | undefined;
  readonly place: Place;
  readonly placed: readonly Placed[];
  readonly chosen: Chosen;
  /** Whether rows can be changed in place. */
  readonly isEditable: boolean;
  rowAt(row: number): readonly Cell[] | undefined;
  goTo(place: Place): void;
  /** Brings a cell into sight; the focus stays where it is. */
  show(place: Place): void;
  say(notice: string): void;
  openRow(): void;
  chooseColumns(): void;
  readonly editing: { insertRow(): void; deleteRows(): void } | undefined;
  requestUpdate(): void;
}

/** What can be done with the rows of a grid: found, copied, exported, shown whole. */
export class GridTools {
  readonly #grid: ToolGrid;
  readonly #find: () => FindBar | null;
  #open: "find" | "copy" | undefined;

  /** `find` gives the find bar where it is open. */
  constructor(grid: ToolGrid, find: () => FindBar | null) {
    this.#grid = grid;
    this.#find = find;
  }

  openFind(): void {
    this.#find()?.focusInput();
    this.#toggle("find", true);
  }

  openCopy(): void {
    this.#toggle("copy", true);
  }

  findBar(): TemplateResult | typeof nothing {
    const { host, handle, placed, place } = this.#grid;
    if (this.#open !== "find") return nothing;
    return html`<qe-find
      .host=${host} .handle=${handle} .columns=${placed.map(({ index }) => index)} .from=${place}
      .show=${(found: Place) => this.#grid.show(found)} .close=${() => this.#close()}
    ></qe-find>`;
  }

  copyMenu(): TemplateResult | typeof nothing {
    const { chosen, handle, placed } = this.#grid;
    if (this.#open !== "copy") return nothing;
    return html`<qe-copy-menu
      .what=${chosenText(chosen, (position) => handle?.columns[placed[position]?.index ?? -1]?.name ?? "")}
      .copy=${(format: CopyFormat, head: boolean) => {
        void this.#copyCells(format, head);
        this.#close();
      }}
      .close=${() => this.#close()}
    ></qe-copy-menu>`;
  }

  /** The buttons under the grid. `hidden`: how many columns are. */
  buttons(hidden: number): TemplateResult {
    const grid = this.#grid;
    const columns = hidden === 0 ? t("Columns…") : t("Columns ({0} hidden)…", hidden);
    return html`<div class="tools">
      ${quietButton(t("Row"), () => grid.openRow())}
      ${
        grid.isEditable
          ? html`${quietButton(t("Insert Row"), () => grid.editing?.insertRow())}${quietButton(t("Delete Row"), () => grid.editing?.deleteRows())}`
          : nothing
      }
      ${quietButton(t("Find"), () => this.openFind())}
      ${quietButton(t("Copy As…"), () => this.#toggle("copy"))}
      ${quietButton(t("Export…"), () => this.#export())}
      ${quietButton(columns, () => grid.chooseColumns())}
    </div>`;
  }

  /** Copies one cell whole, or several as text that a spreadsheet takes. */
  async copy(): Promise<void> {
    const { chosen, place } = this.#grid;
    const { rows, first, last } = chosen;
    if (rows.length > 1 || rows[0]?.count !== 1 || first !== last) return await this.#copyCells("tsv", false);
    const whole = await this.whole(place);
    if (whole !== undefined) await this.#grid.host?.call("copy", { text: whole.text });
  }

  /** A cell's whole text; `isDetailed`: with all else that is known of it. */
  async whole({ row, column }: Place, isDetailed = false): Promise<CellDetail | undefined> {
    const index = this.#grid.placed[column]?.index ?? 0;
    const parts = this.#parts;
    return parts && (await wholeCell(parts, { row, column: index }, isDetailed));
  }

  async #copyCells(format: CopyFormat, head: boolean): Promise<void> {
    const { chosen, placed } = this.#grid;
    const parts = this.#parts;
    const columns = placed.slice(chosen.first, chosen.last + 1).map(({ index }) => index);
    if (parts !== undefined) this.#grid.say(await copyCells(parts, chosen, columns, { format, head }));
  }

  #export(): void {
    const { host, handle, placed } = this.#grid;
    if (handle === undefined) return;
    const columns = placed.map(({ index }) => index);
    void host?.call("exportRows", { id: handle.id, columns }).catch(() => undefined);
  }

  get #parts() {
    const { host, handle } = this.#grid;
    if (host === undefined || handle === undefined) return undefined;
    return { host, handle, cell: (row: number, column: number) => this.#grid.rowAt(row)?.[column] };
  }

  #toggle(what: "find" | "copy", isOpen = this.#open !== what): void {
    this.#open = isOpen ? what : undefined;
    this.#grid.requestUpdate();
  }

  /** Closes what is open, and goes back to the cell. */
  #close(): void {
    this.#open = undefined;
    this.#grid.goTo(this.#grid.place);
  }
}
