import type { Json } from "../protocol/json";
import { PyDict } from "../python/collections";
import type { Value } from "../python/objects";

/** A JSON value as Python reads it: whole numbers are integers. */
export function fromJson(value: Json): Value {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => fromJson(item));
  return new PyDict(Object.entries(value).map(([key, item]) => [key, fromJson(item as Json)] as const));
}
