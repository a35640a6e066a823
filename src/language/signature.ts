import type { Call } from "../python/tree";
import { signatureOf } from "./callee";
import { infer } from "./infer/scope";
import { isCall } from "./nodes";
import { placeAt } from "./script/place";
import type { Script } from "./script/script";

/** How the call around a place is written, and which of its parameters is being written. */
export interface Signature {
  readonly label: string;
  readonly doc: string;
  readonly parameters: readonly string[];
  readonly active: number;
}

/** The signature of the innermost call whose parentheses hold the offset. */
export function signature(script: Script, text: string, offset: number): Signature | undefined {
  const place = placeAt(script, text, offset);
  const call = place.path.findLast(
    (node): node is Call => isCall(node) && inParentheses(node, place.text, place.offset),
  );
  if (call === undefined) return undefined;
  const found = signatureOf(infer(call.callee, place.scope));
  if (found === undefined) return undefined;
  const parameters =
    found.parameters === "" ? [] : found.parameters.split(/, (?![^(]*\))/).filter((name) => name !== "*");
  const label = `${found.label}(${found.parameters})`;
  return { label, doc: found.doc, parameters, active: activeParameter(call, place.offset, parameters) };
}

function inParentheses({ argsSpan }: Call, text: string, offset: number): boolean {
  const closed = text[argsSpan.to - 1] === ")" && argsSpan.to - argsSpan.from > 1;
  return argsSpan.from < offset && (offset < argsSpan.to || (offset === argsSpan.to && !closed));
}

/** A keyword names its parameter; else they are counted, and all beyond a `*args` are that one. */
function activeParameter(call: Call, offset: number, parameters: readonly string[]): number {
  const current = call.args.find(({ from, to }) => from <= offset && offset <= to);
  const bare = (parameter: string): string => parameter.replace(/[=*].*$/, "");
  if (current?.name) {
    const named = parameters.findIndex((parameter) => bare(parameter) === current.name && !parameter.startsWith("*"));
    return named >= 0
      ? named
      : Math.max(
          0,
          parameters.findIndex((parameter) => parameter.startsWith("**")),
        );
  }
  const position = call.args.filter(({ to }) => to < offset).length;
  const rest = parameters.findIndex((parameter) => /^\*[^*]/.test(parameter));
  return rest >= 0 ? Math.min(position, rest) : Math.min(position, Math.max(0, parameters.length - 1));
}
