import type { TableValue } from "../../preview/observe";
import { QuerysetError } from "../../protocol/errors";
import type { Json } from "../../protocol/json";
import type { Effect, EffectPage, RowEffect } from "../../protocol/results";
import type { Value } from "../../python/objects";
import { cellText } from "../cells";
import { sizeOf } from "../holding";
import { type Matching, matchingOf } from "./matching";

/** Rows that travel with the comparison; the others are paged. */
const FIRST = 100;
/** Rows that are read at a time. */
const STEP = 5_000;
/** Bytes of rows that are held to be compared. */
const MOST_BYTES = 512 << 20;

/** A result and the way to its rows. */
export interface Side {
  readonly table: Pick<TableValue, "columns" | "model">;
  readonly read: (start: number, count: number) => Promise<readonly (readonly Value[])[]>;
}

type Row = readonly Value[];

interface Changed {
  readonly before: Row | null;
  readonly after: Row | null;
}

const actions = ["insert", "delete", "update"] as const;

/**
 * Two results compared row by row: the first one's rows are held by their keys, the second one's are read past them. Rows
 * with the same key are paired in the order in which they come.
 */
export class Comparison {
  readonly #sides: { readonly before: Side; readonly after: Side };
  readonly matching: Matching;
  readonly #waiting = new Map<string, Row>();
  readonly #seen = new Map<string, number>();
  readonly #found: Record<(typeof actions)[number], Changed[]> = { insert: [], delete: [], update: [] };
  #at = 0;
  #isSecond = false;
  #rows = 0;
  #equal = 0;
  #bytes = 0;

  /** Throws `ValueError` where the results have no column in common. */
  constructor(before: Side, after: Side) {
    this.#sides = { before, after };
    this.matching = matchingOf(before.table, after.table);
  }

  /** Rows that were read. */
  get rows(): number {
    return this.#rows;
  }

  get equal(): number {
    return this.#equal;
  }

  /** Reads on; true at the end. Throws `ValueError` where the rows are too large to be held. */
  async step(): Promise<boolean> {
    const side = this.#isSecond ? this.#sides.after : this.#sides.before;
    const rows = await side.read(this.#at, STEP);
    for (const row of rows) {
      if (this.#isSecond) this.#meet(row);
      else this.#wait(row);
    }
    if (this.#bytes > MOST_BYTES) {
      throw new QuerysetError("ValueError", "These results are too large to be compared.", {
        hint: "Narrow them down, or leave large columns out with values() or defer().",
      });
    }
    this.#at += rows.length;
    this.#rows += rows.length;
    if (rows.length === STEP) return false;
    if (!this.#isSecond) {
      this.#isSecond = true;
      this.#at = 0;
      this.#seen.clear();
      return false;
    }
    for (const before of this.#waiting.values()) this.#found.delete.push({ before, after: null });
    this.#waiting.clear();
    this.#seen.clear();
    return true;
  }

  /** The differences as the effects that would make the second result of the first, one of each kind. */
  effects(): Effect[] {
    const model = this.#sides.after.table.model ?? "";
    return actions.map((action, effect) => {
      const { rows, count } = this.page({ effect, start: 0, count: FIRST });
      return { action, model, table: "", cause: "statement", count, rows, truncated: rows.length < count };
    });
  }

  /** Some rows of one kind of difference: 0 are added ones, 1 removed ones, 2 changed ones. */
  page({
    effect,
    start,
    count,
  }: {
    readonly effect: number;
    readonly start: number;
    readonly count: number;
  }): EffectPage {
    const action = actions[effect];
    const found = action === undefined ? [] : this.#found[action];
    return { rows: found.slice(start, start + count).map((row) => this.#shown(row)), count: found.length };
  }

  #wait(before: Row): void {
    this.#waiting.set(this.#keyOf(before, 0), before);
    this.#bytes += sizeOf([before]);
  }

  #meet(after: Row): void {
    const key = this.#keyOf(after, 1);
    const before = this.#waiting.get(key);
    if (before === undefined) {
      this.#found.insert.push({ before: null, after });
      this.#bytes += sizeOf([after]);
      return;
    }
    this.#waiting.delete(key);
    if (this.matching.columns.every(({ at }) => sameValue(before[at[0]], after[at[1]]))) this.#equal++;
    else {
      this.#found.update.push({ before, after });
      this.#bytes += sizeOf([after]);
    }
  }

  /** A row's key as text; the second row of the same key has another one. */
  #keyOf(row: Row, side: 0 | 1): string {
    const { key, columns } = this.matching;
    const parts = (key ?? columns).map(({ at }) => exact(row[at[side]]));
    const text = JSON.stringify(parts);
    const nth = this.#seen.get(text) ?? 0;
    this.#seen.set(text, nth + 1);
    return nth === 0 ? text : `${text} ${nth}`;
  }

  #shown({ before, after }: Changed): RowEffect {
    const { key, columns } = this.matching;
    const side = after === null ? 0 : 1;
    const row = after ?? before ?? [];
    const parts = (key ?? []).map(({ at }) => valueJson(row[at[side]]));
    const values = (own: Row | null, of: 0 | 1): RowEffect["before"] =>
      own && Object.fromEntries(columns.map(({ name, at }) => [name, valueJson(own[at[of]])]));
    return { pk: parts.length === 1 ? (parts[0] ?? null) : parts, before: values(before, 0), after: values(after, 1) };
  }
}

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || exact(a) === exact(b);
}

/** A value as text that no other value has. */
function exact(value: Value | undefined): string {
  if (value === null || value === undefined) return "N";
  return typeof value === "string" ? `S${value}` : `${typeof value} ${cellText(value)}`;
}

/** A value as it is shown: text to its last digit where a number does not hold it. */
function valueJson(value: Value | undefined): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value;
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return Number(value);
  return cellText(value);
}
