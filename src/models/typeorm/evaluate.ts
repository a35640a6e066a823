import type { SyntaxNode } from "@lezer/common";
import { argumentsOf } from "./classes";
import type { ScriptModule } from "./module";
import { joinPath, parentOf } from "./paths";
import type { Binding, Resolver } from "./resolver";
import { after, childrenOf, stringText } from "./source";
import {
  CallValue,
  ClassValue,
  EnumValue,
  FunctionValue,
  isList,
  isObject,
  NameValue,
  type ObjectValue,
  UNKNOWN,
  type Value,
} from "./values";

/** A value of the environment by its name, as far as files of the workspace tell it. */
export type Environment = (name: string, file: string) => string | undefined;

const MAX_DEPTH = 40;

/** Works expressions out without running them: literals, constants of any file, enums, and a few calls. */
export class Evaluator {
  constructor(
    readonly resolver: Resolver,
    readonly environment: Environment = () => undefined,
  ) {}

  evaluate(node: SyntaxNode | null, module: ScriptModule, depth = 0): Value {
    if (node === null || depth > MAX_DEPTH) return UNKNOWN;
    const next = (child: SyntaxNode | null): Value => this.evaluate(child, module, depth + 1);
    switch (node.name) {
      case "String":
        return stringText(module.textOf(node));
      case "TemplateString":
        return this.#template(node, module, depth);
      case "Number":
        return Number(module.textOf(node).replaceAll("_", ""));
      case "BooleanLiteral":
        return module.textOf(node) === "true";
      case "null":
        return null;
      case "ArrayExpression":
        return this.#items(node, module, depth);
      case "ObjectExpression":
        return this.#object(node, module, depth);
      case "ParenthesizedExpression":
      case "PostfixExpression":
      case "AwaitExpression":
        return next(childrenOf(node, true).find(({ name }) => name !== "await") ?? null);
      case "VariableName":
        return this.#named(module.textOf(node), module, depth);
      case "MemberExpression":
        return this.#member(node, module, depth);
      case "UnaryExpression":
        return unary(module.textOf(node).trim().charAt(0), next(node.lastChild));
      case "BinaryExpression":
        return this.#binary(node, module, depth);
      case "ConditionalExpression": {
        const [test, , yes, , no] = childrenOf(node);
        const known = next(test ?? null);
        return known === UNKNOWN ? UNKNOWN : next((known ? yes : no) ?? null);
      }
      case "ArrowFunction":
      case "FunctionExpression":
      case "FunctionDeclaration":
        return new FunctionValue(node, module);
      case "NewExpression":
      case "CallExpression":
        return this.#call(node, module, depth);
      default:
        return UNKNOWN;
    }
  }

  /** What a function returns, where it is one expression or one `return`. */
  result(fn: FunctionValue): Value {
    const body = resultNode(fn.node);
    return body === null ? UNKNOWN : this.evaluate(body, fn.module);
  }

  /** What a name of a module stands for. */
  evaluateName(name: string, module: ScriptModule): Value {
    return this.#named(name, module, 0);
  }

  #items(node: SyntaxNode, module: ScriptModule, depth: number): readonly Value[] {
    const items: Value[] = [];
    let isSpread = false;
    for (const child of childrenOf(node, true)) {
      if (child.name === "Spread") isSpread = true;
      else {
        const value = this.evaluate(child, module, depth + 1);
        if (isSpread && isList(value)) items.push(...value);
        else items.push(isSpread ? UNKNOWN : value);
        isSpread = false;
      }
    }
    return items;
  }

  #object(node: SyntaxNode, module: ScriptModule, depth: number): ObjectValue {
    const entries = new Map<string, Value>();
    for (const property of node.getChildren("Property")) {
      if (property.getChild("Spread") !== null) {
        const more = this.evaluate(property.lastChild, module, depth + 1);
        if (isObject(more)) for (const [key, value] of more) entries.set(key, value);
        continue;
      }
      const key = this.#key(property, module, depth);
      if (key === null) continue;
      const value = after(property, ":");
      if (property.getChild("ParamList") !== null) entries.set(key, new FunctionValue(property, module));
      else if (value === null) entries.set(key, this.#named(key, module, depth));
      else entries.set(key, this.evaluate(value, module, depth + 1));
    }
    return entries;
  }

  #key(property: SyntaxNode, module: ScriptModule, depth: number): string | null {
    const computed = property.getChild("[");
    if (computed !== null) {
      const value = this.evaluate(computed.nextSibling, module, depth + 1);
      return typeof value === "string" || typeof value === "number" ? String(value) : null;
    }
    const name = property.getChild("PropertyDefinition") ?? property.getChild("Number");
    if (name !== null) return module.textOf(name);
    const text = property.getChild("String");
    return text === null ? null : stringText(module.textOf(text));
  }

  #named(name: string, module: ScriptModule, depth: number): Value {
    if (name === "undefined") return undefined;
    // A bare "" before a slash would be the file system's root.
    if (name === "__dirname") return parentOf(module.path) || ".";
    if (name === "__filename") return module.path;
    const found = this.resolver.lookup(module, name);
    return found === null ? new NameValue(name) : this.#bound(found, depth);
  }

  #bound(found: Binding, depth: number): Value {
    switch (found.kind) {
      case "class":
        return new ClassValue(found.cls);
      case "enum":
        return this.#enum(found.node, found.module, depth);
      case "value":
        return this.evaluate(found.node, found.module, depth + 1);
      case "outside":
        return new NameValue(found.name === "default" ? found.specifier : found.name);
      default:
        return UNKNOWN;
    }
  }

  #enum(node: SyntaxNode, module: ScriptModule, depth: number): EnumValue {
    const members = new Map<string, Value>();
    let name: string | null = null;
    let number: number | null = 0;
    for (const child of childrenOf(node.getChild("EnumBody") ?? node)) {
      if (child.name === "PropertyName") {
        name = module.textOf(child);
        members.set(name, number ?? UNKNOWN);
        number = number === null ? null : number + 1;
      } else if (
        child.name !== "Equals" &&
        /^[A-Z]/.test(child.name) &&
        !/Comment$/.test(child.name) &&
        name !== null
      ) {
        const own = child.name === "VariableName" ? members.get(module.textOf(child)) : undefined;
        const value = own ?? this.evaluate(child, module, depth + 1);
        members.set(name, value);
        number = typeof value === "number" ? value + 1 : null;
        name = null;
      }
    }
    return new EnumValue(members);
  }

  #member(node: SyntaxNode, module: ScriptModule, depth: number): Value {
    const path = module.textOf(node).replaceAll(/[\s!?]/g, "");
    const variable = /^(?:process|import\.meta)\.env(?:\.(\w+)|\[["'](\w+)["']\])$/.exec(path);
    if (variable !== null) return this.environment(variable[1] ?? variable[2] ?? "", module.path) ?? UNKNOWN;
    if (path === "import.meta.dirname") return parentOf(module.path) || ".";
    const object = node.firstChild;
    if (object === null) return UNKNOWN;
    const key = this.#memberName(node, module, depth);
    if (object.name === "VariableName") {
      const found = this.resolver.lookup(module, module.textOf(object));
      if (found?.kind === "module" && key !== null) {
        const exported = this.resolver.exported(found.module, key);
        return exported === null ? UNKNOWN : this.#bound(exported, depth);
      }
      if (found?.kind === "outside" && key !== null) return new NameValue(key);
    }
    const value = this.evaluate(object, module, depth + 1);
    if (key === null) return UNKNOWN;
    if (value instanceof EnumValue) return value.members.has(key) ? value.members.get(key) : UNKNOWN;
    if (isObject(value)) return value.has(key) ? value.get(key) : UNKNOWN;
    if (isList(value) && /^\d+$/.test(key)) return value[Number(key)];
    return UNKNOWN;
  }

  #memberName(node: SyntaxNode, module: ScriptModule, depth: number): string | null {
    const name = node.getChild("PropertyName");
    if (name !== null) return module.textOf(name);
    const index = node.getChild("[")?.nextSibling ?? null;
    const value = this.evaluate(index, module, depth + 1);
    return typeof value === "string" || typeof value === "number" ? String(value) : null;
  }

  #binary(node: SyntaxNode, module: ScriptModule, depth: number): Value {
    const [left, operator, right] = childrenOf(node).filter(({ name }) => !/Comment$/.test(name));
    if (left === undefined || operator === undefined) return UNKNOWN;
    if (operator.name === "as" || operator.name === "satisfies") return this.evaluate(left, module, depth + 1);
    const a = this.evaluate(left, module, depth + 1);
    const sign = module.textOf(operator);
    const other = (): Value => this.evaluate(right ?? null, module, depth + 1);
    // A setting that the environment does not give is the default beside it.
    if (sign === "??") return a === UNKNOWN || a === null || a === undefined ? other() : a;
    if (sign === "||") return a === UNKNOWN || !a ? other() : a;
    const b = other();
    if (sign === "===" || sign === "==") return a === UNKNOWN || b === UNKNOWN ? UNKNOWN : a === b;
    if (sign === "!==" || sign === "!=") return a === UNKNOWN || b === UNKNOWN ? UNKNOWN : a !== b;
    if (sign === "+" && (typeof a === "string" || typeof b === "string")) {
      const isPlain = (value: Value) => typeof value === "string" || typeof value === "number";
      return isPlain(a) && isPlain(b) ? `${String(a)}${String(b)}` : UNKNOWN;
    }
    return typeof a === "number" && typeof b === "number" ? arithmetic(sign, a, b) : UNKNOWN;
  }

  #template(node: SyntaxNode, module: ScriptModule, depth: number): Value {
    let text = "";
    let at = node.from + 1;
    for (const part of node.getChildren("Interpolation")) {
      const inside = childrenOf(part).find(({ name }) => !name.startsWith("Interpolation"));
      const value = this.evaluate(inside ?? null, module, depth + 1);
      if (typeof value !== "string" && typeof value !== "number") return UNKNOWN;
      text += stringText(`\`${module.file.text.slice(at, part.from)}\``) + String(value);
      at = part.to;
    }
    return text + stringText(`\`${module.file.text.slice(at, node.to - 1)}\``);
  }

  #call(node: SyntaxNode, module: ScriptModule, depth: number): Value {
    const head = node.name === "NewExpression" ? (childrenOf(node, true)[1] ?? null) : node.firstChild;
    const callee = head?.name === "InstantiationExpression" ? head.firstChild : head;
    if (callee == null) return UNKNOWN;
    const args = argumentsOf(node).map((argument) => this.evaluate(argument, module, depth + 1));
    const text = module.textOf(callee).replaceAll(/\s/g, "");
    const name = this.calledName(callee, module);
    const [first, second] = args;
    if (/^(path\.)?(join|resolve)$/.test(text)) {
      return args.every((part) => typeof part === "string")
        ? (args as string[]).reduce((folder, part) => joinPath(folder, part), "")
        : UNKNOWN;
    }
    if (text === "process.cwd") return "";
    if (/^(Number\.)?parseInt$|^Number$/.test(text))
      return typeof first === "string" ? Number.parseInt(first, 10) : first;
    if (text === "String") return typeof first === "number" ? String(first) : first;
    if (/^Object\.(values|keys)$/.test(text)) return valuesOf(first, text === "Object.keys");
    if (/(config|env)\w*!?\.get(OrThrow)?(<[^>]*>)?$/i.test(text) && typeof first === "string")
      return this.environment(first, module.path) ?? (isObject(second) ? UNKNOWN : (second ?? UNKNOWN));
    return new CallValue(name, args, node.name === "NewExpression", node, module);
  }

  /** A callee's own name, as the module it comes from calls it: `Entity` for `import { Entity as E }`. */
  calledName(callee: SyntaxNode, module: ScriptModule): string {
    if (callee.name !== "VariableName") {
      const property = callee.getChild("PropertyName");
      return property === null ? module.textOf(callee) : module.textOf(property);
    }
    const name = module.textOf(callee);
    const found = this.resolver.lookup(module, name);
    return found?.kind === "outside" && found.name !== "default" && found.name !== "*" ? found.name : name;
  }
}

/** The node of what a function returns: an arrow's expression, or the first `return` of its body. */
export function resultNode(fn: SyntaxNode): SyntaxNode | null {
  const body = fn.getChild("Block") ?? after(fn, "Arrow");
  if (body?.name !== "Block") return body;
  const returned = body.getChild("ReturnStatement");
  return returned === null ? null : (childrenOf(returned, true).find(({ name }) => name !== "return") ?? null);
}

function valuesOf(value: Value, keys: boolean): Value {
  const members = value instanceof EnumValue ? value.members : isObject(value) ? value : null;
  return members === null ? UNKNOWN : keys ? [...members.keys()] : [...members.values()];
}

function unary(operator: string, value: Value): Value {
  if (value === UNKNOWN) return UNKNOWN;
  if (operator === "-") return typeof value === "number" ? -value : UNKNOWN;
  if (operator === "!") return !value;
  return operator === "+" && typeof value === "string" ? Number(value) : value;
}

function arithmetic(operator: string, a: number, b: number): Value {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "<<":
      return a << b;
    case "|":
      return a | b;
    default:
      return UNKNOWN;
  }
}
