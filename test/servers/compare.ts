import type { Json } from "../../src/protocol/json";
import type { RowEffect, StatementResult } from "../../src/protocol/results";
import type { Expectation } from "../django/case";
import { faultsOf } from "../django/compare";
import { comparable } from "./postgres/stored";
import type { ServerTables } from "./postgres/tables";

/** What is wrong with an answer of a server's, where Django's was given on SQLite: rows and numbers are compared by what they mean. */
export function serverFaults(
  want: Expectation,
  got: StatementResult,
  tables: ServerTables,
  zone: string | null,
): string[] {
  const row = (table: string, image: RowEffect["before"]): RowEffect["before"] => {
    const columns = new Map(tables.columns.get(table)?.map((column) => [column.name, column]));
    return (
      image &&
      Object.fromEntries(
        Object.entries(image).map(([name, value]) => [name, comparable(value, columns.get(name), zone)]),
      )
    );
  };
  const changes =
    want.changes &&
    Object.fromEntries(
      Object.entries(want.changes).map(([table, change]) => [
        table,
        {
          ...(change.inserted && { inserted: change.inserted.map((image) => row(table, image) ?? {}) }),
          ...(change.deleted && { deleted: change.deleted.map((image) => row(table, image) ?? {}) }),
          ...(change.updated && {
            updated: change.updated.map(({ from, to }) => ({ from: row(table, from) ?? {}, to: row(table, to) ?? {} })),
          }),
        },
      ]),
    );
  const effects = got.effects.map((effect) => ({
    ...effect,
    rows: effect.rows.map((each) => ({
      ...each,
      before: row(effect.table, each.before),
      after: row(effect.table, each.after),
    })),
  }));
  return faultsOf(
    { ...want, ...(want.value !== undefined && { value: rounded(want.value) }), ...(changes && { changes }) },
    {
      ...got,
      ...(got.value !== undefined && { value: rounded(got.value) }),
      // The server's detail stands behind the first line, in words that hold its own numbers.
      ...(got.error && { error: { ...got.error, message: got.error.message.split("\n")[0] ?? "" } }),
      effects,
    },
  );
}

/** Decimals of as many digits as SQLite computes with, so that only what it rounds away is passed over. */
function rounded(value: Json): Json {
  if (typeof value === "string" && /^-?\d+\.\d{6,}$/.test(value)) return String(Number(Number(value).toPrecision(12)));
  if (typeof value === "string" && /^-?\d+\.\d+$/.test(value)) return String(Number(value));
  if (Array.isArray(value)) return value.map((item: Json) => rounded(item));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item as Json)]));
  return value;
}
