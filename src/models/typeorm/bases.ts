import type { SyntaxNode } from "@lezer/common";
import { argumentsOf, ScriptClass } from "./classes";
import { type Evaluator, resultNode } from "./evaluate";
import type { ScriptModule } from "./module";
import { childrenOf } from "./source";
import { ClassValue, FunctionValue } from "./values";

/** The classes that a class extends, nearest first, and the names of those that are not in the workspace. */
export interface Bases {
  readonly classes: readonly ScriptClass[];
  readonly unknown: readonly string[];
}

/** Follows `extends` across files and through mixins (`extends Timestamped(Base)`). */
export function basesOf(cls: ScriptClass, evaluator: Evaluator): Bases {
  const classes: ScriptClass[] = [];
  const unknown: string[] = [];
  const follow = (from: ScriptClass): void => {
    if (from.base === null || classes.length > 50) return;
    take(from.base, from.module, from);
  };
  const add = (found: ScriptClass): void => {
    // Broken code can extend itself.
    if (found === cls || classes.includes(found)) return;
    classes.push(found);
    follow(found);
  };
  const take = (node: SyntaxNode, module: ScriptModule, from: ScriptClass): void => {
    const bound = node.name === "VariableName" ? from.bound.get(module.textOf(node)) : undefined;
    if (bound !== undefined) take(bound.node, bound.module, bound.within);
    else if (node.name === "CallExpression") call(node, module, from);
    else {
      const value = evaluator.evaluate(node, module);
      if (value instanceof ClassValue) add(value.cls);
      else if (!TYPEORM_BASES.test(module.textOf(node))) unknown.push(module.textOf(node));
    }
  };
  const call = (node: SyntaxNode, module: ScriptModule, from: ScriptClass): void => {
    const made = madeBy(node, module, from, evaluator);
    if (made !== null) add(made);
    else unknown.push(module.textOf(node));
  };
  follow(cls);
  return { classes, unknown };
}

/** TypeORM's own base class, and plain ones that add no column. */
const TYPEORM_BASES = /^(\w+\.)?(BaseEntity|Object|AggregateRoot|EventEmitter)$/;

/** The class that a mixin function makes, its parameters bound to what the call gives. */
function madeBy(node: SyntaxNode, module: ScriptModule, from: ScriptClass, evaluator: Evaluator): ScriptClass | null {
  const callee = node.firstChild;
  const fn = callee === null ? null : evaluator.evaluate(callee, module);
  if (!(fn instanceof FunctionValue)) return null;
  const parameters = (fn.node.getChild("ParamList")?.getChildren("VariableDefinition") ?? []).map((parameter) =>
    fn.module.textOf(parameter),
  );
  const args = argumentsOf(node);
  const bound = new Map(
    parameters.flatMap((name, index) => {
      const argument = args[index];
      return argument === undefined ? [] : [[name, { node: argument, module, within: from }] as const];
    }),
  );
  const made = classInside(fn.node);
  if (made === null) return null;
  const name = made.getChild("VariableDefinition");
  return new ScriptClass(fn.module, made, [], name === null ? "mixin" : fn.module.textOf(name), bound);
}

function classInside(fn: SyntaxNode): SyntaxNode | null {
  const result = resultNode(fn);
  if (result?.name === "ClassExpression") return result;
  const block = fn.getChild("Block");
  return block === null ? null : (childrenOf(block, true).find(({ name }) => name === "ClassDeclaration") ?? null);
}
