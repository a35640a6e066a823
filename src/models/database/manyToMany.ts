import type { FieldInfo, ModelInfo } from "../../protocol/models";
import type { TableSchema } from "../schema";
import { isJoinTable } from "./labels";

/**
 * Gives models the many-to-many fields that Django's own join tables stand for: `library_book_subjects` with `id`,
 * `book_id` and `subject_id` is `Book.subjects`. Other join tables stay models of their own only.
 */
export function manyToManyFields(models: readonly ModelInfo[], tables: readonly TableSchema[]): ModelInfo[] {
  const joins = new Set(tables.filter(isJoinTable).map((table) => table.name));
  const added = new Map<string, FieldInfo[]>();
  const through = new Set<string>();
  for (const model of models) {
    if (!joins.has(model.table)) continue;
    const found = fieldFor(model, models);
    if (found === null) continue;
    through.add(model.label);
    added.set(found.owner, [...(added.get(found.owner) ?? []), found.field]);
  }
  return models.map((model) => {
    const fields = added.get(model.label) ?? [];
    const more = fields.length === 0 ? model : { ...model, fields: [...model.fields, ...fields] };
    return through.has(model.label) ? { ...more, autoCreated: true } : more;
  });
}

function fieldFor(join: ModelInfo, models: readonly ModelInfo[]): { owner: string; field: FieldInfo } | null {
  const underscore = join.name.indexOf("_");
  const keys = join.fields.filter((field) => field.relation !== undefined);
  const owner = models.find((model) => model.app === join.app && model.name === join.name.slice(0, underscore));
  const source = keys.find((field) => field.relation?.model === owner?.label);
  const target = keys.find((field) => field !== source);
  if (underscore < 0 || owner === undefined || source === undefined || target?.relation === undefined) return null;
  const name = join.name.slice(underscore + 1);
  const model = target.relation.model;
  // A relation to itself may be symmetrical or not, which only the code knows.
  if (model === owner.label || owner.fields.some((field) => field.name === name)) return null;
  const clash = models
    .find((other) => other.label === model)
    ?.fields.some((field) => field.name === owner.name.toLowerCase());
  const field: FieldInfo = {
    name,
    attname: name,
    column: null,
    type: "ManyToManyField",
    null: false,
    blank: true,
    primaryKey: false,
    relation: {
      kind: "m2m",
      model,
      through: join.label,
      throughFields: [source.name, target.name],
      throughAutoCreated: true,
      ...(clash === true ? { relatedName: "+" } : {}),
    },
  };
  return { owner: owner.label, field };
}
