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
      if (known === undefined || known.includes(name)) return [];
      const meant = closest(name, known);
      return [misspelt(nameSpan, "unknown-attribute", "error", messages.noAttribute(className(type), name), meant)];
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

/** Everything that can follow, where it is known for sure: a class of the workspace's own may have more than we read. */
function namesBehind(type: Extract<Type, { kind: "manager" | "queryset" }>): string[] | undefined {
  const plain =
    type.info === undefined ||
    type.info.className === "Manager" ||
    // All functions of the class are read; what it inherits from other packages is not.
    (type.info.methods.length > 0 && /^Manager$|FromPost/.test(type.info.className));
  if (!plain && type.info?.methods.some(({ name }) => name.startsWith("__getattr"))) return undefined;
  const methods = [...apiMethodsOf(type), ...ownMethodsOf(type)].map(({ name }) => name);
  const asynchronous = methods.map((name) => `a${name}`);
  const known = [...methods, ...asynchronous, ...attributes];
  return plain ? known : undefined;
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
