import type { TypeCastField, TypeCastNext } from "mysql2";
import type { SqlValue } from "../backend";

type Cast = (field: TypeCastField, next: TypeCastNext) => SqlValue;

/** Every value as the server wrote it: integers `bigint`, decimals, dates and JSON as text, bytes as they are. */
export const exact: Cast = (field, next) => readValue(field, next, true);

/** The same with integers up to 2^53 as `number`. */
export const narrow: Cast = (field, next) => readValue(field, next, false);

function readValue(field: TypeCastField, next: TypeCastNext, isExact: boolean): SqlValue {
  switch (field.type) {
    case "TINY":
    case "SHORT":
    case "LONG":
    case "INT24":
    case "YEAR": {
      const value = next() as number | null;
      return isExact && value !== null ? BigInt(value) : value;
    }
    case "LONGLONG": {
      const text = field.string();
      if (text === null) return null;
      if (!isExact) {
        const value = Number(text);
        if (Number.isSafeInteger(value)) return value;
      }
      return BigInt(text);
    }
    case "BIT": {
      const bytes = field.buffer();
      if (bytes === null) return null;
      const value = BigInt(`0x${bytes.toString("hex") || "0"}`);
      return isExact || value > BigInt(Number.MAX_SAFE_INTEGER) ? value : Number(value);
    }
    case "FLOAT":
    case "DOUBLE": {
      // The driver's own reading can be off in the last digit.
      const text = field.string();
      return text === null ? null : Number(text);
    }
    case "JSON":
      return field.string("utf8");
    case "GEOMETRY":
    case "VECTOR":
      return field.buffer();
    default: {
      // MariaDB's JSON is a text that only says so.
      const value: unknown = field.extendedFormat === "json" ? field.string("utf8") : next();
      return value as SqlValue;
    }
  }
}
