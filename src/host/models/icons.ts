import type { FieldInfo, ModelInfo } from "../../protocol/models";

/** Kinds of fields by the end of their class's name; the first that fits counts. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/BooleanField$/, "symbol-boolean"],
  [/(Integer|AutoField|Float|Decimal)/, "symbol-number"],
  [/^(Date|Time|DateTime)Field$/, "calendar"],
  [/^DurationField$/, "watch"],
  [/^(JSON|HStore)Field$/, "json"],
  [/^ArrayField$/, "symbol-array"],
  [/^(File|Image|FilePath)Field$/, "file-media"],
  [/^BinaryField$/, "file-binary"],
  [/^UUIDField$/, "symbol-numeric"],
  [/(Char|Text|Slug|Email|URL|Address)Field$/, "symbol-string"],
];

/** The icon that tells a field's kind at a glance: its part in the model before its type. */
export function fieldIcon(field: FieldInfo): string {
  if (field.primaryKey) return "key";
  if (field.relation !== undefined) return field.relation.kind === "m2m" ? "arrow-swap" : "arrow-right";
  if (field.choices !== undefined && field.choices.length > 0) return "symbol-enum";
  return kinds.find(([type]) => type.test(field.type))?.[1] ?? "symbol-field";
}

/** The icon of a model that has no problem. */
export function modelIcon(model: ModelInfo): string {
  if (model.isView === true) return "preview";
  if (model.proxy) return "references";
  if (model.swapped !== undefined) return "circle-slash";
  return model.readOnly === undefined ? "table" : "lock";
}
