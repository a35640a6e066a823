import type { Json } from "../protocol/json";
import { PyDict, PySet, PyTuple } from "../python/collections";
import { PyDate, PyDateTime, PyTime, PyTimedelta } from "../python/datetime";
import { PyDecimal } from "../python/decimal";
import { typeNameOf } from "../python/equality";
import { PyException, PyExceptionClass } from "../python/exceptions";
import { PyClass } from "../python/functions";
import { unmixed } from "../python/modules/enum";
import { PyObject, PyType, type Value } from "../python/objects";
import { PyUuid } from "../python/uuid";
import type { Orm } from "./context";
import { ModelInstance } from "./instance";
import { Manager } from "./manager";
import { ModelClass } from "./modelClass";
import { QuerySet } from "./queryset";

/** A value in the normal form of the runner's JSON (see `test/django/README.md`, "Values"). */
export async function normal(given: Value, orm: Orm): Promise<Json> {
  const value = unmixed(given);
  if (value === null || typeof value === "boolean" || typeof value === "string" || typeof value === "bigint")
    return value;
  if (typeof value === "number")
    return Number.isFinite(value) ? value : Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value instanceof Uint8Array)
    return `hex:${[...value].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  if (Array.isArray(value)) return normalList(value, orm);
  if (value instanceof ModelInstance) return normalInstance(value, orm);
  if (value instanceof QuerySet) return normalList(await value.rows(), orm);
  if (value instanceof PyTuple) {
    if (!value.names) return normalList(value.items, orm);
    const entries = await Promise.all(
      value.names.map(async (name, i): Promise<[string, Json]> => [name, await normal(value.items[i] ?? null, orm)]),
    );
    return Object.fromEntries(entries);
  }
  if (value instanceof PyDict) {
    const entries: [string, Json][] = [];
    for (const [key, item] of value.entries())
      entries.push([String(await orm.interpreter.str(key)), await normal(item, orm)]);
    return Object.fromEntries(entries);
  }
  if (value instanceof PySet) {
    const items = await normalList(value.values(), orm);
    return [...items].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0));
  }
  if (value instanceof PyDecimal) return value.toFixed();
  if (value instanceof PyDate || value instanceof PyDateTime || value instanceof PyTime) return value.isoformat();
  if (value instanceof PyTimedelta) return value.isoString();
  if (value instanceof PyUuid) return value.toString();
  if (value instanceof Manager) return { manager: value.className, model: value.model.label };
  if (
    value instanceof ModelClass ||
    value instanceof PyClass ||
    value instanceof PyExceptionClass ||
    value instanceof PyType
  )
    return { class: value.name };
  if (value instanceof PyObject && value.iterate) return normalList(await orm.interpreter.list(value), orm);
  return {
    object: value instanceof PyException ? value.exceptionClass.name : value.typeName,
    str: await orm.interpreter.str(value),
  };
}

async function normalList(values: readonly Value[], orm: Orm): Promise<Json[]> {
  const out: Json[] = [];
  for (const value of values) out.push(await normal(value, orm));
  return out;
}

function sortKey(value: Json): string {
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}

async function normalInstance(instance: ModelInstance, orm: Orm): Promise<Json> {
  const fields: Record<string, Json> = {};
  const deferred: string[] = [];
  for (const [i, field] of instance.model.fields.entries()) {
    const value = instance.values[i];
    if (value === undefined) deferred.push(field.attname);
    else fields[field.attname] = await normal(value, orm);
  }
  const annotations: Record<string, Json> = {};
  for (const [name, value] of instance.extra) if (!name.startsWith("_")) annotations[name] = await normal(value, orm);
  return {
    model: instance.model.label,
    pk: await normal(instance.pk, orm),
    fields,
    ...(deferred.length > 0 && { deferred }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}

/** The kind of a value, as results name it. */
export function kindOf(value: Value): string {
  if (value === null) return "none";
  if (!(value instanceof PyObject)) return typeNameOf(value);
  if (value instanceof QuerySet) {
    return {
      model: "queryset",
      values: "values",
      list: "values_list",
      flat: "values_list_flat",
      named: "values_list_named",
      dates: "values_list_flat",
    }[value.shape];
  }
  const kinds: readonly (readonly [unknown, string])[] = [
    [ModelInstance, "instance"],
    [Manager, "manager"],
    [PyDecimal, "decimal"],
    [PyDateTime, "datetime"],
    [PyDate, "date"],
    [PyTime, "time"],
    [PyTimedelta, "duration"],
    [PyUuid, "uuid"],
    [PyTuple, "tuple"],
    [PyDict, "dict"],
    [PySet, "set"],
    [ModelClass, "class"],
    [PyClass, "class"],
    [PyType, "class"],
    [PyExceptionClass, "class"],
  ];
  for (const [type, kind] of kinds) if (value instanceof (type as new () => object)) return kind;
  return "object";
}
