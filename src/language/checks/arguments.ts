import { messages } from "../../models/vocabulary/messages";
import { closest } from "../../python/suggest";
import type { Call } from "../../python/tree";
import { type Around, acceptedBy } from "../callee";
import type { Type } from "../types";
import { misspelt, type Problem } from "./problem";

/** Keywords that a call does not take. */
export function unknownArguments(call: Call, around: Around): Problem[] {
  const { callee, accepts } = acceptedBy(call, around);
  const options = optionsOf(callee, accepts.options);
  if (options === undefined || accepts.keywords !== undefined) return [];
  return call.args.flatMap(({ name, nameSpan }): Problem[] => {
    if (name === null || nameSpan === null || options.includes(name)) return [];
    const message = messages.unexpectedKeyword(calledName(callee), name);
    return [misspelt(nameSpan, "unknown-argument", "error", message, closest(name, options))];
  });
}

/** Every keyword a call may have; undefined where it may have any. */
function optionsOf(callee: Type, options: readonly string[] = []): readonly string[] | undefined {
  switch (callee.kind) {
    case "method":
      if (callee.of.kind === "value" || callee.of.kind === "list" || callee.of.kind === "dict") return undefined;
      if (callee.method.parameters.includes("**")) return undefined;
      return [...options, ...named(callee.method.parameters)];
    case "scriptFunction": {
      if (callee.node.parameters.some(({ kind }) => kind === "**")) return undefined;
      return callee.node.parameters.map(({ name }) => name);
    }
    case "ownMethod":
      return callee.method.parameters.some((name) => name.startsWith("**")) ? undefined : options;
    default:
      return undefined;
  }
}

function named(parameters: string): string[] {
  return parameters.split(", ").map((parameter) => parameter.replace(/^\*+|=.*$/g, ""));
}

function calledName(callee: Type): string {
  switch (callee.kind) {
    case "method":
      return `${callee.of.kind === "instance" ? callee.of.model.name : "QuerySet"}.${callee.method.name}`;
    case "ownMethod":
      return callee.method.name;
    case "scriptFunction":
      return callee.node.type === "Lambda" ? "<lambda>" : callee.node.name;
    default:
      return "";
  }
}
