import { lookupsOf, transformed } from "../models/vocabulary/lookups";
import type { FieldInfo, ModelInfo } from "../protocol/models";
import type { ModelGraph, Reverse } from "./graph";
import { type Annotation, type Annotations, noAnnotations, type Output } from "./types";

/** Where one name of a field path leads. */
export interface Step {
  readonly name: string;
  /** Null for an annotation, a lookup or transform, and for a relation's other end. */
  readonly field: FieldInfo | null;
  readonly reverse: Reverse | null;
  readonly annotation: Annotation | null;
  /** The model that holds the field. */
  readonly owner: ModelInfo;
  /** The model the path has reached, where the next name can be a field again. */
  readonly model: ModelInfo | undefined;
  /** What stands here as a value; for a relation its own kind (`ForeignKey`). */
  readonly output: Output | undefined;
  readonly lookup: boolean;
  /** The step may lead from one row to several. */
  readonly many: boolean;
}

/** Why a path leads nowhere: the name is no field of the model, or no lookup of the value. */
export interface Lost {
  readonly index: number;
  readonly name: string;
  /** The model that has no such field; the owner of the last field where a lookup is missing. */
  readonly model: ModelInfo;
  readonly reason: "field" | "lookup" | "join";
  /** The field class that lacks the lookup. */
  readonly type?: string;
}

export interface Path {
  readonly steps: readonly Step[];
  readonly lost: Lost | undefined;
}

/** How a path is read. */
export interface PathOptions {
  readonly annotations?: Annotations | undefined;
  /** Relations back go by their attribute (`song_set`), as in `prefetch_related`, and not by their name in lookups (`song`). */
  readonly accessors?: boolean;
  /** The path may end in a lookup; else only transforms may follow a field. */
  readonly lookups?: boolean;
}

/** Follows `album__artist__icontains` from a model, as Django's `names_to_path` and `build_lookup` do. */
export function follow(
  graph: ModelGraph,
  start: ModelInfo,
  names: readonly string[],
  { annotations = noAnnotations, accessors = false, lookups = true }: PathOptions = {},
): Path {
  const steps: Step[] = [];
  let model: ModelInfo | undefined = start;
  let output: Output | undefined;
  let known = true;
  for (const [index, name] of names.entries()) {
    const owner: ModelInfo = model ?? steps.at(-1)?.owner ?? start;
    // Django looks an annotation's name up first, and knows it by the longest spelling.
    const step: Step | undefined =
      (index === 0 ? annotated(graph, start, name, annotations) : undefined) ??
      (model && stepFrom(graph, model, name, accessors));
    if (step) {
      steps.push(step);
      model = step.model;
      output = step.output;
      known = step.output !== undefined;
      continue;
    }
    if (index === 0) return { steps, lost: { index, name, model: owner, reason: "field" } };
    if (!known) {
      steps.push(plain(name, owner, undefined));
      model = undefined;
      continue;
    }
    const last = index === names.length - 1;
    const type: string = output?.type ?? "Field";
    const next: string | undefined = type === "Field" ? "Field" : transformed(type, name);
    if (lookups && last && (type === "Field" || lookupsOf(type).includes(name))) {
      steps.push(plain(name, owner, { type: "BooleanField" }));
      return { steps, lost: undefined };
    }
    if (next === undefined || (model !== undefined && !lookups)) {
      const reason = lookups ? "lookup" : model ? "field" : "join";
      return { steps, lost: { index, name, model: owner, reason, type } };
    }
    output = { type: next };
    steps.push(plain(name, owner, output));
    model = undefined;
  }
  return { steps, lost: undefined };
}

function annotated(graph: ModelGraph, start: ModelInfo, name: string, annotations: Annotations): Step | undefined {
  const annotation = annotations.get(name);
  if (annotation === undefined) return undefined;
  const target = annotation.relation === undefined ? undefined : follow(graph, start, annotation.relation.split("__"));
  const model = target?.steps.at(-1)?.model;
  const output = target ? { type: "ForeignKey" } : annotation.output;
  return { name, field: null, reverse: null, annotation, owner: start, model, output, lookup: false, many: false };
}

function stepFrom(graph: ModelGraph, model: ModelInfo, name: string, accessors: boolean): Step | undefined {
  const step = { name, owner: model, annotation: null, lookup: false };
  const field = graph.field(model, name);
  if (field) {
    // `album_id` is the column, not the relation: nothing of the album can follow it.
    const whole = name === field.name || (name === "pk" && field.relation !== undefined);
    const target = whole ? graph.target(field) : undefined;
    const kind = field.relation?.kind;
    const many = kind === "m2m" || kind === "genericRelation";
    return { ...step, field, reverse: null, model: target, output: outputOf(field, graph), many };
  }
  const back = graph.reverse(model);
  const reverse = back.find(({ queryName, accessor }) => (accessors ? accessor : queryName) === name);
  if (reverse === undefined) return undefined;
  return { ...step, field: null, reverse, model: reverse.model, output: { type: "ForeignKey" }, many: reverse.many };
}

function outputOf(field: FieldInfo, graph: ModelGraph): Output | undefined {
  if (field.generated) return field.generated.outputType ? { type: field.generated.outputType, field } : undefined;
  // Where the model behind a relation could not be read, anything may follow.
  if (field.relation && graph.target(field) === undefined) return undefined;
  return { type: field.relation ? "ForeignKey" : field.type, field };
}

function plain(name: string, owner: ModelInfo, output: Output | undefined): Step {
  return {
    name,
    field: null,
    reverse: null,
    annotation: null,
    owner,
    model: undefined,
    output,
    lookup: true,
    many: false,
  };
}

/** Cuts a written path into its names. An annotation's name may hold two underscores itself (`songs__count`). */
export function namesIn(path: string, annotations: Annotations = noAnnotations): string[] {
  const names = path.split("__");
  if (annotations.size === 0) return names;
  for (let n = names.length; n > 1; n--) {
    const joined = names.slice(0, n).join("__");
    if (annotations.has(joined)) return [joined, ...names.slice(n)];
  }
  return names;
}
