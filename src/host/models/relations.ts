import type { FieldInfo, ModelInfo } from "../../protocol/models";

/** A relation at its target: the attribute Django gives it there, and the field it comes from. */
export interface ReverseEnd {
  readonly accessor: string;
  readonly from: ModelInfo;
  readonly field: FieldInfo;
}

/** The relations that lead to each model, by the label of the model, in one pass over all fields. */
export function reverseEnds(models: readonly ModelInfo[]): ReadonlyMap<string, readonly ReverseEnd[]> {
  const ends = new Map<string, ReverseEnd[]>();
  const labels = new Set(models.map(({ label }) => label));
  for (const from of models) {
    // A proxy has its model's fields: the relation is that model's.
    if (from.proxy) continue;
    for (const field of from.fields) {
      const target = field.relation?.kind === "genericRelation" ? undefined : field.relation?.model;
      // What a child inherits from another model is that one's relation; abstract bases leave theirs to each child.
      if (target === undefined || (field.inheritedFrom !== undefined && labels.has(field.inheritedFrom))) continue;
      const accessor = accessorOf(from, field);
      if (accessor === undefined) continue;
      const known = ends.get(target);
      if (known === undefined) ends.set(target, [{ accessor, from, field }]);
      else known.push({ accessor, from, field });
    }
  }
  return ends;
}

/** The attribute Django gives the target, or undefined where the relation has none there. */
export function accessorOf(from: ModelInfo, { relation }: FieldInfo): string | undefined {
  if (relation === undefined || relation.kind === "generic") return undefined;
  if (relation.relatedName !== undefined) return relation.relatedName.endsWith("+") ? undefined : relation.relatedName;
  if (relation.kind === "m2m" && relation.symmetrical === true) return undefined;
  const name = from.name.toLowerCase();
  return relation.kind === "o2o" ? name : `${name}_set`;
}
