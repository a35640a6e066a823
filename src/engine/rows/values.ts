import type { SqlValue } from "../../database/backend";
import type { Field } from "../../orm/fields";
import { type Conversion, plainRepr, plainText } from "../../orm/fieldTypes";
import { ModelInstance } from "../../orm/instance";
import { PyDict, PyTuple } from "../../python/collections";
import { dumpJson } from "../../python/jsonModule";
import type { Value } from "../../python/objects";
import { reprBytes } from "../../python/text";
import { jsonValue } from "../scratch/copy";

/** A value as JSON text, as Django's own encoder writes it; numbers keep every digit. */
export function jsonText(value: Value): string {
  try {
    return dumpJson(plain(value), { ensureAscii: false });
  } catch {
    return JSON.stringify(plainText(value));
  }
}

function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof PyTuple) return value.items.map(plain);
  if (value instanceof PyDict) return new PyDict(value.entries().map(([key, item]) => [key, plain(item)] as const));
  if (value instanceof ModelInstance) return plain(value.pk);
  // JSON has neither; text is what other programs can read.
  if (typeof value === "number" && !Number.isFinite(value)) return plainText(value);
  return jsonValue(value);
}

/** A value as Python writes it, in names that our statements know. */
export function pythonText(value: Value): string {
  if (value instanceof Uint8Array) return reprBytes(value);
  if (typeof value === "number" && !Number.isFinite(value)) return `float('${plainText(value)}')`;
  if (Array.isArray(value)) return `[${value.map(pythonText).join(", ")}]`;
  if (value instanceof PyDict)
    return `{${value
      .entries()
      .map(([key, item]) => `${pythonText(key)}: ${pythonText(item)}`)
      .join(", ")}}`;
  if (value instanceof ModelInstance) return pythonText(value.pk);
  return plainRepr(value);
}

/** A value as the database's own SQL writes it; a field's values are what is stored for them. */
export function sqlText(value: Value, field: Field | null, conversion: Conversion, dialect: string): string {
  if (typeof value === "boolean" && isPostgres(dialect)) return value ? "TRUE" : "FALSE";
  return literal(stored(value, field, conversion), dialect);
}

function stored(value: Value, field: Field | null, conversion: Conversion): SqlValue {
  if (field !== null) return field.valueType.toDb(value, conversion);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || typeof value === "bigint" || typeof value === "number") return value;
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  return Array.isArray(value) || value instanceof PyDict ? jsonText(value) : plainText(value);
}

function literal(value: SqlValue, dialect: string): string {
  if (value === null) return "NULL";
  if (typeof value === "string") {
    // A backslash means itself everywhere but in MySQL.
    const text = dialect === "mysql" || dialect === "mariadb" ? value.replaceAll("\\", "\\\\") : value;
    return `'${text.replaceAll("'", "''")}'`;
  }
  if (value instanceof Uint8Array) {
    const hex = Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return isPostgres(dialect) ? `'\\x${hex}'` : `X'${hex}'`;
  }
  return String(value);
}

const isPostgres = (dialect: string): boolean => dialect === "postgres" || dialect === "cockroachdb";
