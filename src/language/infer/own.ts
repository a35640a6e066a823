import type { MethodInfo } from "../../protocol/models";
import { parseModule } from "../../python/parse";
import type { Call, FunctionDefinition } from "../../python/tree";
import { allRows, type Manager, noNames, type QuerySet, type ScriptFunction, type Type, unknown } from "../types";
import { isNone } from "./bind";
import { bindParameters } from "./parameters";
import { deepest, infer, inside, Layer, type Scope } from "./scope";

const parsed = new WeakMap<MethodInfo, FunctionDefinition | null>();

/** The function of a method of the workspace, where its text is known. */
function functionOf(method: MethodInfo): FunctionDefinition | null {
  const known = parsed.get(method);
  if (known !== undefined) return known;
  const statements = method.text === undefined ? [] : parseModule(method.text).body;
  const found = statements.find((node): node is FunctionDefinition => node.type === "FunctionDefinition") ?? null;
  parsed.set(method, found);
  return found;
}

/** The rows that a manager starts from: those of its own `get_queryset`, where it has one. */
export function initialRows(manager: Manager, scope: Scope): QuerySet {
  const { model, info, related } = manager;
  const narrowed = related ? { filtered: true } : {};
  const own = info?.methods.find(({ name }) => name === "get_queryset");
  if (own === undefined) return allRows(model, info, narrowed);
  const found = scope.depth < deepest ? run(own, manager, undefined, scope) : unknown;
  if (found.kind !== "queryset") return allRows(model, info, { ...narrowed, open: true });
  return { ...found, info, state: { ...found.state, ...narrowed } };
}

/** What a call of a workspace's own method gives. */
export function ownResult(on: Type, method: MethodInfo, call: Call, scope: Scope): Type {
  if (method.name === "get_queryset" && on.kind === "manager") return initialRows(on, scope);
  const found = scope.depth < deepest ? run(method, on, call, scope) : unknown;
  if (found.kind !== "unknown") return found;
  // One that cannot be read nearly always gives a queryset of its model.
  if (on.kind === "queryset") return { ...on, state: { ...on.state, open: true, filtered: true } };
  if (on.kind === "manager") return allRows(on.model, on.info, { open: true, filtered: true });
  return unknown;
}

/** The value of a property of the workspace's own. */
export function propertyResult(on: Type, method: MethodInfo, scope: Scope): Type {
  return scope.depth < deepest ? run(method, on, undefined, scope) : unknown;
}

function run(method: MethodInfo, on: Type, call: Call | undefined, scope: Scope): Type {
  const node = functionOf(method);
  if (node === null) return unknown;
  const names = new Layer(noNames);
  const bound = method.kind === "staticmethod" ? node.parameters : node.parameters.slice(1);
  const [self] = node.parameters;
  if (self && method.kind !== "staticmethod") names.set(self.name, on);
  // A queryset's methods may be called through the manager that was made of it.
  if (on.kind === "manager") {
    const base = { ...on, info: undefined };
    names.set("super()", on.related ? { ...base, related: false } : base);
  } else names.set("super()", on.kind === "queryset" ? { ...on, info: undefined } : unknown);
  bindParameters(bound, call, names, scope);
  return returned(node, names, scope);
}

/** What a call of one of the script's own functions gives; `given` are the arguments where the call does not hold them. */
export function scriptResult(fn: ScriptFunction, call: Call, scope: Scope, given?: readonly Type[]): Type {
  if (scope.depth >= deepest) return unknown;
  const names = new Layer(fn.names);
  if (given) for (const [i, { name }] of fn.node.parameters.entries()) names.set(name, given[i] ?? unknown);
  else bindParameters(fn.node.parameters, call, names, scope);
  if (fn.node.type === "Lambda") return infer(fn.node.body, inside(scope, names));
  // It may call itself.
  names.set(fn.node.name, fn);
  return returned(fn.node, names, scope);
}

function returned(node: FunctionDefinition, names: Layer, scope: Scope): Type {
  const found = scope.reading.returns(node.body, names, inside(scope, names));
  const known = found.filter(({ kind }) => kind !== "unknown");
  return known.find((type) => !isNone(type)) ?? known[0] ?? unknown;
}
