import type { FormMatch } from "../../src/protocol/form";
import type { Cell, ColumnInfo, Page } from "../../src/protocol/results";
import type { Host } from "../port";

/** The texts of rows that foreign keys lead to. They come after the page that has the keys, which never waits for them. */
export class RelatedTexts {
  readonly #host: Host;
  readonly #id: string;
  readonly #onChange: () => void;
  readonly #labels = new Map<number, Map<string, string>>();
  readonly #columns: readonly ColumnInfo[];
  readonly #hasKeys: boolean;

  constructor(host: Host, id: string, columns: readonly ColumnInfo[], onChange: () => void) {
    this.#host = host;
    this.#id = id;
    this.#onChange = onChange;
    this.#columns = columns;
    this.#hasKeys = columns.some(({ field }) => field?.related !== undefined);
  }

  of(cell: Cell | undefined, column: number): string | undefined {
    return cell === undefined || cell.kind === "null" ? undefined : this.text(column, cell.text);
  }

  /** The text of the row with a key. */
  text(column: number, key: string): string | undefined {
    return this.#labels.get(column)?.get(key);
  }

  /** Takes over the text of a row that was found otherwise. */
  learn(column: number, { key, label }: FormMatch): void {
    const known = this.#labels.get(column) ?? new Map<string, string>();
    this.#labels.set(column, known.set(key, label));
  }

  /** A row as it is shown: with texts where they are known, for the widths of columns. */
  shown(row: readonly Cell[]): readonly Cell[] {
    return row.map((cell, index) => {
      const label = this.of(cell, index);
      return label === undefined ? cell : { ...cell, text: `${modelOf(this.#columns[index])}: ${label}` };
    });
  }

  /** Asks for the texts of a page. */
  async need({ start, rows }: Page): Promise<void> {
    if (!this.#hasKeys || rows.length === 0) return;
    const request = { id: this.#id, start, count: rows.length };
    const answer = await this.#host.call("labels", request).catch(() => []);
    for (const { column, labels } of answer) {
      const known = this.#labels.get(column) ?? new Map<string, string>();
      for (const [key, label] of Object.entries(labels)) known.set(key, label);
      this.#labels.set(column, known);
    }
    if (answer.length > 0) this.#onChange();
  }
}

/** The name of the model that a foreign key leads to. */
function modelOf(column: ColumnInfo | undefined): string {
  return column?.field?.related?.split(".").at(-1) ?? "";
}
