import { messages } from "../../models/vocabulary/messages";
import type { FieldInfo, ModelInfo } from "../../protocol/models";
import { closest } from "../../python/suggest";
import type { Span } from "../../python/tree";
import type { Accepted, Around } from "../callee";
import { follow } from "../paths";
import { misspelt, type Problem, problem } from "./problem";

interface NamedField {
  readonly model: ModelInfo;
  readonly name: string;
  readonly span: Span;
  /** The keyword in whose value the name stands. */
  readonly keyword?: string | null;
}

/** A name that must be one of the model's own fields: `create(title=…)`, `update(…)`, `update_fields=["title"]`. */
export function ownField(named: NamedField, accepted: Accepted, around: Around): Problem[] {
  const { model, name, span, keyword } = named;
  const { graph } = around.scope;
  const field = graph.field(model, name);
  const method = accepted.callee.kind === "method" ? accepted.callee.method.name : "";
  const known = model.fields.flatMap((one) => [one.name, one.attname]);
  const lost = (message: string): Problem[] => [
    misspelt(span, "unknown-field", "error", message, field === undefined ? closest(name, known) : null),
  ];
  if (keyword === "defaults" || keyword === "create_defaults") {
    if (field === undefined && !isProperty(model, name)) return lost(messages.invalidNames(model.name, [name]));
    return field?.relation?.kind === "m2m" ? manyToMany(field, span) : [];
  }
  switch (method) {
    case "update":
      return inUpdate(named, field, around, lost);
    case "only":
    case "defer":
      return loaded(named, method, accepted, around, lost);
    case "save": {
      const plain = field?.column !== null && field?.primaryKey === false && name !== "pk" && !field.generated;
      return plain ? [] : lost(messages.savedFields([name]));
    }
    case "bulk_update":
      if (field === undefined || name === "pk") {
        const reverse = graph.reverse(model).some(({ queryName }) => queryName === name);
        return lost(reverse ? messages.bulkConcrete : messages.noField(model.name, name));
      }
      if (field.primaryKey) return lost(messages.bulkKey);
      return field.column === null ? lost(messages.bulkConcrete) : [];
    case "bulk_create":
    case "refresh_from_db":
    case "full_clean":
    case "clean_fields":
    case "validate_unique":
    case "in_bulk":
      return field === undefined ? lost(messages.noField(model.name, name)) : [];
    default:
      // Only a relation with a table between takes values for that.
      if (name === "through_defaults" && accepted.callee.kind === "method" && accepted.callee.of.kind === "manager")
        return [];
      // A new instance, by `Model(…)` or `create(…)`.
      if (field?.relation?.kind === "m2m") return manyToMany(field, span);
      return field === undefined && !isProperty(model, name) ? lost(messages.noSuchKeywords(model.name, [name])) : [];
  }
}

/** A property of the class can be set like a field. */
function isProperty(model: ModelInfo, name: string): boolean {
  return model.methods.some((method) => method.name === name && method.kind === "property");
}

function manyToMany({ name }: FieldInfo, span: Span): Problem[] {
  const message = messages.directMany("forward side of a many-to-many set", name);
  return [problem(span, "many-to-many-assignment", "error", message)];
}

function inUpdate(
  { model, name, span }: NamedField,
  field: FieldInfo | undefined,
  { scope }: Around,
  lost: (message: string) => Problem[],
): Problem[] {
  const updatable = (what: string): Problem[] => [
    problem(span, "not-updatable", "error", messages.notUpdatable(`<${what}>`)),
  ];
  if (field === undefined || name === "pk") {
    const reverse = scope.graph.reverse(model).find(({ queryName }) => queryName === name);
    if (reverse === undefined) return lost(messages.noField(model.name, name));
    const kinds = { m2m: "ManyToManyRel", o2o: "OneToOneRel" } as const;
    const kind = reverse.field.relation?.kind ?? "fk";
    const rel = kind === "m2m" || kind === "o2o" ? kinds[kind] : "ManyToOneRel";
    return updatable(`${rel}: ${reverse.model.app}.${reverse.model.name.toLowerCase()}`);
  }
  return field.column === null && !field.compositeOf
    ? updatable(`django.db.models.fields.related.ManyToManyField: ${field.name}`)
    : [];
}

/** Fields that `only()` and `defer()` name, through relations too. */
function loaded(
  { model, name }: NamedField,
  method: string,
  { annotations }: Accepted,
  { scope }: Around,
  lost: (message: string) => Problem[],
): Problem[] {
  if (name === "pk") return method === "only" ? [] : lost(messages.noField(model.name, name));
  const [first = ""] = name.split("__");
  if (annotations.has(first)) return [];
  const path = follow(scope.graph, model, name.split("__"), { lookups: false });
  return path.lost ? lost(messages.noField(path.lost.model.name, path.lost.name)) : [];
}
