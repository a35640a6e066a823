import { PyTuple } from "../../python/collections";
import type { Value } from "../../python/objects";
import type { Orm } from "../context";
import { Column } from "../expressions/columns";
import type { Field } from "../fields";
import type { ModelInstance } from "../instance";
import type { Model } from "../meta";
import { EmptyResult } from "../query/results";
import type { QuerySet } from "../queryset";

/** A row that a delete reaches: an instance, or only the values by which it and what hangs on it are found. */
export interface CollectedRow {
  readonly model: Model;
  readonly pk: Value;
  fieldValue(field: Field): Value | undefined;
}

/** The keys of a row that nobody needs the rest of. */
class KeyRow implements CollectedRow {
  readonly pk: Value;

  constructor(
    readonly model: Model,
    readonly places: ReadonlyMap<string, number>,
    readonly values: readonly Value[],
  ) {
    const { pk } = model;
    this.pk = pk.isComposite
      ? new PyTuple(pk.parts.map((part) => this.fieldValue(part) ?? null))
      : (this.fieldValue(pk) ?? null);
  }

  fieldValue(field: Field): Value | undefined {
    const at = this.places.get(field.attname);
    return at === undefined ? undefined : this.values[at];
  }
}

/** Whether a delete must load a model's rows: receivers are handed them. */
export function hasDeleteReceivers(orm: Orm, model: Model): boolean {
  const { signals } = orm;
  return !model.info.autoCreated && ["pre_delete", "post_delete"].some((signal) => signals.hasReceivers(signal, model));
}

/** A queryset's rows for a Collector, whole or by their keys alone. */
export async function collectedRows(rows: QuerySet, whole: boolean): Promise<readonly CollectedRow[]> {
  if (whole) return (await rows.rows()) as ModelInstance[];
  const { model, orm } = rows;
  const keys = rows.chain();
  keys.query.selectRelated = false;
  keys.query.deferred = { names: new Set([...keyFields(model)].map((field) => field.attname)), defer: false };
  try {
    const plan = keys.plan();
    const annotations = new Set(plan.annotations.values());
    const places = new Map<string, number>();
    const columns = plan.columns.filter(({ expression }, at) => expression instanceof Column && !annotations.has(at));
    for (const [i, { expression }] of columns.entries())
      if (expression instanceof Column) places.set(expression.field.attname, i);
    const read = columns.map(({ expression, alias }) => ({ type: expression.outputType, alias }));
    return (await orm.connection.read(plan.sql)).map(
      (row) =>
        new KeyRow(
          model,
          places,
          read.map(({ type, alias }) => type.fromDb(row[alias] ?? null, orm.conversion, true)),
        ),
    );
  } catch (error) {
    if (error instanceof EmptyResult) return [];
    throw error;
  }
}

/** The fields that name a row, lead to its parents, or are what others point at. */
function keyFields(model: Model): ReadonlySet<Field> {
  const fields = new Set(model.pk.isComposite ? model.pk.parts : [model.pk]);
  for (const link of model.concrete.parents.values()) if (link) fields.add(link);
  for (const { field } of model.relations) if (field.isForeignKey && field.targetField) fields.add(field.targetField);
  return new Set([...fields].filter((field) => model.fields.some((own) => own.attname === field.attname)));
}
