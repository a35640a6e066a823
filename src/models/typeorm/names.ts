import { isKeyword, unusedName } from "../database/names";

/**
 * The field's name for a property: the property itself, parts of embedded objects joined by `_`. What cannot stand in
 * a lookup is changed as inspectdb does: Python's keywords get `_field`, doubled and trailing underscores go.
 */
export function fieldNameOf(path: readonly string[], used: ReadonlySet<string>): string {
  let name = path
    .join("_")
    .replace(/[^\p{L}\p{N}_]/gu, "_")
    .replace(/__+/g, "_");
  if (name.endsWith("_")) name = `${name}field`;
  if (isKeyword(name) || name === "pk") name = `${name}_field`;
  if (/^\p{N}/u.test(name)) name = `number_${name}`;
  return unusedName(name, used);
}
