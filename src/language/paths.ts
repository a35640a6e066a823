import type { FieldInfo, ModelInfo } from "../protocol/models";
import { isLookup, offeredLookups } from "./api/lookups";
import type { ModelGraph, Reverse } from "./graph";

/** Where the names of a field path lead, one after the other. */
export interface Step {
  readonly name: string;
  /** Null for an annotation, a lookup or transform, and for a relation's other end. */
  readonly field: FieldInfo | null;
  readonly reverse: Reverse | null;
  /** The model that holds the field. */
  readonly owner: ModelInfo;
  /** The model the path has reached, where the next name can be a field again. */
  readonly model: ModelInfo | undefined;
  readonly lookup: boolean;
}

export interface Path {
  readonly steps: readonly Step[];
  /** The first name that leads nowhere, and the model that has no such field. */
  readonly lost: { readonly index: number; readonly name: string; readonly model: ModelInfo } | undefined;
}

/**
 * Follows `album__artist__icontains` from a model. Names after a lookup are the database's business (JSON keys).
 * With `accessors`, relations back go by their attribute (`song_set`), as in `prefetch_related`, and not by their name in lookups (`song`).
 */
export function follow(
  graph: ModelGraph,
  start: ModelInfo,
  names: readonly string[],
  annotations: readonly string[] = [],
  accessors = false,
): Path {
  const steps: Step[] = [];
  let model: ModelInfo | undefined = start;
  for (const [index, name] of names.entries()) {
    const owner: ModelInfo = model ?? steps.at(-1)?.owner ?? start;
    const step: Step | undefined =
      (model && stepFrom(graph, model, name, accessors)) ??
      (index === 0 && annotations.includes(name) ? plain(name, owner, false) : undefined);
    if (step) {
      steps.push(step);
      model = step.model;
    } else if (index > 0 && (model === undefined || isLookup(name))) {
      steps.push(plain(name, owner, true));
      model = undefined;
    } else {
      return { steps, lost: { index, name, model: owner } };
    }
  }
  return { steps, lost: undefined };
}

function stepFrom(graph: ModelGraph, model: ModelInfo, name: string, accessors: boolean): Step | undefined {
  const field = graph.field(model, name);
  if (field) {
    // `album_id` is the column, not the relation: nothing of the album can follow it.
    const target = name === field.name ? graph.target(field) : undefined;
    return { name, field, reverse: null, owner: model, model: target, lookup: false };
  }
  const back = graph.reverse(model);
  const reverse = back.find(({ queryName, accessor }) => (accessors ? accessor : queryName) === name);
  return reverse && { name, field: null, reverse, owner: model, model: reverse.model, lookup: false };
}

function plain(name: string, owner: ModelInfo, lookup: boolean): Step {
  return { name, field: null, reverse: null, owner, model: undefined, lookup };
}

/** One name that can stand next in a path. */
export interface PathChoice {
  readonly name: string;
  readonly kind: "field" | "relation" | "reverse" | "lookup" | "annotation";
  readonly owner: ModelInfo;
  readonly field: FieldInfo | null;
  readonly reverse: Reverse | null;
}

/** What can follow `names` in a path; nothing where the path is lost already. */
export function choices(
  graph: ModelGraph,
  start: ModelInfo,
  names: readonly string[],
  annotations: readonly string[],
  { lookups = false, accessors = false }: { readonly lookups?: boolean; readonly accessors?: boolean } = {},
): PathChoice[] {
  const { steps, lost } = follow(graph, start, names, annotations, accessors);
  if (lost) return [];
  const last = steps.at(-1);
  const found: PathChoice[] = [];
  const model = last ? last.model : start;
  if (model) found.push(...namesOf(graph, model, accessors));
  if (!last) found.push(...annotations.map((name) => choice(name, "annotation", start)));
  if (last && lookups && !last.lookup) {
    const type = last.field?.relation ? "ForeignKey" : (last.field?.type ?? "ForeignKey");
    const names = model ? ["in", "isnull", "exact"] : offeredLookups(type);
    found.push(...names.map((name) => choice(name, "lookup", last.owner, last.field)));
  }
  return found;
}

function namesOf(graph: ModelGraph, model: ModelInfo, accessors: boolean): PathChoice[] {
  const fields = model.fields.flatMap((field) => {
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
