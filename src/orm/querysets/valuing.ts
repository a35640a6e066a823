import { messages } from "../../models/vocabulary/messages";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { FieldError, fail } from "../errors";
import { Aggregate } from "../expressions/aggregates";
import { Expression } from "../expressions/base";
import { F } from "../expressions/names";
import { plainText } from "../fieldTypes";
import type { QuerySet } from "../queryset";
import { annotated } from "./annotating";

/** Arguments that must be field names. */
export function strings(values: readonly Value[]): string[] {
  return values.map((value) => {
    if (typeof value !== "string") throw raise("TypeError", `expected a field name, got ${plainText(value)}`);
    return value;
  });
}

/** `values()` and `values_list()`: names, and expressions as annotations of their own. */
export function valuesOf(
  self: QuerySet,
  fields: readonly Value[],
  expressions: ReadonlyMap<string, Value>,
  shape: QuerySet["shape"],
): QuerySet {
  const names: string[] = [];
  const extra = new Map<string, Expression>();
  const known = new Set([...fields.filter((field) => typeof field === "string"), ...expressions.keys()]);
  let counter = 1;
  for (const field of fields) {
    if (field instanceof Expression) {
      const base =
        field instanceof Aggregate && field.inner instanceof F ? field.defaultAlias : field.typeName.toLowerCase();
      let alias = base;
      while (known.has(alias) || !(field instanceof Aggregate)) {
        alias = `${base}${counter++}`;
        if (!known.has(alias)) break;
      }
      known.add(alias);
      extra.set(alias, field);
      names.push(alias);
    } else names.push(...strings([field]));
  }
  for (const [name, value] of expressions) {
    if (!(value instanceof Expression)) throw raise("TypeError", "QuerySet.values() received non-expression(s)");
    extra.set(name, value);
    names.push(name);
  }
  const copy = annotated(self, extra, true);
  setValues(copy, names);
  copy.shape = shape;
  copy.fields = names;
  return copy;
}

/** Makes a query select just these names; none for every field of the model. */
export function setValues(self: QuerySet, names: readonly string[]): void {
  const { query } = self;
  query.selectRelated = false;
  query.deferred = { names: new Set(), defer: true };
  query.select = [];
  query.selectNames = [];
  let fields: string[];
  if (names.length > 0) {
    const annotations = names.filter((name) => query.annotations.has(name));
    const hidden = annotations.find((name) => !query.selectedAnnotations.has(name));
    if (hidden) throw fail(FieldError, messages.aliasSelected(hidden));
    query.annotationMask = new Set(annotations);
    fields = names.filter((name) => !query.annotations.has(name));
    query.defaultColumns = false;
  } else {
    fields = self.model.fields.map((field) => field.attname);
    query.defaultColumns = false;
  }
  if (query.groupBy === true) {
    query.addFields(self.model.fields.map((field) => field.attname));
    query.groupBy = [...query.select];
    query.select = [];
  }
  query.valuesSelect = fields;
  query.addFields(fields);
  query.selectNames = fields.map((name) => (name === "pk" ? "pk" : name));
}
