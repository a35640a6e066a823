import { messages } from "../../models/vocabulary/messages";
import type { ModelInfo } from "../../protocol/models";
import { closest } from "../../python/suggest";
import type { Span } from "../../python/tree";
import type { Accepted, Around } from "../callee";
import { choices } from "../choices";
import type { ModelGraph } from "../graph";
import { isArgument, isCall } from "../nodes";
import { follow } from "../paths";
import { misspelt, type Problem, problem } from "./problem";

interface RelationPath {
  readonly model: ModelInfo;
  readonly path: string;
  readonly span: Span;
}

/** Relations that cannot be fetched along, and paths that `update()` may not join. */
export function relationProblem(
  named: RelationPath,
  kind: "relations" | "prefetches" | "update",
  accepted: Accepted,
  around: Around,
): Problem[] {
  if (kind === "update") return joined(named, accepted, around);
  return kind === "relations"
    ? selected(named, accepted, around.scope.graph)
    : prefetched(named, accepted, around.scope.graph);
}

/** `select_related`: only relations that lead to one row. */
function selected({ model, path, span }: RelationPath, accepted: Accepted, graph: ModelGraph): Problem[] {
  if (accepted.callee.kind === "function") return filteredRelation({ model, path, span }, graph);
  let at = model;
  for (const name of path.split("__")) {
    const field = at.fields.find((one) => one.name === name);
    const reverse = graph.reverse(at).find(({ queryName }) => queryName === name);
    const single = field?.relation?.kind === "fk" || field?.relation?.kind === "o2o";
    const target = field && single ? graph.target(field) : reverse && !reverse.many ? reverse.model : undefined;
    if (target === undefined) {
      // A relation whose model could not be read leads we do not know where.
      if (single || accepted.annotations.has(name)) return [];
      const forward = at.fields.filter(({ relation }) => relation?.kind === "fk" || relation?.kind === "o2o");
      const back = graph.reverse(at).filter(({ many }) => !many);
      const known = [...forward.map((one) => one.name), ...back.map(({ queryName }) => queryName)];
      const relational = field === undefined || field.relation !== undefined;
      const message = messages.notRelated(name, relational, known);
      return [misspelt(span, "not-a-relation", "error", message, closest(name, known))];
    }
    at = target;
  }
  return [];
}

function filteredRelation({ model, path, span }: RelationPath, graph: ModelGraph): Problem[] {
  const { lost } = follow(graph, model, path.split("__"), { lookups: false });
  if (!lost) return [];
  const message = messages.unknownKeyword(
    lost.name,
    choices(graph, model, path.split("__").slice(0, lost.index)).map(({ name }) => name),
  );
  return [problem(span, "unknown-field", "error", message)];
}

/** `prefetch_related` goes by attributes, and by those that earlier prefetches put there. */
function prefetched({ model, path, span }: RelationPath, accepted: Accepted, graph: ModelGraph): Problem[] {
  const names = path.split("__");
  if (accepted.rows?.attributes.has(names[0] ?? "")) return [];
  const { steps, lost } = follow(graph, model, names, { accessors: true, lookups: false });
  if (lost) {
    if (lost.reason === "join") return [problem(span, "not-a-relation", "error", messages.noPrefetchHere(path))];
    const known = choices(graph, model, names.slice(0, lost.index), { accessors: true })
      .filter(({ kind }) => kind === "relation" || kind === "reverse")
      .map(({ name }) => name);
    const message = messages.noPrefetch(lost.name, lost.model.name, path);
    // A name that a property or an own attribute may have is not known for sure.
    const severity = lost.model.methods.some(({ name }) => name === lost.name) ? "warning" : "error";
    return [misspelt(span, "not-a-relation", severity, message, closest(lost.name, known))];
  }
  const plain = steps.find(({ field, model: next }) => field && !field.relation && next === undefined);
  return plain ? [problem(span, "not-a-relation", "error", messages.noPrefetchHere(path))] : [];
}

/** Inside `update()` every name must be a column of the table that is updated. */
function joined({ model, path, span }: RelationPath, accepted: Accepted, around: Around): Problem[] {
  if (accepted.method !== "update" || accepted.callee.kind !== "function") return [];
  const { graph } = around.scope;
  const calls = around.path.filter(isCall);
  const outer = calls.find((call) => call.callee.type === "Attribute" && call.callee.name === "update");
  const keyword = outer && around.path.slice(around.path.indexOf(outer)).find(isArgument)?.name;
  const updated = keyword ? graph.field(model, keyword) : undefined;
  // A parent's columns are updated in the parent's own table.
  const owner = graph.labelled(updated?.inheritedFrom) ?? model;
  const names = path.split("__");
  if (accepted.annotations.has(path)) return [];
  const { steps, lost } = follow(graph, owner, names, { annotations: accepted.annotations, lookups: false });
  if (lost) {
    const known = choices(graph, owner, []).map(({ name }) => name);
    const message = messages.unknownKeyword(lost.name, known.filter((name) => name !== "pk").sort());
    return [problem(span, "unknown-field", "error", message)];
  }
  const [first] = steps;
  const elsewhere = first?.field && graph.labelled(first.field.inheritedFrom);
  const leaves = steps.some(({ reverse, many }) => reverse !== null || many);
  const crosses = steps.some((step, i) => step.model !== undefined && i < steps.length - 1);
  if (!leaves && !crosses && !(elsewhere && elsewhere !== owner)) return [];
  return [problem(span, "joined-update", "error", messages.joinedUpdate)];
}
