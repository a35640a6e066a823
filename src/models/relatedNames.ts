import type { ModelInfo } from "../protocol/models";
import { unusedName } from "./database/names";

/**
 * Gives a relation a `related_name` where the name Django derives would clash on the target: with another relation of the
 * same model, or with one of the target's own fields. Names that are given stay.
 */
export function withRelatedNames(models: readonly ModelInfo[]): ModelInfo[] {
  const byLabel = new Map(models.map((model) => [model.label, model]));
  return models.map((model) => {
    const seen = new Set<string>();
    const lower = model.name.toLowerCase();
    const fields = model.fields.map((field) => {
      const { relation } = field;
      if (relation === undefined || relation.relatedName !== undefined) return field;
      const taken = new Set(byLabel.get(relation.model)?.fields.flatMap((other) => [other.name, other.attname]));
      const accessor = relation.kind === "o2o" ? lower : `${lower}_set`;
      const clashes = seen.has(relation.model) || taken.has(lower) || taken.has(accessor);
      seen.add(relation.model);
      if (!clashes) return field;
      const relatedName = unusedName(`${lower}_${field.name}_set`, taken);
      return { ...field, relation: { ...relation, relatedName } };
    });
    return { ...model, fields };
  });
}
