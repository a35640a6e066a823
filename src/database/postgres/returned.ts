import { QuerysetError } from "../../protocol/errors";
import type { ChangedRows, PlacedSql, SqlList, SqlRow, SqlValue, WriteKind, WriteResult } from "../backend";
import { wholeNumbers } from "../changes/wholeNumbers";
import { quoteName } from "../quote";
import { columnList } from "./actions";
import type { Answer } from "./connection";
import type { RowShape } from "./images";
import { among, shifted } from "./text";

/** A write as it is sent so that its changes come back with it, and how they are read from the answer. */
export interface Returned extends PlacedSql {
  read(answer: Answer): WriteResult;
}

/** An INSERT without a conflict clause, or a DELETE, with the rows that it makes or takes away. */
export function returnedRows({ sql, parameters }: PlacedSql, kind: WriteKind, shape: RowShape): Returned {
  const { table, columns, key } = shape;
  // The text ends in a RETURNING of its own where one was asked for; what it gives is not asked for twice.
  const asked = kind.returning ?? [];
  const own = asked.map(({ column }) => column);
  const wanted = [...key, ...columns.filter((column) => !key.includes(column))];
  const more = wanted.filter((column) => !own.includes(column));
  const named = kind.action === "insert" ? table.name : (kind.alias ?? table.name);
  const list = columnList(more, named);
  const all = [...own, ...more];
  const places = wanted.map((column) => all.indexOf(column));
  const isInOrder = all.length === wanted.length && places.every((place, i) => place === i);
  return {
    sql: asked.length === 0 ? `${sql} RETURNING ${list}` : list === "" ? sql : `${sql}, ${list}`,
    parameters,
    read: ({ rows, affected }) => ({
      affected,
      rows: asked.length === 0 ? [] : rows.map((row) => objectOf(asked, row)),
      changes: [],
      many: [
        {
          action: kind.action,
          table: table.name,
          key,
          columns: wanted.slice(key.length),
          rows: isInOrder ? rows : rows.map((row) => places.map((place) => row[place] ?? null)),
        },
      ],
    }),
  };
}

function objectOf(asked: NonNullable<WriteKind["returning"]>, row: SqlList): SqlRow {
  const object: Record<string, SqlValue> = {};
  for (let i = 0; i < asked.length; i++) object[asked[i]?.as ?? ""] = row[i] ?? null;
  return object;
}

/** Conditions that name other rows each time they are asked: then all rows are looked at. */
const CHANCE = /random|clock_timestamp|timeofday|nextval/i;
/** Keys that share a text of the server's. */
const KEYS_IN_TEXT = 50_000;

/**
 * An UPDATE that leaves the rows' keys alone, with each row's key and the set columns before and after. All parts of one
 * statement see the same moment, so that the rows as they were are read by it as well, each under its key. `set` are the
 * columns that can change: triggers, rules and foreign keys' actions must have no part in it.
 */
export function returnedUpdate(
  { sql, parameters }: PlacedSql,
  kind: WriteKind,
  shape: RowShape,
  set: readonly string[],
): Returned {
  const { table, key } = shape;
  const named = kind.alias ?? table.name;
  const as = (columns: readonly string[], of: string, prefix: string): string =>
    columns.map((name, i) => `${quoteName(of)}.${quoteName(name)} AS ${prefix}${i}`).join(", ");
  const from = named === table.name ? quoteName(named) : `${quoteName(table.name)} AS ${quoteName(named)}`;
  const condition = shifted(conditionOf(kind, named), parameters.length);
  const before = `SELECT ${as([...key, ...set], named, "v")} FROM ${from}${condition.sql === "" ? "" : ` WHERE ${condition.sql}`}`;
  const after = `${sql} RETURNING ${as([...key, ...set], named, "v")}, true AS is_there`;
  // A full join is never done row by row, whatever the server's statistics say.
  const joined = `queryset_after AS a FULL JOIN queryset_before AS b ON ${key.map((_, i) => `a.v${i} = b.v${i}`).join(" AND ")} WHERE coalesce(a.is_there, false)`;
  const values = [
    ...key.map((_, i) => `a.v${i}`),
    ...set.map((_, i) => `b.v${key.length + i}`),
    ...set.map((_, i) => `a.v${key.length + i}`),
  ];
  const isWhole = [...key, ...set].every((name) =>
    /^(?:smallint|integer|bigint)$/.test(table.columns.find((column) => column.name === name)?.type ?? ""),
  );
  const selected = isWhole
    ? `string_agg(concat('[', ${values.join(", ',', ")}, ']'), ','), count(*), count(b.v0) FROM ${joined} GROUP BY a.v0 / ${KEYS_IN_TEXT}`
    : `${values.join(", ")}, b.v0 IS NULL FROM ${joined}`;
  const shapeOf = { action: "update", table: table.name, key, columns: set } as const;
  return {
    sql: `WITH queryset_before AS (${before}), queryset_after AS (${after}) SELECT ${selected}`,
    parameters: [...parameters, ...condition.parameters],
    read: ({ rows }) => {
      const parts = isWhole
        ? rows.map((row) => wholeRows(row, values.length, table.name))
        : [plainRows(rows, table.name)];
      const affected = isWhole ? rows.reduce((sum, row) => sum + Number(row[1]), 0) : rows.length;
      return { affected, rows: [], changes: [], many: parts.map((part): ChangedRows => ({ ...shapeOf, rows: part })) };
    },
  };
}

function conditionOf(kind: WriteKind, named: string): PlacedSql {
  if (kind.keys)
    return among(
      [`${quoteName(named)}.${quoteName(kind.keys.column)}`],
      kind.keys.values.map((value) => [value]),
    );
  const { condition } = kind;
  return condition === undefined || CHANCE.test(condition.sql) ? { sql: "", parameters: [] } : condition;
}

/** Rows that the server joined into one text: numbers, and nothing where there is NULL. */
function wholeRows([text, count, found]: SqlList, width: number, table: string): ChangedRows["rows"] {
  if (count !== found) throw unread(table);
  const joined = String(text ?? "");
  const numbers = wholeNumbers(joined, width, Number(count));
  if (numbers !== null) return numbers;
  const rows = joined.slice(1, -1).split("],[");
  return rows.map((row) => row.split(",").map((value) => (value === "" ? null : BigInt(value))));
}

/** Rows that say at their end whether they were not found before. */
function plainRows(rows: readonly SqlList[], table: string): readonly SqlList[] {
  return rows.map((row) => {
    if (row.at(-1) !== "false") throw unread(table);
    return row.slice(0, -1);
  });
}

function unread(table: string): QuerysetError {
  return new QuerysetError(
    "Unsupported",
    `The rows that this statement updates in ${table} cannot be told: its condition names others each time.`,
    {
      hint: "Read the rows first, and update them by their keys.",
    },
  );
}
