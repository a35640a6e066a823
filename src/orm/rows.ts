import type { SqlList } from "../database/backend";
import type { Value } from "../python/objects";
import { Column } from "./expressions/columns";
import type { Field } from "./fields";
import { ModelInstance } from "./instance";
import { ReverseRelation } from "./meta";
import type { SelectPlan } from "./query/plan";
import type { QuerySet } from "./queryset";
import { type ColumnReader, readersOf, valueIn } from "./reading";

/** Result rows as model instances: own columns, annotations, and what `select_related` brought along. */
export async function buildInstances(
  queryset: QuerySet,
  plan: SelectPlan,
  rows: readonly SqlList[],
): Promise<ModelInstance[]> {
  const { model, orm } = queryset;
  const scriptClass = await orm.scriptClassOf(model);
  const readers = readersOf(plan, orm.conversion).map(([first]) => first);
  const relatedColumns = new Set(plan.related.flatMap((selection) => selection.places));
  const annotations = [...plan.annotations];
  const annotationPlaces = new Set(annotations.map(([, at]) => at));
  // Where each column's value goes, found once for all rows.
  const own: { readonly place: number; readonly reader: ColumnReader }[] = [];
  for (const [at, { expression }] of plan.columns.entries()) {
    const reader = readers[at];
    if (!reader || annotationPlaces.has(at) || relatedColumns.has(at) || !(expression instanceof Column)) continue;
    const place = model.places.get(expression.field.attname);
    if (place !== undefined) own.push({ place, reader });
  }
  const relatedClasses = await Promise.all(plan.related.map((selection) => orm.scriptClassOf(selection.model)));
  const isPlain = plan.related.length === 0 && !queryset.known;
  return rows.map((row) => {
    const read = (at: number): Value => {
      const reader = readers[at];
      return reader ? valueIn(row, reader) : null;
    };
    const instance = new ModelInstance(model, orm);
    instance.scriptClass = scriptClass;
    instance.state.adding = false;
    instance.state.database = instance.orm.databases.alias;
    const { values } = instance;
    for (const { place, reader } of own) values[place] = valueIn(row, reader);
    for (const [name, at] of annotations) instance.extra.set(name, read(at));
    if (isPlain) return instance;
    const made: (ModelInstance | null)[] = [];
    plan.related.forEach((selection, i) => {
      const owner = selection.owner === null ? instance : (made[selection.owner] ?? null);
      const pkAt = selection.fields.indexOf(selection.model.pk);
      const keyPlace = selection.places[pkAt < 0 ? 0 : pkAt];
      const isMissing = keyPlace === undefined || read(keyPlace) === null;
      const related =
        isMissing || !owner
          ? null
          : relatedInstance(selection.fields, selection.places, read, new ModelInstance(selection.model, orm));
      if (related) related.scriptClass = relatedClasses[i] ?? null;
      made.push(related);
      if (owner && selection.attribute !== undefined) {
        // Django sets nothing where there is no row.
        if (related) owner.extra.set(selection.attribute, related);
      } else if (owner) link(owner, selection.relation, related);
    });
    const { known } = queryset;
    if (known) {
      if (known.relation instanceof ReverseRelation) instance.related.set(known.relation.field.name, known.instance);
      else instance.related.set(known.relation.name, known.instance);
    }
    return instance;
  });
}

function relatedInstance(
  fields: readonly Field[],
  places: readonly number[],
  read: (at: number) => Value,
  instance: ModelInstance,
): ModelInstance {
  instance.state.adding = false;
  instance.state.database = instance.orm.databases.alias;
  for (const [i, field] of fields.entries()) instance.setValue(field, read(places[i] as number));
  return instance;
}

function link(owner: ModelInstance, relation: Field | ReverseRelation, related: ModelInstance | null): void {
  if (relation instanceof ReverseRelation) {
    if (relation.accessor !== null) owner.related.set(relation.accessor, related);
    related?.related.set(relation.field.name, owner);
    return;
  }
  owner.related.set(relation.name, related);
  if (relation.kind === "o2o" && relation.reverse?.accessor) related?.related.set(relation.reverse.accessor, owner);
}
