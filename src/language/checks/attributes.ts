import { closest } from "../../python/suggest";
import type { Attribute } from "../../python/tree";
import { infer } from "../infer";
import { apiMethodsOf, ownMethodsOf } from "../members";
import type { Place } from "../place";
import { describe, type Type } from "../types";
import { type Problem, warning } from "./problem";

/** What querysets have besides their methods. */
const attributes = [
  "query",
  "db",
  "ordered",
  "model",
  "auto_created",
  "creation_counter",
  "name",
  "get_queryset",
  "target_field_name",
  "through",
];

/** A name behind a dot that cannot be there: a misspelt model before `.objects`, a misspelt method behind a queryset. */
export function unknownAttribute({ value, name, nameSpan }: Attribute, place: Place): Problem[] {
  if (name === "" || name.startsWith("_")) return [];
  const type = infer(value, place.names, place.graph);
  if (type.kind === "unknown") {
    if (value.type !== "Name" || name !== "objects" || place.names.has(value.id)) return [];
    const models = place.graph.models.map((model) => model.name);
    return [warning(value, "unknown-model", `There is no model named '${value.id}'.`, closest(value.id, models))];
  }
  const known = namesBehind(type);
  if (known === undefined || known.includes(name)) return [];
  return [warning(nameSpan, "unknown-attribute", `${describe(type)} has no '${name}'.`, closest(name, known))];
}

/** Everything that can follow, where it is known for sure: a class of the workspace's own may have more than we read. */
function namesBehind(type: Type): string[] | undefined {
  if (type.kind !== "manager" && type.kind !== "queryset") return undefined;
  const plain = type.info === undefined || type.info.className === "Manager";
  if (!plain) return undefined;
  const methods = [...apiMethodsOf(type), ...ownMethodsOf(type)].map(({ name }) => name);
  const asynchronous = methods.map((name) => `a${name}`);
  return [...methods, ...asynchronous, ...attributes];
}
