import type { Session } from "../../database/backend";
import type { Value } from "../../python/objects";
import type { Dialect, ZoneName } from "../dialects/dialect";
import { FieldError, fail } from "../errors";
import type { Expression } from "../expressions/base";
import { Column, ColumnTuple, Reference } from "../expressions/columns";
import type { OrderBy } from "../expressions/ordering";
import { Subselect } from "../expressions/subselect";
import { type Conversion, FieldType } from "../fieldTypes";
import type { Model } from "../meta";
import { joined, raw, type Sql, sql } from "../sql";
import { compileCombined } from "./combined";
import { type KeyRange, keyAlias, keyedOrder, keyOf, type PageClause, rangesSql } from "./keyset";
import { resolveOrdering } from "./ordering";
import { partAlias, type SelectedColumn, type SelectPlan } from "./plan";
import { compileQualified } from "./qualify";
import type { OrderingEntry, Query } from "./query";
import { EmptyResult, FullResult } from "./results";
import { type Selection, selectedColumns } from "./selection";
import type { WhereNode } from "./where";

export interface CompilerOptions {
  readonly dialect: Dialect;
  readonly conversion: Conversion;
  /** A model's Meta.ordering, evaluated. */
  readonly orderingOf: (model: Model) => readonly OrderingEntry[];
  readonly now: () => Value;
  /** Called before rows are locked; throws where there is no transaction to keep the lock. */
  readonly lock: () => void;
  /** TypeORM's query builder of the session that will run the SQL. */
  readonly builder: () => ReturnType<Session["builder"]>;
}

/** Turns queries into SQL by TypeORM's query builder: joins, grouping and order are decided here, the text is put together there. */
export class Compiler {
  readonly dialect: Dialect;
  readonly conversion: Conversion;

  constructor(readonly options: CompilerOptions) {
    this.dialect = options.dialect;
    this.conversion = options.conversion;
  }

  quote(name: string): string {
    return this.dialect.quote(name);
  }

  /** The zone that date functions work in: the project's where it uses zones, unless another is named. */
  zoneFor(explicit: unknown): ZoneName {
    if (!this.conversion.useTz) return null;
    return typeof explicit === "string" ? explicit : this.conversion.zone.id;
  }

  /** The present moment as SQL: pinned, so that a replay writes the same. */
  now(): Sql {
    return this.dialect.param(new FieldType("DateTimeField").toDb(this.options.now(), this.conversion), "datetime");
  }

  /** The SQL of a query that stands inside another. Throws EmptyResult where it has no rows. */
  compile(query: Query): Sql {
    return this.plan(query).sql;
  }

  /**
   * Throws EmptyResult where the query is known to have no rows. With `page` it is the SELECT of one page, for a query
   * that is neither grouped nor distinct, combined, sliced, nor computed over windows.
   */
  plan(query: Query, page: PageClause | null = null): SelectPlan {
    if (query.combinator) return compileCombined(this, query);
    const work = query.clone();
    work.existsOnly = query.existsOnly;
    const selection = selectedColumns(work);
    for (const { expression } of selection.columns) expression.checkType();
    if (query.isEmpty) throw new EmptyResult();
    const { where, having, qualify } = work.where.split();
    let order = resolveOrdering(work, this.options.orderingOf, selection.columns);
    // What DISTINCT selects for the order stays, and groups, even where grouping drops Meta.ordering.
    const extra =
      work.distinct && work.distinctFields.length === 0 ? this.#extraSelect(selection.columns, order.entries) : [];
    if (work.groupBy !== null && order.fromMeta) order = { entries: [], fromMeta: false };
    if (page) order = { entries: keyedOrder(work, order.entries, page), fromMeta: false };
    const keys = page ? order.entries : [];
    if (qualify) {
      const { columns } = selection;
      const before = [where, having];
      return {
        sql: compileQualified(this, work, { before, qualify, columns, order: order.entries }),
        ...selection,
      };
    }
    const written = [...selection.columns, ...extra];
    const group = this.#groupBy(work, written, order.entries, having);
    const ownWhere = conditionSql(where, this);
    const ranges = page?.ranges ? this.#rangesSql(page.ranges, keys) : null;
    const whereSql = ownWhere && ranges ? sql`(${ownWhere}) AND ${ranges}` : (ownWhere ?? ranges);
    const havingSql = conditionSql(having, this);
    const builder = this.options.builder().select([]);
    const distinctOn = this.#distinctOn(work, selection);
    const fromParams = this.#from(builder, work);
    if (written.length === 0) builder.addSelect("1", "a");
    const selected = [
      ...written.flatMap(({ expression, alias }) =>
        expression instanceof ColumnTuple
          ? expression.columns.map((part, i) => ({ piece: this.#columnSql(part), alias: partAlias(alias, i) }))
          : [{ piece: this.#columnSql(expression), alias }],
      ),
      ...keys.map((entry, i) => ({ piece: this.#keySql(keyOf(entry)), alias: keyAlias(i) })),
    ];
    for (const { piece, alias } of selected) builder.addSelect(piece.text, alias);
    if (distinctOn.length > 0) builder.distinctOn(distinctOn);
    else if (work.distinct) builder.distinct(true);
    if (whereSql) builder.where(whereSql.text);
    for (const piece of group) builder.addGroupBy(piece.text);
    if (havingSql) builder.having(havingSql.text);
    const orderSql = order.entries.map((entry) => ({ entry, piece: this.#columnSql(entry.inner) }));
    for (const { entry, piece } of orderSql) {
      const test = entry.nullTest(this.dialect);
      if (test !== null) builder.addOrderBy(`${piece.text} ${test}`, "ASC");
      const nulls = this.dialect.ordersNulls ? entry.nulls : null;
      builder.addOrderBy(
        piece.text,
        entry.descending ? "DESC" : "ASC",
        nulls ? (nulls === "first" ? "NULLS FIRST" : "NULLS LAST") : undefined,
      );
    }
    for (const place of settlingPlaces(work, written)) builder.addOrderBy(place, "ASC");
    if (work.high !== null) builder.limit(work.high - work.low);
    if (work.low > 0) {
      if (work.high === null && this.dialect.unlimited !== null) builder.limit(Number.MAX_SAFE_INTEGER);
      builder.offset(work.low);
    }
    const params = [
      ...selected.flatMap(({ piece }) => piece.params),
      ...fromParams,
      ...(whereSql?.params ?? []),
      ...group.flatMap((piece) => piece.params),
      ...(havingSql?.params ?? []),
      ...orderSql.flatMap(({ entry, piece }) =>
        entry.nullTest(this.dialect) === null ? piece.params : [...piece.params, ...piece.params],
      ),
    ];
    return {
      sql: { text: `${builder.getQuery()}${this.#lockClause(work, selection)}`, params },
      columns: selection.columns,
      related: selection.related,
      annotations: selection.annotations,
      ...(page && { keys }),
    };
  }

  /** The columns of `distinct("name", …)`, or the names of annotations. */
  #distinctOn(query: Query, selection: Selection): string[] {
    return query.distinctFields.flatMap((name) => {
      if (selection.annotations.has(name)) return [this.quote(name)];
      const { path, joins } = query.setupJoins(name.split("__"), { reuse: null, allowMany: true });
      const { targets, alias } = query.trimJoins(path, joins);
      return targets.map((target) => `${this.quote(alias)}.${this.quote(target.column)}`);
    });
  }

  /** ` FOR UPDATE …`, where the query asks for it and the database has it. */
  #lockClause(query: Query, selection: Selection): string {
    if (!query.forUpdate) return "";
    const { of, ...options } = query.forUpdate;
    const clause = this.dialect.forUpdate({
      ...options,
      of: of.map((name) => this.quote(lockedAlias(query, selection, name))),
    });
    if (clause !== "") this.options.lock();
    return clause;
  }

  #rangesSql(ranges: readonly KeyRange[], keys: readonly OrderBy[]): Sql {
    const { paging } = this.dialect;
    return rangesSql(
      ranges,
      keys,
      (key) => this.#columnSql(key),
      (value, key) => paging.value(value, key.outputTypeOrNull),
    );
  }

  #keySql(key: Expression): Sql {
    return this.dialect.paging.selected(this.#columnSql(key), key.outputTypeOrNull);
  }

  #columnSql(expression: Expression): Sql {
    try {
      return expression.sqlAsPart(this);
    } catch (error) {
      // Django selects 0 for what can have no rows and says nothing of its empty value.
      if (error instanceof EmptyResult) return raw("0");
      throw error;
    }
  }

  #from(builder: ReturnType<Session["builder"]>, query: Query): Sql["params"] {
    const params: Sql["params"][number][] = [];
    for (const [alias, table] of query.tables) {
      if ((query.counts.get(alias) ?? 0) <= 0) continue;
      const name = tableSource(this, table.table);
      if (table.type === null) {
        builder.from(name, alias);
        continue;
      }
      const pieces = table.step.pairs.map(
        ({ left, right }) =>
          sql`${this.quote(table.parent)}.${this.quote(left.column)} = ${this.quote(alias)}.${this.quote(right.column)}`,
      );
      if (table.step.generic) pieces.push(query.genericRestriction(table.step.generic, table.parent, alias).sql(this));
      const condition = conditionSql(table.condition, this);
      if (condition) pieces.push(sql`(${condition})`);
      const on = joined(pieces, " AND ");
      params.push(...on.params);
      if (table.type === "LEFT") builder.leftJoin(name, alias, on.text);
      else builder.innerJoin(name, alias, on.text);
    }
    for (const table of query.extraTables) if (!query.tables.has(table)) builder.addFrom(table, table);
    return params;
  }

  #groupBy(
    query: Query,
    columns: readonly SelectedColumn[],
    order: readonly OrderBy[],
    having: WhereNode | null,
  ): Sql[] {
    if (query.groupBy === null) return [];
    const expressions: Expression[] = [];
    if (query.groupBy !== true) {
      for (const expression of query.groupBy)
        expressions.push(...(expression instanceof Reference ? [this.#selectedOr(expression, columns)] : [expression]));
    }
    for (const column of columns) expressions.push(...column.expression.groupBy());
    for (const entry of order) if (!(entry.inner instanceof Reference)) expressions.push(...entry.groupBy());
    if (having) expressions.push(...having.groupBy());
    const pieces: Sql[] = [];
    const seen = new Set<string>();
    for (const expression of expressions) {
      const alias =
        expression instanceof Reference
          ? null
          : columns.find(
              (column) => column.expression.identity === expression.identity && column.expression instanceof Subselect,
            )?.alias;
      const piece = alias ? raw(this.quote(alias)) : this.#columnSql(expression);
      const key = `${piece.text}\0${piece.params.join("\0")}`;
      if (seen.has(key)) continue;
      seen.add(key);
      pieces.push(piece);
    }
    return pieces;
  }

  #selectedOr(reference: Reference, columns: readonly SelectedColumn[]): Expression {
    return columns.some((column) => column.alias === reference.name) ? reference : reference.source;
  }

  /** DISTINCT with an order by something not selected needs it selected too. */
  #extraSelect(columns: readonly SelectedColumn[], order: readonly OrderBy[]): SelectedColumn[] {
    const extra: SelectedColumn[] = [];
    for (const entry of order) {
      if (entry.inner instanceof Reference) continue;
      if (columns.some((column) => column.expression.identity === entry.inner.identity)) continue;
      extra.push({ expression: entry.inner, alias: `__orderbycol${extra.length + 2}` });
    }
    return extra;
  }
}

/** A table as FROM names it: quoted by TypeORM, or as a subquery where its name has a dot, which TypeORM would split at. */
export function tableSource(compiler: Pick<Compiler, "quote">, table: string): string {
  return table.includes(".") || table.startsWith("(") ? `(SELECT * FROM ${compiler.quote(table)})` : table;
}

/** The alias of the table that `select_for_update(of=…)` names: `self`, or a relation that `select_related()` follows. */
function lockedAlias(query: Query, { columns, related }: Selection, name: string): string {
  if (name === "self") return query.initialAlias();
  const pathOf = (at: number | null): string => {
    const own = at === null ? undefined : related[at];
    if (!own) return "";
    const before = pathOf(own.owner);
    return before === "" ? own.relation.name : `${before}__${own.relation.name}`;
  };
  const found = related.find((_selection, i) => pathOf(i) === name);
  const column = found && columns[found.places[0] ?? -1]?.expression;
  if (column instanceof Column) return column.alias;
  const choices = ["self", ...related.map((_selection, i) => pathOf(i))].join(", ");
  throw fail(
    FieldError,
    `Invalid field name(s) given in select_for_update(of=(...)): ${name}. Only relational fields followed in the query are allowed. Choices are: ${choices}.`,
  );
}

function conditionSql(node: WhereNode | null, compiler: Compiler): Sql | null {
  if (!node || node.isEmpty) return null;
  try {
    return node.sql(compiler);
  } catch (error) {
    if (error instanceof FullResult) return null;
    throw error;
  }
}

/**
 * The places of the selected columns that tell the rows of a distinct or grouped query apart, to be ordered by. What is
 * aggregated follows from them, and may be of a type that has no order.
 */
function settlingPlaces(query: Query, columns: readonly SelectedColumn[]): readonly string[] {
  const isDistinct = query.distinct && query.distinctFields.length === 0;
  if (!query.isSettled || !(isDistinct || query.groupBy !== null)) return [];
  const told = columns.flatMap(({ expression }) => {
    const isTold = isDistinct || !expression.containsAggregate;
    return expression instanceof ColumnTuple ? expression.columns.map(() => isTold) : [isTold];
  });
  return told.flatMap((isTold, i) => (isTold ? [String(i + 1)] : []));
}
