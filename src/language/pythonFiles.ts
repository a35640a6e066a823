import type { Attribute, Expression } from "../python/tree";
import { managersOf } from "./infer/managers";
import { infer, type Scope } from "./infer/scope";
import { ownNames } from "./navigation/navigate";
import { children, isCall, type Node } from "./nodes";
import type { Script } from "./script/script";

/** A queryset in a Python file that can be run by itself. */
export interface PythonExpression {
  /** Zero-based, both included. */
  readonly startLine: number;
  readonly endLine: number;
  readonly source: string;
  /** Names in it that only the program around it knows. */
  readonly free: readonly string[];
}

/** The `Model.objects…` expressions of a Python file, each the widest of its statement. */
export function pythonExpressions(script: Script, text: string): PythonExpression[] {
  const found: PythonExpression[] = [];
  for (const [index, piece] of script.read(text).entries()) {
    if (!mayHold(piece.text)) continue;
    const seen = new Set<number>();
    script.watch(index, (expression, scope, statement) => {
      for (const node of widest(expression, scope)) {
        if (seen.has(node.from) || statement.type === "ClassDefinition") continue;
        seen.add(node.from);
        const source = piece.text.slice(node.from, node.to);
        const start = line(text, piece.from + node.from);
        found.push({
          startLine: start,
          endLine: start + line(source, source.length),
          source,
          free: freeIn(node, scope),
        });
      }
    });
  }
  return found.sort((a, b) => a.startLine - b.startLine);
}

/** A quick look: most statements of a program have no manager in them. */
function mayHold(text: string): boolean {
  return /\.\s*[a-z_]\w*\s*\./.test(text);
}

function line(text: string, offset: number): number {
  let count = 0;
  for (let i = text.indexOf("\n"); i >= 0 && i < offset; i = text.indexOf("\n", i + 1)) count++;
  return count;
}

/** The outermost chains of calls that begin with a model's manager. */
function widest(node: Node, scope: Scope): Expression[] {
  const chain = node as Expression;
  if ((isCall(node) || node.type === "Subscript" || node.type === "Attribute") && startsWithManager(chain, scope)) {
    // `Album.objects` alone asks nothing.
    return isCall(node) || node.type === "Subscript" ? [chain] : [];
  }
  return children(node).flatMap((child) => widest(child, scope));
}

function startsWithManager(node: Expression, scope: Scope): boolean {
  for (let at: Expression = node; ; ) {
    if (at.type === "Call") at = at.callee;
    else if (at.type === "Subscript") at = at.value;
    else if (at.type === "Attribute") {
      if (isManager(at, scope)) return true;
      at = at.value;
    } else return false;
  }
}

function isManager({ value, name }: Attribute, scope: Scope): boolean {
  if (value.type !== "Name" && value.type !== "Attribute") return false;
  const owner = infer(value, scope);
  return owner.kind === "model" && managersOf(owner.model).some((manager) => manager.name === name);
}

const builtins = new Set(
  "len range sorted sum min max any all zip enumerate map filter print str int float bool list dict set tuple isinstance getattr hasattr reversed round abs".split(
    " ",
  ),
);

/** Names that neither the models, Django nor Python know, in the order of the text. */
function freeIn(node: Node, scope: Scope): string[] {
  const names: string[] = [];
  const visit = (at: Node, own: ReadonlySet<string>): void => {
    if (at.type === "Name") {
      const { id } = at as Node & { readonly id: string };
      if (!own.has(id) && !builtins.has(id) && !isKnown(at as Expression, id, scope) && !names.includes(id))
        names.push(id);
    }
    const inner = new Set([...own, ...boundIn(at)]);
    for (const child of children(at)) visit(child, inner);
  };
  visit(node, new Set());
  return names;
}

/** Names in a text that it does not bind itself, and that no script knows. */
export function freeNames(script: Script, text: string): string[] {
  const names = ownNames(script, text);
  const bound = new Set(names.filter(({ binds }) => binds).map(({ name }) => name));
  const scope = script.scopeBefore(0);
  const free = names.filter(({ name, binds }) => !binds && !bound.has(name) && !builtins.has(name));
  const unknownNames = free.filter(({ name, from, to }) => !isKnown({ type: "Name", id: name, from, to }, name, scope));
  return [...new Set(unknownNames.map(({ name }) => name))];
}

function isKnown(node: Expression, id: string, scope: Scope): boolean {
  const type = infer(node, scope);
  if (type.kind === "model" || type.kind === "module" || type.kind === "exception") return true;
  return type.kind === "function" && (type.function.name === id || !scope.names.has(id));
}

function boundIn(node: Node): string[] {
  if (node.type === "Lambda")
    return (node as Extract<Expression, { type: "Lambda" }>).parameters.map(({ name }) => name);
  if (node.type !== "Comprehension") return [];
  const { clauses } = node as Extract<Expression, { type: "Comprehension" }>;
  return clauses.flatMap(({ target }) => (target.type === "Name" ? [target.id] : children(target).flatMap(nameOf)));
}

function nameOf(node: Node): string[] {
  return node.type === "Name" ? [(node as Node & { readonly id: string }).id] : [];
}
