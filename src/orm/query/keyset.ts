import type { SqlValue } from "../../database/backend";
import type { Expression } from "../expressions/base";
import { Column, Reference } from "../expressions/columns";
import { OrderBy } from "../expressions/ordering";
import { joined, type Sql, sql } from "../sql";
import type { Query } from "./query";

/** The values by which one row is ordered, in the order of the keys. */
export type RowKey = readonly SqlValue[];

/** What makes one page of a query's SELECT: the key at its end breaks ties, and the key's values are selected beside the rest. */
export interface PageClause {
  /** Direction of the primary key behind the query's own order. */
  readonly tie: "asc" | "desc";
  /** Last rows first. */
  readonly backwards: boolean;
  /** Only rows in one of these; null for all. */
  readonly ranges: readonly KeyRange[] | null;
}

/** Rows whose first `level` keys are those of `key`, and whose next one lies beyond its own, is NULL, or is not. */
export interface KeyRange {
  readonly key: RowKey;
  readonly level: number;
  readonly next: "beyond" | "null" | "not null";
}

/** The column in which the value of the n-th key is selected. */
export function keyAlias(n: number): string {
  return `__key${n}`;
}

/** A query's order with its primary key behind it, in the direction the page is read. */
export function keyedOrder(query: Query, entries: readonly OrderBy[], page: PageClause): OrderBy[] {
  const pk = query.pkColumns(query.initialAlias(), query.model.pk);
  const parts = pk.children().length > 0 ? pk.children() : [pk];
  const known = new Set(entries.map((entry) => keyOf(entry).identity));
  const missing = parts.filter((part) => !known.has(part.identity));
  const all = [...entries, ...missing.map((part) => new OrderBy(part, page.tie === "desc"))];
  return page.backwards ? all.map((entry) => entry.reversed()) : all;
}

/** What an entry orders by, where it can stand outside ORDER BY: an alias is what it stands for. */
export function keyOf({ inner }: OrderBy): Expression {
  return inner instanceof Reference ? inner.source : inner;
}

/**
 * The rows behind the one of that key, nearest first, as ranges that an index on the order serves one by one. Where an
 * entry does not say where NULL stands, `nullsFirst` tells whether it is less than everything (SQLite, MySQL) or more.
 */
export function rangesBeyond(order: readonly OrderBy[], key: RowKey, nullsFirst: boolean): KeyRange[] {
  const ranges: KeyRange[] = [];
  for (let level = order.length - 1; level >= 0; level--) {
    const entry = order[level] as OrderBy;
    const nullsLast = entry.nulls === null ? entry.descending === nullsFirst : entry.nulls === "last";
    if (key[level] !== null) {
      ranges.push({ key, level, next: "beyond" });
      if (nullsLast && mayBeNull(entry)) ranges.push({ key, level, next: "null" });
    } else if (!nullsLast) ranges.push({ key, level, next: "not null" });
  }
  return ranges;
}

function mayBeNull(entry: OrderBy): boolean {
  const key = keyOf(entry);
  return !(key instanceof Column && key.field.isPrimaryKey && key.field.type.isAuto);
}

/** The condition of a page's rows; `piece` gives an expression's SQL, and `value` that of a key's value beside it. */
export function rangesSql(
  ranges: readonly KeyRange[],
  order: readonly OrderBy[],
  piece: (expression: Expression) => Sql,
  value: (value: SqlValue, expression: Expression) => Sql,
): Sql {
  if (ranges.length === 0) return sql`1 = 0`;
  const all = ranges.map(({ key, level, next }) => {
    const at = order[level] as OrderBy;
    const terms = order.slice(0, level).map((entry, i) => {
      const stored = key[i] ?? null;
      return sql`${operand(entry, piece)} ${stored === null ? "IS NULL" : sql`= ${value(stored, keyOf(entry))}`}`;
    });
    const own = operand(at, piece);
    if (next === "null") terms.push(sql`${own} IS NULL`);
    else if (next === "not null") terms.push(sql`${own} IS NOT NULL`);
    else terms.push(sql`${own} ${at.descending ? "<" : ">"} ${value(key[level] ?? null, keyOf(at))}`);
    return sql`(${joined(terms, " AND ")})`;
  });
  return all.length === 1 ? (all[0] as Sql) : sql`(${joined(all, " OR ")})`;
}

function operand(entry: OrderBy, piece: (expression: Expression) => Sql): Sql {
  const key = keyOf(entry);
  return key instanceof Column ? piece(key) : sql`(${piece(key)})`;
}
