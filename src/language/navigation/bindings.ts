import type { FunctionDefinition, ImportedName, Lambda, Parameter, Span, Statement, Try } from "../../python/tree";
import { children, isComprehension, type Node } from "../nodes";

/** One place where a name of the script stands. `scope` tells names apart that are spelt alike: 0 is the top level. */
export interface NamePlace extends Span {
  readonly name: string;
  readonly scope: number;
  /** The name is given a value here. */
  readonly binds: boolean;
  readonly kind: "variable" | "parameter" | "function" | "class" | "import";
}

interface NameScope {
  readonly id: number;
  readonly names: Map<string, NamePlace["kind"]>;
  readonly parent: NameScope | undefined;
}

/**
 * Every place of a name in a statement's tree, with the scope that it belongs to by Python's rules: a function's
 * parameters and what it assigns are its own, unless `global` says otherwise; comprehensions keep their loop variables.
 */
export function namePlaces(body: readonly Statement[], text: string): NamePlace[] {
  const found: NamePlace[] = [];
  let last = 0;
  const open = (parent: NameScope | undefined, names: NameScope["names"] = new Map()): NameScope => ({
    id: parent === undefined ? 0 : ++last,
    names,
    parent,
  });
  const add = (name: string, span: Span, scope: NameScope, binds: boolean): void => {
    let at: NameScope | undefined = scope;
    while (at?.parent && !at.names.has(name)) at = at.parent;
    const kind = at?.names.get(name) ?? "variable";
    found.push({ name, from: span.from, to: span.to, scope: at?.id ?? 0, binds, kind });
  };
  const top = open(undefined, bound(body));
  for (const statement of body) visit(statement, top, false);
  return found.sort((a, b) => a.from - b.from);

  function visit(node: Node, scope: NameScope, binds: boolean): void {
    switch (node.type) {
      case "Name":
        add((node as Node & { readonly id: string }).id, node, scope, binds);
        return;
      case "FunctionDefinition":
        visitFunction(node as FunctionDefinition, scope);
        return;
      case "Lambda":
        visitLambda(node as Lambda, scope);
        return;
      case "ClassDefinition": {
        const definition = node as Extract<Statement, { type: "ClassDefinition" }>;
        add(definition.name, definition.nameSpan, scope, true);
        for (const decorator of definition.decorators) visit(decorator, scope, false);
        for (const base of definition.bases) visit(base.value, scope, false);
        const inner = open(scope, bound(definition.body));
        for (const statement of definition.body) visit(statement, inner, false);
        return;
      }
      case "Import":
      case "ImportFrom":
        for (const name of (node as Extract<Statement, { type: "Import" }>).names) {
          const alias = importedAs(name);
          if (alias) add(alias.name, alias, scope, true);
        }
        return;
      case "Try":
        visitTry(node as Try, scope);
        return;
      default:
    }
    if (isComprehension(node)) {
      const names = new Map<string, NamePlace["kind"]>();
      for (const { target } of node.clauses) for (const name of targetNames(target)) names.set(name, "variable");
      const inner = open(scope, names);
      for (const [i, { target, iterable, conditions }] of node.clauses.entries()) {
        visit(iterable, i === 0 ? scope : inner, false);
        visitTarget(target, inner);
        for (const condition of conditions) visit(condition, inner, false);
      }
      visit(node.element, inner, false);
      if (node.value) visit(node.value, inner, false);
      return;
    }
    const targets = targetsOf(node);
    for (const child of children(node)) {
      if (targets.includes(child)) visitTarget(child, scope);
      else visit(child, scope, false);
    }
  }

  function visitTarget(node: Node, scope: NameScope): void {
    if (node.type === "Name") visit(node, scope, true);
    else if (node.type === "Tuple" || node.type === "List" || node.type === "Starred") {
      for (const child of children(node)) visitTarget(child, scope);
    } else visit(node, scope, false);
  }

  function visitFunction(node: FunctionDefinition, scope: NameScope): void {
    add(node.name, node.nameSpan, scope, true);
    for (const decorator of node.decorators) visit(decorator, scope, false);
    for (const parameter of node.parameters) visitOutside(parameter, scope);
    const names = bound(node.body);
    for (const { name } of node.parameters) names.set(name, "parameter");
    const inner = open(scope, names);
    for (const parameter of node.parameters) add(parameter.name, nameOf(parameter, text), inner, true);
    for (const statement of node.body) visit(statement, inner, false);
  }

  function visitLambda(node: Lambda, scope: NameScope): void {
    for (const parameter of node.parameters) visitOutside(parameter, scope);
    const inner = open(scope, new Map(node.parameters.map(({ name }) => [name, "parameter" as const])));
    for (const parameter of node.parameters) add(parameter.name, nameOf(parameter, text), inner, true);
    visit(node.body, inner, false);
  }

  /** Defaults and annotations are read outside of the function. */
  function visitOutside(parameter: Parameter, scope: NameScope): void {
    if (parameter.annotation) visit(parameter.annotation, scope, false);
    if (parameter.default) visit(parameter.default, scope, false);
  }

  function visitTry(node: Try, scope: NameScope): void {
    for (const statement of node.body) visit(statement, scope, false);
    for (const handler of node.handlers) {
      if (handler.exception) visit(handler.exception, scope, false);
      const from = handler.exception?.to ?? node.from;
      const as = handler.name === null ? null : /^\s*as\s+/.exec(text.slice(from));
      if (as && handler.name !== null) {
        const at = from + as[0].length;
        add(handler.name, { from: at, to: at + handler.name.length }, scope, true);
      }
      for (const statement of handler.body) visit(statement, scope, false);
    }
    for (const statement of [...node.otherwise, ...node.finally]) visit(statement, scope, false);
  }
}

/** The parts of a statement that are given values. */
function targetsOf(node: Node): readonly Node[] {
  const statement = node as Statement;
  switch (statement.type) {
    case "Assign":
      return statement.targets;
    case "AugmentedAssign":
    case "AnnotatedAssign":
    case "For":
      return [statement.target];
    case "With":
      return statement.items.flatMap(({ target }) => (target ? [target] : []));
    case "Delete":
      return statement.targets;
    default:
      return node.type === "Assigned" ? [(node as Node & { readonly target: Node }).target] : [];
  }
}

function targetNames(target: Node): string[] {
  if (target.type === "Name") return [(target as Node & { readonly id: string }).id];
  if (target.type !== "Tuple" && target.type !== "List" && target.type !== "Starred") return [];
  return children(target).flatMap(targetNames);
}

/** What a body binds in its own scope. */
function bound(body: readonly Statement[]): Map<string, NamePlace["kind"]> {
  const names = new Map<string, NamePlace["kind"]>();
  const outer = new Set<string>();
  const visit = (node: Node): void => {
    const statement = node as Statement;
    switch (statement.type) {
      case "FunctionDefinition":
        names.set(statement.name, "function");
        return;
      case "ClassDefinition":
        names.set(statement.name, "class");
        return;
      case "Import":
      case "ImportFrom":
        for (const name of statement.names) names.set(importedAs(name)?.name ?? "", "import");
        return;
      case "Scope":
        for (const name of statement.names) outer.add(name);
        return;
      case "Try":
        for (const { name } of statement.handlers) if (name !== null) names.set(name, "variable");
        break;
      default:
    }
    if (node.type === "Lambda" || isComprehension(node)) return;
    for (const target of targetsOf(node))
      for (const name of targetNames(target)) if (!names.has(name)) names.set(name, "variable");
    for (const child of children(node)) visit(child);
  };
  for (const statement of body) visit(statement);
  for (const name of outer) names.delete(name);
  return names;
}

/** The name that an import brings, and where it stands. */
function importedAs({ name, as, to, from }: ImportedName): (Span & { readonly name: string }) | undefined {
  if (name === "*" || name === "") return undefined;
  if (as !== null) return { name: as, from: to - as.length, to };
  const first = name.split(".")[0] ?? name;
  return { name: first, from, to: from + first.length };
}

function nameOf({ name, from, to }: Parameter, text: string): Span {
  const at = text.slice(from, to).indexOf(name);
  const start = from + Math.max(0, at);
  return { from: start, to: start + name.length };
}
