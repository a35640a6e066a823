import { messages } from "../../models/vocabulary/messages";
import { closest } from "../../python/suggest";
import type { Attribute } from "../../python/tree";
import type { Around } from "../callee";
import { managersOf } from "../infer/managers";
import { apiMethodsOf, ownMethodsOf } from "../infer/members";
import { namesOfModule } from "../infer/modules";
import { infer } from "../infer/scope";
import type { Type } from "../types";
import { misspelt, type Problem } from "./problem";

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
  "complex_filter",
  "as_manager",
  "from_queryset",
  "resolve_expression",
  "instance",
];

/** A name behind a dot that cannot be there: a misspelt model before `.objects`, a misspelt method behind a queryset. */
export function unknownAttribute({ value, name, nameSpan }: Attribute, { scope }: Around): Problem[] {
  if (name === "" || name.startsWith("_")) return [];
  const type = infer(value, scope);
  switch (type.kind) {
    case "unknown": {
      if (value.type !== "Name" || name !== "objects" || scope.names.has(value.id)) return [];
      const models = scope.graph.models.map((model) => model.name);
      const message = `There is no model named '${value.id}'.`;
      return [misspelt(value, "unknown-model", "error", message, closest(value.id, models))];
    }
    case "manager":
    case "queryset": {
      const known = namesBehind(type);
      if (known.includes(name)) return [];
      const meant = closest(name, known);
      // A class of the workspace's own may have more than could be read.
      const sure = isWholly(type);
      if (!sure && meant === null) return [];
      const message = messages.noAttribute(className(type), name);
      return [misspelt(nameSpan, "unknown-attribute", sure ? "error" : "warning", message, meant)];
    }
    case "model":
    case "instance":
      return misspeltMember(type, name, nameSpan, scope.graph);
    case "module":
      return misspeltName(type.name, name, nameSpan);
    default:
      return [];
  }
}

function className(type: Extract<Type, { kind: "manager" | "queryset" }>): string {
  if (type.kind === "queryset") return "QuerySet";
  return type.related ? "RelatedManager" : (type.info?.className ?? "Manager");
}

/** Whether all that the class has is known. */
function isWholly({ info }: Extract<Type, { kind: "manager" | "queryset" }>): boolean {
  return info === undefined || info.className === "Manager";
}

/** Everything that can follow, as far as it was read. */
function namesBehind(type: Extract<Type, { kind: "manager" | "queryset" }>): string[] {
  const methods = [...apiMethodsOf(type), ...ownMethodsOf(type)].map(({ name }) => name);
  return [...methods, ...methods.map((name) => `a${name}`), ...attributes];
}

/**
 * Classes have constants and more that the models do not tell, so that only a name that resembles a known one is
 * taken for a mistake.
 */
function misspeltMember(
  type: Extract<Type, { kind: "model" | "instance" }>,
  name: string,
  span: Attribute["nameSpan"],
  graph: Around["scope"]["graph"],
): Problem[] {
  if (!/^[a-z]/.test(name)) return [];
  const { model } = type;
  const own = [...apiMethodsOf(type), ...ownMethodsOf(type), ...model.methods].map((method) => method.name);
  const fields = model.fields.flatMap((field) => [field.name, field.attname, `get_${field.name}_display`]);
  const back = graph.reverse(model).flatMap(({ accessor }) => (accessor === null ? [] : [accessor]));
  const managers = managersOf(model).map((manager) => manager.name);
  const added = type.kind === "instance" ? [...(type.attributes?.keys() ?? [])] : [];
  const known = [...own, ...fields, ...back, ...managers, ...added, "pk", "objects"];
  const asynchronous = name.startsWith("a") && known.includes(name.slice(1));
  if (known.includes(name) || asynchronous) return [];
  const dated = /^get_(next|previous)_by_/.test(name);
  const meant = dated ? null : closest(name, known);
  if (meant === null) return [];
  const message = type.kind === "model" ? messages.noClassAttribute : messages.noAttribute;
  return [misspelt(span, "unknown-attribute", "warning", message(model.name, name), meant)];
}

function misspeltName(module: string, name: string, span: Attribute["nameSpan"]): Problem[] {
  const known = namesOfModule(module);
  if (known === undefined || known.includes(name)) return [];
  const meant = closest(name, known);
  if (meant === null) return [];
  return [misspelt(span, "unknown-attribute", "warning", `module '${module}' has no attribute '${name}'`, meant)];
}
