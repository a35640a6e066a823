import type { Call, Expression, FunctionDefinition } from "../../python/tree";
import { type Type, unknown } from "../types";
import { annotationType } from "./annotations";
import { infer, inside, type Layer, type Scope } from "./scope";

/** Gives a function's parameters the types of a call's arguments, else what they declare. */
export function bindParameters(
  parameters: FunctionDefinition["parameters"],
  call: Call | undefined,
  names: Layer,
  scope: Scope,
): void {
  const positional = call?.args.filter(({ name, star }) => name === null && star === 0) ?? [];
  const byName = new Map(call?.args.map(({ name, value }) => [name ?? "", value]));
  for (const [i, parameter] of parameters.entries()) {
    const given = byName.get(parameter.name) ?? positional[i]?.value;
    names.set(parameter.name, parameterType(parameter, given, names, scope));
  }
}

function parameterType(
  { annotation, default: byDefault, kind }: FunctionDefinition["parameters"][number],
  given: Expression | undefined,
  names: Layer,
  scope: Scope,
): Type {
  if (kind === "*") return { kind: "list", of: unknown };
  if (kind === "**") return { kind: "dict", value: unknown };
  const found = given ? infer(given, scope) : unknown;
  if (found.kind !== "unknown") return found;
  const declared = annotation ? annotationType(annotation, inside(scope, names)) : unknown;
  if (declared.kind !== "unknown" || byDefault === null) return declared;
  return infer(byDefault, inside(scope, names));
}

/** The parameters of a function whose inside is looked at, without any call. */
export function bindOpenParameters(parameters: FunctionDefinition["parameters"], names: Layer, scope: Scope): void {
  bindParameters(parameters, undefined, names, scope);
}
