import type { SqlValue } from "../../../database/backend";
import type { FieldFamily } from "../../../models/vocabulary/fields";
import { param, raw, type Sql } from "../../sql";

/**
 * A decimal is written as a number: as text it would make a float of what it is compared or computed with. A time has its
 * microseconds, as Django writes it: MySQL compares `TIME(…)` with it letter by letter.
 */
export function operand(value: SqlValue, family: FieldFamily | null): Sql {
  if (typeof value !== "string") return param(value);
  if (family === "decimal" && /^-?\d+(?:\.\d+)?$/.test(value)) return raw(value);
  return param(family === "time" && /^\d\d:\d\d:\d\d$/.test(value) ? `${value}.000000` : value);
}
