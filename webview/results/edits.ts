import type { EditedValue, EditedValues, RowEdits, RowKey } from "../../src/protocol/edits";

interface State {
  /** Changed rows by their key's text. */
  readonly changed: ReadonlyMap<string, { readonly key: RowKey; readonly values: EditedValues }>;
  readonly inserted: readonly EditedValues[];
  readonly deleted: ReadonlyMap<string, RowKey>;
}

const nothing: State = { changed: new Map(), inserted: [], deleted: new Map() };

/** One change of a cell: of a row by its key, or of a new row by its number. */
export interface CellEdit {
  readonly row: RowKey | number;
  readonly column: string;
  /** Undefined takes the change back. */
  readonly value: EditedValue | undefined;
}

/** What is pending in a grid, with every step there and back. Immutable: each change is another one. */
export class Edits {
  static readonly none = new Edits(nothing, [], []);

  /** What was pending before, without the steps that led there. */
  static of({ changed, inserted, deleted }: RowEdits): Edits {
    const state = {
      changed: new Map(changed.map((row) => [row.key.text, row])),
      inserted,
      deleted: new Map(deleted.map((key) => [key.text, key])),
    };
    return new Edits(state, [], []);
  }

  readonly #state: State;
  readonly #past: readonly State[];
  readonly #future: readonly State[];

  private constructor(state: State, past: readonly State[], future: readonly State[]) {
    this.#state = state;
    this.#past = past;
    this.#future = future;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Changed cells, new rows and deleted rows. */
  get count(): number {
    const cells = [...this.#state.changed.values()].reduce((sum, { values }) => sum + Object.keys(values).length, 0);
    return cells + this.#state.inserted.length + this.#state.deleted.size;
  }

  get inserted(): readonly EditedValues[] {
    return this.#state.inserted;
  }

  get all(): RowEdits {
    const { changed, inserted, deleted } = this.#state;
    // What is deleted needs no change first.
    const kept = [...changed].filter(([key]) => !deleted.has(key)).map(([, row]) => row);
    return { changed: kept, inserted, deleted: [...deleted.values()] };
  }

  value(row: RowKey | number, column: string): EditedValue | undefined {
    if (typeof row === "number") return this.#state.inserted[row]?.[column];
    return this.#state.changed.get(row.text)?.values[column];
  }

  isDeleted({ text }: RowKey): boolean {
    return this.#state.deleted.has(text);
  }

  /** Several cells at once are one step. */
  with(edits: readonly CellEdit[]): Edits {
    const changed = new Map(this.#state.changed);
    const inserted = [...this.#state.inserted];
    for (const { row, column, value } of edits) {
      if (typeof row === "number") inserted[row] = changedValues(inserted[row] ?? {}, column, value);
      else {
        const values = changedValues(changed.get(row.text)?.values ?? {}, column, value);
        if (Object.keys(values).length === 0) changed.delete(row.text);
        else changed.set(row.text, { key: row, values });
      }
    }
    return this.#next({ ...this.#state, changed, inserted });
  }

  withNewRow(values: EditedValues = {}): Edits {
    return this.#next({ ...this.#state, inserted: [...this.#state.inserted, values] });
  }

  withoutNewRow(row: number): Edits {
    return this.#next({ ...this.#state, inserted: this.#state.inserted.filter((_, index) => index !== row) });
  }

  /** Deletes rows, or keeps them after all where every one of them was to be deleted. */
  withDeleted(keys: readonly RowKey[]): Edits {
    const deleted = new Map(this.#state.deleted);
    const isBack = keys.every(({ text }) => deleted.has(text));
    for (const key of keys) {
      if (isBack) deleted.delete(key.text);
      else deleted.set(key.text, key);
    }
    return this.#next({ ...this.#state, deleted });
  }

  get undone(): Edits {
    const last = this.#past.at(-1);
    return last === undefined ? this : new Edits(last, this.#past.slice(0, -1), [this.#state, ...this.#future]);
  }

  get redone(): Edits {
    const [next, ...rest] = this.#future;
    return next === undefined ? this : new Edits(next, [...this.#past, this.#state], rest);
  }

  /** Nothing pending; which can be undone as well. */
  get discarded(): Edits {
    return this.isEmpty ? this : this.#next(nothing);
  }

  #next(state: State): Edits {
    return new Edits(state, [...this.#past, this.#state], []);
  }
}

function changedValues(values: EditedValues, column: string, value: EditedValue | undefined): EditedValues {
  const { [column]: _, ...others } = values;
  return value === undefined ? others : { ...others, [column]: value };
}

/** A block of cells as it is pasted: lines of values with tabs between them; quotes hold tabs and lines together. */
export function pastedBlock(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  const pattern = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/gy;
  while (pattern.lastIndex < text.length) {
    const [, cell = "", end = ""] = pattern.exec(text) ?? [];
    const value =
      cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    rows.at(-1)?.push(value);
    if (end === "\t" && pattern.lastIndex >= text.length) rows.at(-1)?.push("");
    else if (end !== "\t" && end !== "" && pattern.lastIndex < text.length) rows.push([]);
  }
  return rows;
}
