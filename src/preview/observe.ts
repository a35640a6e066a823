import { Column } from "../orm/expressions/columns";
import { ModelInstance } from "../orm/instance";
import { Manager } from "../orm/manager";
import { kindOf, normal } from "../orm/normal";
import type { DjangoOrm } from "../orm/orm";
import { QuerySet } from "../orm/queryset";
import type { Json } from "../protocol/json";
import type { ColumnInfo } from "../protocol/results";
import { PyDict, PyTuple } from "../python/collections";
import type { Value } from "../python/objects";

/** A value as rows and columns, for a grid. */
export interface TableValue {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly Value[])[];
  /** Label of the rows' model. */
  readonly model: string | null;
  /** All rows there are, which may be more than were read. */
  readonly total: number;
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

/** Rows for a grid, up to a limit; other values in their normal form. */
export function observeTable(limit: number): (value: Value | undefined, orm: DjangoOrm) => Promise<Observed> {
  return async (value, orm) => {
    if (value === undefined) return NOTHING;
    const kind = kindOf(value);
    const given = value instanceof Manager ? await value.queryset(orm.interpreter) : value;
    if (given instanceof QuerySet)
      return { json: undefined, kind: kindOf(given), table: await queryTable(given, limit) };
    if (given instanceof ModelInstance) return { json: undefined, kind, table: instanceTable([given], 1) };
    if (
      Array.isArray(given) &&
      given.length > 0 &&
      given.every(
        (item): item is ModelInstance =>
          item instanceof ModelInstance && item.model === (given[0] as ModelInstance).model,
      )
    ) {
      return { json: undefined, kind, table: instanceTable(given, given.length) };
    }
    return { json: await normal(given, orm), kind, table: null };
  };
}

async function queryTable(queryset: QuerySet, limit: number): Promise<TableValue> {
  const bounded = queryset.cached || queryset.query.isSliced ? queryset : queryset.limited(0, limit);
  const rows = await bounded.rows();
  const total = rows.length < limit ? rows.length : Number(await queryset.count());
  if (queryset.shape === "model")
    return { ...instanceTable(rows as ModelInstance[], total), ...(rows.length === 0 && emptyTable(queryset)) };
  const names = columnNames(queryset, rows);
  return {
    columns: names.map((name) => typed(queryset, name)),
    model: null,
    total,
    rows: rows.map((row) =>
      row instanceof PyDict ? names.map((name) => row.get(name) ?? null) : row instanceof PyTuple ? row.items : [row],
    ),
  };
}

function columnNames(queryset: QuerySet, rows: readonly Value[]): readonly string[] {
  if (queryset.fields.length > 0) return queryset.shape === "dates" ? ["date"] : queryset.fields;
  const first = rows[0];
  if (first instanceof PyDict) return first.keys().map(String);
  const names = [...queryset.query.selectNames, ...queryset.query.selectedAnnotations.keys()];
  return names.length > 0 ? names : ["value"];
}

function typed(queryset: QuerySet, name: string): ColumnInfo {
  const at = queryset.query.selectNames.indexOf(name);
  const expression = at >= 0 ? queryset.query.select[at] : queryset.query.annotations.get(name);
  const type = expression instanceof Column ? expression.field.info.type : undefined;
  return { name, ...(type !== undefined && { type }) };
}

function emptyTable(queryset: QuerySet): Pick<TableValue, "columns" | "model"> {
  return {
    columns: queryset.model.fields.map((field) => ({ name: field.attname, type: field.info.type })),
    model: queryset.model.label,
  };
}

function instanceTable(rows: readonly ModelInstance[], total: number): TableValue {
  const first = rows[0];
  if (!first) return { columns: [], rows: [], model: null, total };
  const { fields } = first.model;
  const extras = [...first.extra.keys()].filter((name) => !name.startsWith("_"));
  return {
    columns: [
      ...fields.map((field) => ({ name: field.attname, type: field.info.type })),
      ...extras.map((name) => ({ name })),
    ],
    rows: rows.map((row) => [
      ...fields.map((_field, i) => row.values[i] ?? null),
      ...extras.map((name) => row.extra.get(name) ?? null),
    ]),
    model: first.model.label,
    total,
  };
}
