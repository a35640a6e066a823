import { PyDict } from "../../python/collections";
import { typeNameOf } from "../../python/equality";
import { raise } from "../../python/exceptions";
import type { Runtime, Value } from "../../python/objects";
import { FieldDoesNotExist, fail } from "../errors";
import { withMarks, withNamedMarks } from "../expressions/written";
import type { ModelInstance } from "../instance";
import type { QuerySet } from "../queryset";

/**
 * `raw(sql, params)`: rows of a SELECT as instances, columns that are no fields as annotations. Reading only: the
 * session takes nothing else.
 */
export async function rawRows(self: QuerySet, query: Value, params: Value, runtime: Runtime): Promise<Value> {
  if (typeof query !== "string") throw raise("TypeError", `raw() needs SQL text, not ${typeNameOf(query)}`);
  const { orm, model } = self;
  const rows = await orm.connection.read(
    params instanceof PyDict
      ? withNamedMarks(query, params, orm.conversion)
      : withMarks(query, params === null ? [] : await runtime.list(params), orm.conversion),
  );
  const scriptClass = await orm.scriptClassOf(model);
  const instances = rows.map((row): ModelInstance => {
    const instance = orm.newInstance(model);
    instance.scriptClass = scriptClass;
    instance.state.adding = false;
    instance.state.database = orm.databases.alias;
    for (const [name, stored] of Object.entries(row)) {
      const field = model.fields.find((candidate) => candidate.column === name);
      if (field) instance.setValue(field, field.valueType.fromDb(stored, orm.conversion));
      else instance.extra.set(name, typeof stored === "number" && Number.isInteger(stored) ? BigInt(stored) : stored);
    }
    if (instance.isDeferred(model.pk)) throw fail(FieldDoesNotExist, "Raw query must include the primary key");
    return instance;
  });
  const result = self.chain();
  result.fill(instances);
  return result;
}
