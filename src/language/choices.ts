import { lookupsOf, transformsOf } from "../models/vocabulary/lookups";
import type { FieldInfo, ModelInfo } from "../protocol/models";
import { offeredLookups } from "./api/lookups";
import type { ModelGraph, Reverse } from "./graph";
import { follow, type PathOptions } from "./paths";
import type { Annotation, Output } from "./types";

/** One name that can stand next in a path. */
export interface PathChoice {
  readonly name: string;
  readonly kind: "field" | "relation" | "reverse" | "lookup" | "annotation";
  readonly owner: ModelInfo;
  readonly field: FieldInfo | null;
  readonly reverse: Reverse | null;
  readonly annotation?: Annotation;
}

/** What can follow `names` in a path; nothing where the path is lost already. */
export function choices(
  graph: ModelGraph,
  start: ModelInfo,
  names: readonly string[],
  options: PathOptions & { readonly transforms?: boolean } = {},
): PathChoice[] {
  const { lookups = false, accessors = false, annotations } = options;
  // What stands in front is never the last: only transforms may lead on.
  const { steps, lost } = follow(graph, start, names, { ...options, lookups: false });
  if (lost) return [];
  const last = steps.at(-1);
  const found: PathChoice[] = [];
  const model = last ? last.model : start;
  if (model) found.push(...namesOf(graph, model, accessors));
  if (!last && annotations) {
    for (const [name, annotation] of annotations) found.push({ ...choice(name, "annotation", start), annotation });
  }
  if (last && (lookups || options.transforms)) {
    for (const name of following(last.output, model !== undefined, lookups))
      found.push(choice(name, "lookup", last.owner, last.field));
  }
  return found;
}

function following(output: Output | undefined, relation: boolean, lookups: boolean): readonly string[] {
  if (relation) return lookups ? ["in", "isnull", "exact"] : [];
  if (output === undefined) return [];
  return lookups ? offeredLookups(output.type) : transformsOf(output.type);
}

/** Every lookup and transform that could have been meant on a field class. */
export function lookupNames(type: string): readonly string[] {
  return [...lookupsOf(type), ...transformsOf(type)];
}

function namesOf(graph: ModelGraph, model: ModelInfo, accessors: boolean): PathChoice[] {
  const fields = model.fields.flatMap((field) => {
    if (field.relation?.kind === "generic" && !accessors) return [];
    const own = choice(field.name, field.relation ? "relation" : "field", model, field);
    return field.attname !== field.name && field.column !== null
      ? [own, choice(field.attname, "field", model, field)]
      : [own];
  });
  const key = model.primaryKey === null ? [] : [choice("pk", "field", model, graph.field(model, "pk") ?? null)];
  const back = graph.reverse(model).flatMap((reverse): PathChoice[] => {
    const name = accessors ? reverse.accessor : reverse.queryName;
    return name === null ? [] : [{ ...choice(name, "reverse", model), reverse }];
  });
  return [...fields, ...key, ...back];
}

function choice(name: string, kind: PathChoice["kind"], owner: ModelInfo, field: FieldInfo | null = null): PathChoice {
  return { name, kind, owner, field, reverse: null };
}

/** The names of a model as Django lists them in its errors: sorted, without `pk`. */
export function choicesOf(graph: ModelGraph, model: ModelInfo, annotations: Iterable<string> = []): string[] {
  const names = namesOf(graph, model, false).map(({ name }) => name);
  const generic = model.fields.filter(({ relation }) => relation?.kind === "generic").map(({ name }) => name);
  const unique = new Set([...names, ...generic, ...annotations]);
  unique.delete("pk");
  return [...unique].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
