import { PyDict } from "../../python/collections";
import { typeNameOf } from "../../python/equality";
import { raise } from "../../python/exceptions";
import type { Runtime, Value } from "../../python/objects";
import type { Bound } from "../../python/signature";
import type { Expression } from "../expressions/base";
import { OrderBy } from "../expressions/ordering";
import { WrittenSql } from "../expressions/written";
import type { OrderingEntry } from "../query/query";
import type { QuerySet } from "../queryset";

/** `extra(select, where, params, tables, order_by, select_params)`: SQL that the script wrote, in a query that only reads. */
export async function extra(self: QuerySet, given: Bound, runtime: Runtime): Promise<QuerySet> {
  if (self.query.isSliced) throw raise("TypeError", "Cannot change a query once a slice has been taken.");
  const copy = self.chain();
  const { query } = copy;
  const list = async (value: Value | undefined): Promise<readonly Value[]> =>
    value === undefined || value === null ? [] : runtime.list(value);
  const selectParams = [...(await list(given.select_params))];
  for (const [name, text] of given.select instanceof PyDict ? given.select.entries() : [])
    query.addAnnotation(String(name), written(text, selectParams));
  const params = [...(await list(given.params))];
  for (const text of await list(given.where)) query.addCondition(written(text, params));
  for (const table of await list(given.tables)) query.extraTables = [...query.extraTables, String(table)];
  const order = (await list(given.order_by)).map((entry) => orderEntry(copy, entry));
  if (order.length > 0) query.ordering = order;
  return copy;
}

/** SQL with as many of the parameters as it has places for; they are taken off the list. */
function written(value: Value, params: Value[]): WrittenSql {
  const text = sqlText(value);
  const places = text.replaceAll("%%", "").split("%s").length - 1;
  return new WrittenSql(text, params.splice(0, places));
}

function sqlText(value: Value): string {
  if (typeof value !== "string") throw raise("TypeError", `extra() needs SQL text, not ${typeNameOf(value)}`);
  return value;
}

/** A name of the query's, or a column as SQL names it (`app_table.column`). */
function orderEntry(self: QuerySet, entry: Value): OrderingEntry {
  const text = sqlText(entry);
  const name = text.replace(/^[-+]/, "");
  if (self.query.annotations.has(name) || self.model.find(name) || name === "pk" || name === "?") return text;
  const column: Expression = new WrittenSql(
    name
      .split(".")
      .map((part) => self.orm.compiler.quote(part))
      .join("."),
    [],
  );
  return new OrderBy(column, text.startsWith("-"));
}
