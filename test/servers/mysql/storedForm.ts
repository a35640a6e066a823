import type { Registry } from "../../../src/orm/registry";
import type { Json } from "../../../src/protocol/json";

/** How a stored value of a column compares with another database's. */
export type StoredForm = (table: string, column: string, value: Json) => Json;

/** Brings stored values of any database into one form, by the type of their field: the answers are in SQLite's. */
export function storedForm(registry: Registry): StoredForm {
  const families = new Map<string, string>();
  for (const model of registry.models)
    for (const field of model.localFields)
      families.set(`${model.table}.${field.column}`.toLowerCase(), field.valueType.family);
  return (table, column, value) => {
    if (value === null) return null;
    switch (families.get(`${table}.${column}`.toLowerCase())) {
      case "decimal":
      case "float":
        return Number(value);
      case "bool":
        return Number(value);
      case "datetime":
      case "time":
        return String(value)
          .replace("T", " ")
          .replace(/(\.\d*?)0*(?=$|[+-])/, "$1")
          .replace(/\.(?=$|[+-])/, "")
          .replace(/\+00(:?00)?$/, "");
      case "uuid":
        return String(value).replaceAll("-", "");
      case "json":
        return typeof value === "string" ? parsed(value) : value;
      case "binary":
        return String(value);
      default:
        return value;
    }
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
