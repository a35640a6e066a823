import { parseModule } from "../python/parse";
import { closest } from "../python/suggest";
import type { Call, Module, Span } from "../python/tree";
import { acceptedBy } from "./callee";
import type { ModelGraph } from "./graph";
import { children, isCall, type Node } from "./nodes";
import { choices, follow } from "./paths";
import type { Place } from "./place";
import { namesAt } from "./scope";

/** Something wrong in a script. An `error` cannot run; a `warning` is about names, which only the database knows for sure. */
export interface Problem extends Span {
  readonly code: string;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** What is wrong in a script, as far as its text and the models tell. */
export function problems(text: string, graph: ModelGraph): Problem[] {
  const module = parseModule(text);
  const found: Problem[] = module.diagnostics.map(({ from, to, code, message }) => ({
    from,
    to,
    code,
    message,
    severity: "error",
  }));
  if (graph.models.length === 0) return found;
  for (const statement of module.body) walk(statement, [], text, module, graph, found);
  return found.sort((a, b) => a.from - b.from);
}

function walk(
  node: Node,
  path: readonly Node[],
  text: string,
  module: Module,
  graph: ModelGraph,
  found: Problem[],
): void {
  const inner = [...path, node];
  if (isCall(node)) found.push(...unknownKeywords(node, inner, text, module, graph));
  for (const child of children(node)) walk(child, inner, text, module, graph, found);
}

function unknownKeywords(
  call: Call,
  path: readonly Node[],
  text: string,
  module: Module,
  graph: ModelGraph,
): Problem[] {
  if (!call.args.some(({ name }) => name !== null)) return [];
  const place: Place = { text, offset: call.from, module, path, names: namesAt(graph, module, call.from, path), graph };
  const { accepts, model, annotations } = acceptedBy(call, place);
  if (!model || (accepts.keywords !== "lookups" && accepts.keywords !== "fields")) return [];
  const lookups = accepts.keywords === "lookups";
  return call.args.flatMap(({ name, nameSpan }): Problem[] => {
    if (name === null || nameSpan === null || accepts.options?.includes(name)) return [];
    // An annotation's name may hold two underscores itself (`songs__count`).
    if (annotations.some((annotation) => name === annotation || name.startsWith(`${annotation}__`))) return [];
    const names = lookups ? name.split("__") : [name];
    const { lost } = follow(graph, model, names, annotations);
    if (!lost) return [];
    const before = names.slice(0, lost.index);
    const known = choices(graph, model, before, annotations, false).map((choice) => choice.name);
    const meant = closest(lost.name, known);
    const hint = meant === null ? "" : ` Did you mean '${meant}'?`;
    const message = `Cannot resolve keyword '${lost.name}' into a field of ${lost.model.label}.${hint}`;
    return [{ from: nameSpan.from, to: nameSpan.to, code: "unknown-field", message, severity: "warning" }];
  });
}
