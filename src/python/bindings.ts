import type { Expression, Parameter, Pattern, Statement } from "./tree";

const known = new WeakMap<readonly Statement[], ReadonlySet<string>>();

/** The names that a function's body binds and that are therefore its own (Python Language Reference, 4.2.1). */
export function localNames(body: readonly Statement[]): ReadonlySet<string> {
  const found = known.get(body);
  if (found) return found;
  const names = new Set<string>();
  const elsewhere = new Set<string>();
  block(body, names, elsewhere);
  for (const name of elsewhere) names.delete(name);
  known.set(body, names);
  return names;
}

function target(node: Expression, names: Set<string>): void {
  if (node.type === "Name") names.add(node.id);
  else if (node.type === "Tuple" || node.type === "List") for (const item of node.items) target(item, names);
  else if (node.type === "Starred") target(node.value, names);
}

function captured(pattern: Pattern, names: Set<string>): void {
  switch (pattern.type) {
    case "CapturePattern":
      if (pattern.name !== null) names.add(pattern.name);
      return;
    case "AsPattern":
      names.add(pattern.name);
      captured(pattern.pattern, names);
      return;
    case "SequencePattern":
      for (const item of pattern.items) captured(item, names);
      return;
    case "OrPattern":
      for (const item of pattern.alternatives) captured(item, names);
      return;
    case "MappingPattern":
      if (pattern.rest !== null) names.add(pattern.rest);
      for (const item of pattern.items) captured(item.pattern, names);
      return;
    case "ClassPattern":
      for (const item of [...pattern.positional, ...pattern.keywords.map((each) => each.pattern)])
        captured(item, names);
  }
}

function block(body: readonly Statement[], names: Set<string>, elsewhere: Set<string>): void {
  const inner = (statements: readonly Statement[]): void => block(statements, names, elsewhere);
  for (const node of body) {
    switch (node.type) {
      case "Assign":
        for (const each of node.targets) target(each, names);
        break;
      case "AnnotatedAssign":
      case "AugmentedAssign":
        target(node.target, names);
        break;
      case "Delete":
        for (const each of node.targets) target(each, names);
        break;
      case "If":
      case "While":
        inner(node.body);
        inner(node.otherwise);
        break;
      case "For":
        target(node.target, names);
        inner(node.body);
        inner(node.otherwise);
        break;
      case "Match":
        for (const each of node.cases) {
          captured(each.pattern, names);
          inner(each.body);
        }
        break;
      case "With":
        for (const item of node.items) if (item.target) target(item.target, names);
        inner(node.body);
        break;
      case "Try":
        for (const handler of node.handlers) {
          if (handler.name) names.add(handler.name);
          inner(handler.body);
        }
        for (const part of [node.body, node.otherwise, node.finally]) inner(part);
        break;
      case "FunctionDefinition":
      case "ClassDefinition":
        names.add(node.name);
        break;
      case "Import":
        for (const name of node.names) names.add(name.as ?? (name.name.split(".")[0] as string));
        break;
      case "ImportFrom":
        for (const name of node.names) names.add(name.as ?? name.name);
        break;
      case "Scope":
        for (const name of node.names) elsewhere.add(name);
        break;
    }
  }
}

/** What is wrong with a parameter list, in Python's words; null where nothing is. */
export function parameterFault(
  parameters: readonly Parameter[],
): { readonly message: string; readonly at: Parameter } | null {
  const seen = new Set<string>();
  let withDefault = false;
  for (const parameter of parameters) {
    if (seen.has(parameter.name)) {
      return { message: `duplicate argument '${parameter.name}' in function definition`, at: parameter };
    }
    seen.add(parameter.name);
    if (parameter.kind !== "normal" && parameter.kind !== "positional-only") continue;
    if (withDefault && !parameter.default)
      return { message: "non-default argument follows default argument", at: parameter };
    withDefault ||= parameter.default !== null;
  }
  return null;
}
