import { messages } from "../models/vocabulary/messages";
import { raise } from "../python/exceptions";
import { builtin } from "../python/makeBuiltin";
import type { Value } from "../python/objects";
import type { Orm } from "./context";
import { Q } from "./expressions/q";
import type { Field } from "./fields";
import { plainText } from "./fieldTypes";
import { ModelInstance } from "./instance";
import { type NamedField, ReverseRelation } from "./meta";
import { Prefetch } from "./prefetchRequest";

/** Reads the related rows of many instances at once and gives each its own, as `prefetch_related()` does. */
export async function prefetchRelated(
  orm: Orm,
  instances: readonly ModelInstance[],
  wanted: readonly (string | Prefetch)[],
): Promise<void> {
  const done = new Set<string>();
  for (const entry of wanted) {
    const path = typeof entry === "string" ? entry : entry.path;
    const names = path.split("__");
    let level: readonly ModelInstance[] = instances;
    for (const [i, name] of names.entries()) {
      if (level.length === 0) break;
      const isLast = i === names.length - 1;
      const own = isLast && typeof entry !== "string" ? entry : null;
      const key = names.slice(0, i + 1).join("__");
      level = done.has(key) && !own?.toAttribute ? collected(level, name) : await one(orm, level, name, own, path);
      done.add(key);
    }
  }
}

/** `prefetch_related_objects(instances, *lookups)`. */
export function prefetchFunction(orm: Orm): Value {
  return builtin(
    "prefetch_related_objects",
    ["model_instances", "*related_lookups"],
    async ({ named, args }, runtime) => {
      const instances = await runtime.list(named.model_instances ?? []);
      const wanted = args.map((arg) => (arg instanceof Prefetch ? arg : plainText(arg)));
      await prefetchRelated(
        orm,
        instances.filter((each) => each instanceof ModelInstance),
        wanted,
      );
      return null;
    },
  );
}

function collected(level: readonly ModelInstance[], name: string): ModelInstance[] {
  return level.flatMap((instance) => {
    const found = instance.related.get(name);
    if (found instanceof ModelInstance) return [found];
    return Array.isArray(found) ? (found as ModelInstance[]) : [];
  });
}

async function one(
  orm: Orm,
  level: readonly ModelInstance[],
  name: string,
  prefetch: Prefetch | null,
  path: string,
): Promise<ModelInstance[]> {
  const model = (level[0] as ModelInstance).model;
  const relation = model.relations.find((candidate) => candidate.accessor === name) ?? model.find(name);
  if (!relation) {
    throw raise("AttributeError", messages.noPrefetch(name, model.name, path));
  }
  if (!(relation instanceof ReverseRelation) && !relation.info.relation) {
    throw raise("ValueError", messages.noPrefetchHere(path));
  }
  if (!(relation instanceof ReverseRelation) && relation.isForeignKey) return forward(orm, level, relation, prefetch);
  return backward(orm, level, relation, name, prefetch);
}

async function forward(
  orm: Orm,
  level: readonly ModelInstance[],
  field: Field,
  prefetch: Prefetch | null,
): Promise<ModelInstance[]> {
  const { remote, targetField } = field;
  if (!remote || !targetField) return [];
  const keys = level.map((instance) => instance.fieldValue(field)).filter((key) => key !== null && key !== undefined);
  const base = prefetch?.queryset ?? (await orm.baseQuerySet(remote));
  const rows = (await base
    .where(new Q([{ key: `${targetField.name}__in`, value: keys as Value[] }]))
    .rows()) as ModelInstance[];
  const byKey = new Map(rows.map((row) => [plainText(row.fieldValue(targetField) ?? null), row]));
  for (const instance of level) {
    const key = instance.fieldValue(field);
    const found = key === null || key === undefined ? null : (byKey.get(plainText(key)) ?? null);
    if (prefetch?.toAttribute) instance.extra.set(prefetch.toAttribute, found);
    else instance.related.set(field.name, found);
  }
  return rows;
}

async function backward(
  orm: Orm,
  level: readonly ModelInstance[],
  relation: NamedField,
  name: string,
  prefetch: Prefetch | null,
): Promise<ModelInstance[]> {
  const all: ModelInstance[] = [];
  const target = relation instanceof ReverseRelation ? relation.relatedModel : relation.remote;
  if (!target) return [];
  for (const group of await orm.relatedRows(level, relation, prefetch?.queryset ?? null)) {
    all.push(...group.rows);
    const { instance, rows } = group;
    if (relation instanceof ReverseRelation && !relation.multiple) {
      instance.related.set(name, rows[0] ?? null);
      continue;
    }
    if (prefetch?.toAttribute) instance.extra.set(prefetch.toAttribute, [...rows]);
    else instance.related.set(name, [...rows]);
  }
  return all;
}
