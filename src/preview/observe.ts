import { Column } from "../orm/expressions/columns";
import { ModelInstance } from "../orm/instance";
import { Manager } from "../orm/manager";
import { kindOf, normal } from "../orm/normal";
import type { DjangoOrm } from "../orm/orm";
import { prefetchRelated } from "../orm/prefetch";
import { EmptyResult } from "../orm/query/results";
import { QuerySet } from "../orm/queryset";
import { readable } from "../orm/sql";
import type { Json } from "../protocol/json";
import type { Refinement } from "../protocol/refine";
import type { ColumnInfo } from "../protocol/results";
import { PyDict, PyTuple } from "../python/collections";
import type { Value } from "../python/objects";
import { blocksOf, columnOf } from "./columns";
import { isRandom } from "./pages/access";
import { PagedRows } from "./pages/pagedRows";

/** Rows that are read before anything is shown. */
export const FIRST_ROWS = 200;
/** Rows that are held where they cannot be read again: of a write's rehearsal, and in an order of chance. */
const HELD_ROWS = 10_000;

/** A value as rows and columns, for a grid. */
export interface TableValue {
  readonly columns: readonly ColumnInfo[];
  /** The first rows, or all there are of it. */
  readonly rows: readonly (readonly Value[])[];
  /** Label of the rows' model. */
  readonly model: string | null;
  /** Why the rows cannot be sorted or filtered further, as far as that is not seen in the statement's text. */
  readonly blocks: Pick<Refinement, "noOrder" | "noFilter">;
  /** All rows there are, which may be more than were read; null until they are counted. */
  readonly total: number | null;
  /** Reads on where `rows` end; null where they are all that can be had. */
  readonly more: { readonly rows: PagedRows; readonly cells: (rows: readonly Value[]) => readonly Value[][] } | null;
}

/** What is kept of a statement's value when its session is gone. */
export interface Observed {
  readonly json: Json | undefined;
  readonly kind: string | undefined;
  readonly table: TableValue | null;
}

export const NOTHING: Observed = { json: undefined, kind: undefined, table: null };

/** The whole value in its normal form: for the headless runner. */
export async function observeJson(value: Value | undefined, orm: DjangoOrm): Promise<Observed> {
  if (value === undefined) return NOTHING;
  return { json: await normal(value, orm), kind: kindOf(value), table: null };
}

/** The first rows for a grid, and the way to the others; values that are no rows in their normal form. */
export async function observeTable(value: Value | undefined, orm: DjangoOrm): Promise<Observed> {
  if (value === undefined) return NOTHING;
  const kind = kindOf(value);
  const given = value instanceof Manager ? await value.queryset(orm.interpreter) : value;
  if (given instanceof QuerySet) return { json: undefined, kind: kindOf(given), table: await queryTable(given, orm) };
  if (given instanceof ModelInstance)
    return { json: undefined, kind, table: held([given], instanceTable(given), 1, blocksOf(given)) };
  if (
    Array.isArray(given) &&
    given.every(
      (item): item is ModelInstance =>
        item instanceof ModelInstance && item.model === (given[0] as ModelInstance).model,
    )
  ) {
    const [first] = given;
    if (first)
      return { json: undefined, kind, table: held(given, instanceTable(first), given.length, blocksOf(undefined)) };
  }
  return { json: await normal(given, orm), kind, table: null };
}

/** How a queryset's rows become a grid's: its columns, and each row's values in them. */
interface Layout {
  readonly columns: readonly ColumnInfo[];
  readonly model: string | null;
  readonly cells: (rows: readonly Value[]) => readonly Value[][];
}

async function queryTable(queryset: QuerySet, orm: DjangoOrm): Promise<TableValue> {
  const blocks = blocksOf(queryset);
  if (queryset.cached)
    return held(queryset.cached, layoutOf(queryset, queryset.cached), queryset.cached.length, blocks);
  if (orm.connection.canWrite || isShuffled(queryset)) return heldTable(queryset);
  const { session } = orm.connection;
  const trace = orm.connection.trace;
  try {
    const plan = queryset.plan();
    const pages = await PagedRows.over(queryset, orm, FIRST_ROWS);
    const started = performance.now();
    const rows = await pages.page(session, 0, FIRST_ROWS);
    // The statement as it was written stands for the pages that are read of it.
    trace.sql.push({ sql: readable(plan.sql), milliseconds: performance.now() - started });
    orm.connection.trace = trace;
    if (queryset.prefetches.length > 0) await prefetchRelated(orm, rows as ModelInstance[], queryset.prefetches);
    const layout = layoutOf(queryset, rows);
    const { columns, model, cells } = layout;
    return { columns, model, blocks, rows: cells(rows), total: pages.total, more: { rows: pages, cells } };
  } catch (error) {
    if (error instanceof EmptyResult) return held([], layoutOf(queryset, []), 0, blocks);
    throw error;
  } finally {
    orm.connection.trace = trace;
  }
}

/** Rows that only this session can read, up to a limit, and their number. */
async function heldTable(queryset: QuerySet): Promise<TableValue> {
  const blocks = blocksOf(queryset);
  const rows = await queryset.limited(0, HELD_ROWS).rows();
  const total = rows.length < HELD_ROWS ? rows.length : Number(await queryset.chain().count());
  return held(rows, layoutOf(queryset, rows), total, blocks);
}

function held(
  rows: readonly Value[],
  { columns, model, cells }: Layout,
  total: number,
  blocks: TableValue["blocks"],
): TableValue {
  return { columns, model, blocks, rows: cells(rows), total, more: null };
}

function isShuffled(queryset: QuerySet): boolean {
  try {
    return isRandom(queryset, queryset.plan());
  } catch (error) {
    if (error instanceof EmptyResult) return false;
    throw error;
  }
}

function layoutOf(queryset: QuerySet, rows: readonly Value[]): Layout {
  const [first] = rows;
  if (queryset.shape === "model") return first instanceof ModelInstance ? instanceTable(first) : emptyTable(queryset);
  const names = columnNames(queryset, rows);
  return {
    columns: names.map((name) => typed(queryset, name)),
    model: null,
    cells: (all) =>
      all.map((row) =>
        row instanceof PyDict
          ? names.map((name) => row.get(name) ?? null)
          : row instanceof PyTuple
            ? [...row.items]
            : [row],
      ),
  };
}

/** The names of a `values()` row's columns: those that were chosen, and annotations that came after them. */
function columnNames({ fields, query, shape }: QuerySet, rows: readonly Value[]): readonly string[] {
  if (shape === "dates") return ["date"];
  const later = [...query.selectedAnnotations.keys()].filter((name) => !fields.includes(name));
  if (fields.length > 0) return shape === "flat" ? fields : [...fields, ...later];
  const first = rows[0];
  if (first instanceof PyDict) return first.keys().map(String);
  const names = [...query.selectNames, ...later];
  return names.length > 0 ? names : ["value"];
}

/** Families of field types whose values are numbers. */
const numeric: ReadonlySet<string> = new Set(["integer", "float", "decimal"]);

function typed(queryset: QuerySet, name: string): ColumnInfo {
  const at = queryset.query.selectNames.indexOf(name);
  const expression = at >= 0 ? queryset.query.select[at] : queryset.query.annotations.get(name);
  if (expression instanceof Column) return columnOf(expression.field, name);
  if (queryset.query.groupBy === null || expression?.containsAggregate !== true) return { name };
  return { name, aggregate: numeric.has(expression.outputTypeOrNull?.family ?? "") ? "number" : "other" };
}

function emptyTable(queryset: QuerySet): Layout {
  return {
    columns: queryset.model.fields.map((field) => columnOf(field)),
    model: queryset.model.label,
    cells: () => [],
  };
}

function instanceTable(first: ModelInstance): Layout {
  // What was not loaded is no NULL: it has no column.
  const fields = first.model.fields.filter((field) => !first.isDeferred(field));
  const places = fields.map((field) => first.model.fields.indexOf(field));
  const extras = [...first.extra.keys()].filter((name) => !name.startsWith("_"));
  return {
    columns: [...fields.map((field) => columnOf(field)), ...extras.map((name) => ({ name }))],
    cells: (rows) =>
      (rows as readonly ModelInstance[]).map((row) => [
        ...places.map((place) => row.values[place] ?? null),
        ...extras.map((name) => row.extra.get(name) ?? null),
      ]),
    model: first.model.label,
  };
}
