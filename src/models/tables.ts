import type { FieldInfo, ModelInfo } from "../protocol/models";
import { fieldClass } from "./vocabulary/fields";

/** Column types of keys that point at a field whose own column is of another type. */
const REFERRING: Readonly<Record<string, string>> = {
  BigAutoField: "bigint",
  SmallAutoField: "smallint",
  PositiveIntegerField: "integer",
  PositiveBigIntegerField: "bigint",
  PositiveSmallIntegerField: "smallint",
};

/** The column type Django gives a field on SQLite; a key's is its target's. */
export function columnTypeOf(field: FieldInfo, models: readonly ModelInfo[], depth = 0): string {
  const { relation } = field;
  if (relation !== undefined && depth < 10) {
    const target = models.find((model) => model.label === relation.model);
    const key = target?.fields.find((other) => other.name === (relation.toField ?? target.primaryKey));
    return key === undefined ? "integer" : (REFERRING[key.type] ?? columnTypeOf(key, models, depth + 1));
  }
  const facts = fieldClass(field.generated?.outputType ?? field.type);
  const type = facts.sqlite ?? "text";
  const length = field.maxLength ?? facts.maxLength;
  return type.includes("%") ? (length === undefined ? "varchar" : type.replace("%", String(length))) : type;
}
