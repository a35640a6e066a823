import type { Expression, Module, Statement } from "../python/tree";
import { apiFunctions } from "./api/functions";
import type { ModelGraph } from "./graph";
import { infer, type Names } from "./infer";
import { isComprehension, type Node } from "./nodes";
import { elementOf, type Type, unknown } from "./types";

/** What the names of a script stand for just before `offset`: the last assignment above it counts. */
export function namesAt(graph: ModelGraph, module: Module, offset: number, path: readonly Node[]): Names {
  const names = new Map<string, Type>();
  visitAll(module.body);
  for (const node of path) {
    if (!isComprehension(node)) continue;
    for (const { target, iterable } of node.clauses) bind(target, elementOf(infer(iterable, names, graph)));
  }
  return names;

  function visitAll(body: readonly Statement[]): void {
    for (const statement of body) if (statement.from <= offset) visit(statement);
  }

  function visit(statement: Statement): void {
    switch (statement.type) {
      case "Assign": {
        const type = statement.to < offset ? infer(statement.value, names, graph) : undefined;
        for (const target of statement.targets) if (type) bind(target, type);
        return;
      }
      case "AnnotatedAssign":
        if (statement.value && statement.to < offset) bind(statement.target, infer(statement.value, names, graph));
        return;
      case "For":
        bind(statement.target, elementOf(infer(statement.iterable, names, graph)));
        visitAll(statement.body);
        visitAll(statement.otherwise);
        return;
      case "If":
      case "While":
        visitAll(statement.body);
        visitAll(statement.otherwise);
        return;
      case "With":
        visitAll(statement.body);
        return;
      case "Try":
        visitAll(statement.body);
        for (const handler of statement.handlers) visitAll(handler.body);
        visitAll(statement.otherwise);
        visitAll(statement.finally);
        return;
      case "FunctionDefinition":
        names.set(statement.name, unknown);
        // Another function's own names mean nothing here.
        if (offset > statement.to) return;
        for (const parameter of statement.parameters) names.set(parameter.name, unknown);
        visitAll(statement.body);
        return;
      case "ClassDefinition":
        names.set(statement.name, unknown);
        return;
      case "Import":
        for (const { name, as } of statement.names) names.set(as ?? name.replace(/\..*/, ""), unknown);
        return;
      case "ImportFrom":
        for (const { name, as } of statement.names) {
          const model = graph.named(name);
          if (model) names.set(as ?? name, { kind: "model", model });
          else if (!apiFunctions.has(name)) names.set(as ?? name, unknown);
        }
        return;
      default:
    }
  }

  function bind(target: Expression, type: Type): void {
    if (target.type === "Name") names.set(target.id, type);
    if (target.type !== "Tuple" && target.type !== "List") return;
    const items = type.kind === "tuple" ? type.items : [];
    for (const [index, item] of target.items.entries()) bind(item, items[index] ?? unknown);
  }
}
