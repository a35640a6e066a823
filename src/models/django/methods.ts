import type { MethodInfo } from "../../protocol/models";
import type { Expression, FunctionDefinition } from "../../python/tree";
import type { Classes } from "./classes";
import type { PyClass } from "./scope";

/** The functions of a class and its known bases, the nearest of each name. */
export function methodsOf(cls: PyClass, classes: Classes): MethodInfo[] {
  const found = new Map<string, MethodInfo>();
  for (const each of classes.mro(cls)) {
    for (const { name, binding } of each.members) {
      if (binding.kind === "function" && !found.has(name)) found.set(name, methodOf(binding.node, each));
    }
  }
  return [...found.values()];
}

/** Longer functions are not read for what they give: the editor asks for that with every keystroke. */
const READ = 1500;

function methodOf(node: FunctionDefinition, cls: PyClass): MethodInfo {
  const { file } = cls.module;
  const kind = node.decorators.reduce<MethodInfo["kind"]>((known, decorator) => kindOf(decorator) ?? known, "method");
  const doc = hasDoc(node, file.text) ? docOf(node) : undefined;
  const defaults = node.parameters.flatMap(({ name, default: value }): (readonly [string, string])[] =>
    value === null ? [] : [[name, file.text.slice(value.from, value.to)]],
  );
  return {
    name: node.name,
    kind,
    parameters: parameterNames(node),
    ...(defaults.length === 0 ? {} : { defaults: Object.fromEntries(defaults) }),
    ...(doc === undefined ? {} : { doc }),
    ...(node.to - node.from > READ ? {} : { text: file.text.slice(node.from, node.to) }),
    code: file.code(node),
  };
}

/** Parameters' names with their stars; a bare star stands in front of those that are only given by name. */
function parameterNames({ parameters }: FunctionDefinition): string[] {
  const bare = parameters.some(({ kind }) => kind === "*")
    ? undefined
    : parameters.find(({ kind }) => kind === "keyword-only");
  return parameters.flatMap((parameter) => {
    const { kind, name } = parameter;
    if (kind === "*" || kind === "**") return [`${kind}${name}`];
    return parameter === bare ? ["*", name] : [name];
  });
}

function kindOf(decorator: Expression): MethodInfo["kind"] | null {
  const name = decorator.type === "Name" ? decorator.id : decorator.type === "Attribute" ? decorator.name : "";
  return name === "property" || name === "cached_property" || name === "classmethod" || name === "staticmethod"
    ? name
    : null;
}

/** From behind the last parameter to a quotation mark: a look at the text, as most functions have none. */
const DOC = /\s*\(?\s*,?\s*\)?\s*(?:->[^:\n]*)?:[ \t]*(?:#[^\n]*)?\s*[rRuU]?["']/y;

function hasDoc(node: FunctionDefinition, text: string): boolean {
  DOC.lastIndex = node.parameters.at(-1)?.to ?? node.nameSpan.to;
  return DOC.test(text);
}

function docOf(node: FunctionDefinition): string | undefined {
  const [first] = node.body;
  if (first?.type !== "ExpressionStatement" || first.value.type !== "Literal") return undefined;
  const { value } = first.value;
  return typeof value === "string" ? value.trim() : undefined;
}
