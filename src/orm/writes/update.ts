import { messages } from "../../models/vocabulary/messages";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { FieldError, fail, NotSupportedError } from "../errors";
import { Q } from "../expressions/q";
import type { Field } from "../fields";
import { type Model, ReverseRelation } from "../meta";
import type { QuerySet } from "../queryset";
import { updateRows } from "./statements";

interface Assignment {
  readonly field: Field;
  readonly value: Value;
}

/** `queryset.update(…)`: the count of rows matched. A parent's columns are updated in the parent's table. */
export async function updateQuerySet(self: QuerySet, values: ReadonlyMap<string, Value>): Promise<Value> {
  const { query, model, orm } = self;
  if (query.combinator) throw fail(NotSupportedError, messages.afterCombining("update", query.combinator));
  if (query.isSliced) throw raise("TypeError", messages.updateSliced);
  if (query.distinctFields.length > 0) throw raise("TypeError", messages.updateDistinctFields);
  const own: Assignment[] = [];
  const above = new Map<Model, Assignment[]>();
  for (const [name, value] of values) {
    const field = assignable(model, name);
    if (field.isGenerated) continue;
    if (field.model === model.concrete) own.push({ field, value });
    else above.set(field.model, [...(above.get(field.model) ?? []), { field, value }]);
  }
  return BigInt(await orm.connection.atomic(() => run(self, own, above)));
}

function assignable(model: Model, name: string): Field {
  const found = model.find(name);
  if (!found) return model.field(name);
  if (found instanceof ReverseRelation) {
    const kind = found.field.isManyToMany ? "ManyToManyRel" : found.multiple ? "ManyToOneRel" : "OneToOneRel";
    throw fail(
      FieldError,
      messages.notUpdatable(`<${kind}: ${found.relatedModel.app}.${found.relatedModel.modelName}>`),
    );
  }
  if (found.info.column === null && !found.isComposite) {
    throw fail(FieldError, messages.notUpdatable(`<django.db.models.fields.related.ManyToManyField: ${found.name}>`));
  }
  if (found.isComposite) throw fail(FieldError, "Composite primary key fields must be updated individually.");
  return found;
}

async function run(
  self: QuerySet,
  own: readonly Assignment[],
  above: ReadonlyMap<Model, readonly Assignment[]>,
): Promise<number> {
  const { orm, model } = self;
  const rows = self.chain();
  rows.query.selectRelated = false;
  rows.query.clearOrdering(true);
  rows.query.initialAlias();
  const joined =
    [...rows.query.tables.values()].filter((table) => (rows.query.counts.get(table.alias) ?? 0) > 0).length > 1;
  if (above.size === 0 && !joined) {
    if (own.length === 0) return 0;
    return updateRows(orm, rows.query, own);
  }
  // The keys first: the rows may stop matching midway, and a parent outside the key chain has keys of its own.
  const links = new Map<Model, Field>();
  for (const parent of above.keys()) {
    const link = model.linkTo(parent);
    if (link) links.set(parent, link);
  }
  let count = 0;
  let counted = false;
  const target = orm.allRows(model);
  if (above.size > 0 || !orm.compiler.dialect.updatesFromItself) {
    const fields = [model.pk, ...links.values()];
    const keys = rows.chain();
    keys.shape = "list";
    keys.query.clearSelect();
    keys.query.selectNames = fields.map((field) => field.attname);
    keys.query.addFields(fields.map((field) => field.attname));
    const found = await keys.rows();
    const idsOf = (i: number): Value[] =>
      found.map((row) => (row as unknown as { items: readonly Value[] }).items[i] as Value);
    const ids = idsOf(0);
    if (own.length > 0) {
      count = await updateByKeys(self, model, ids, own);
      counted = count > 0;
    }
    let place = 1;
    for (const [parent, assignments] of above) {
      const parentIds = links.has(parent) ? idsOf(place++) : ids;
      const touched = await updateByKeys(self, parent, parentIds, assignments);
      if (!counted && touched > 0) {
        count = touched;
        counted = true;
      }
    }
    return count;
  }
  const inner = rows.query.clone();
  inner.clearSelect();
  inner.addFields(["pk"]);
  const narrowed = target.chain();
  narrowed.query.annotations = new Map();
  narrowed.query.addQ(new Q([{ key: "pk__in", value: rowsAsSubquery(rows, inner) }]));
  return updateRows(orm, narrowed.query, own);
}

function rowsAsSubquery(rows: QuerySet, inner: QuerySet["query"]): Value {
  return rows.copyOver(inner);
}

async function updateByKeys(
  self: QuerySet,
  model: Model,
  ids: readonly Value[],
  assignments: readonly Assignment[],
): Promise<number> {
  let count = 0;
  // Without a row the values are still looked at: what they name may not be there.
  for (let at = 0; at === 0 || at < ids.length; at += 5000) {
    const rows = self.orm.allRows(model);
    rows.query.addQ(new Q([{ key: "pk__in", value: ids.slice(at, at + 5000) }]));
    rows.query.clearOrdering(true);
    count += await updateRows(self.orm, rows.query, assignments);
  }
  return count;
}
