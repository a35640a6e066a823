import type { Argument, Attribute, Call, Name, Span } from "../python/tree";
import { acceptedBy, signatureOf } from "./callee";
import type { ModelGraph } from "./graph";
import { infer } from "./infer";
import { isArgument, isCall } from "./nodes";
import { follow, type Step } from "./paths";
import { type Place, placeAt, stringAt } from "./place";
import { describe, type Type } from "./types";
import { code, fieldText, modelText, reverseText } from "./wording";

/** What is known about the text at a place: Markdown, and the text it is about. */
export interface Hover extends Span {
  readonly text: string;
}

/** Tells about the model, field, method or variable at an offset. */
export function hover(text: string, offset: number, graph: ModelGraph): Hover | undefined {
  const place = placeAt(text, offset, graph);
  const node = place.path.at(-1);
  if (node === undefined) return undefined;
  const string = stringAt(place);
  if (string) return overPath(place, { from: string.start, to: string.literal.to - 1 });
  if (isArgument(node)) return overKeyword(place, node);
  if (node.type === "Attribute") return overAttribute(place, node as Attribute);
  if (node.type !== "Name") return undefined;
  const name = node as Name;
  const about = aboutType(infer(name, place.names, graph), name.id);
  return about === undefined ? undefined : { text: about, from: name.from, to: name.to };
}

function overAttribute(place: Place, { value, name, nameSpan }: Attribute): Hover | undefined {
  if (place.offset < nameSpan.from) return undefined;
  const owner = infer(value, place.names, place.graph);
  if (owner.kind === "instance") {
    const field = place.graph.field(owner.model, name);
    if (field) return { text: fieldText(field, owner.model), ...nameSpan };
    const reverse = place.graph.reverse(owner.model).find(({ accessor }) => accessor === name);
    if (reverse) return { text: reverseText(reverse, place.graph), ...nameSpan };
  }
  const last = place.path.at(-1);
  const type = last ? infer(last as Attribute, place.names, place.graph) : owner;
  const about = aboutType(type, name);
  return about === undefined ? undefined : { text: about, ...nameSpan };
}

function overKeyword(place: Place, { nameSpan, name }: Argument): Hover | undefined {
  if (nameSpan === null || name === null || place.offset > nameSpan.to) return undefined;
  return overPath(place, nameSpan);
}

/** A field path, in a keyword or in a string: the part under the pointer. */
function overPath(place: Place, span: Span): Hover | undefined {
  const call = place.path.findLast((node): node is Call => isCall(node));
  const accepted = call && acceptedBy(call, place);
  if (!accepted?.model) return undefined;
  const written = place.text.slice(span.from, span.to);
  const sign = /^[-+]?/.exec(written)?.[0].length ?? 0;
  const names = written.slice(sign).split("__");
  let from = span.from + sign;
  for (const [index, step] of follow(place.graph, accepted.model, names, accepted.annotations).steps.entries()) {
    const to = from + (names[index]?.length ?? 0);
    if (place.offset <= to) {
      const text = aboutStep(step, place.graph);
      return text === undefined ? undefined : { text, from, to };
    }
    from = to + 2;
  }
  return undefined;
}

function aboutStep(step: Step, graph: ModelGraph): string | undefined {
  if (step.field) return fieldText(step.field, step.owner);
  if (step.reverse) return reverseText(step.reverse, graph);
  return step.lookup
    ? `${code(`__${step.name}`)}\nA lookup or transform.`
    : `${code(step.name)}\nAn annotation of the queryset.`;
}

function aboutType(type: Type, name: string): string | undefined {
  if (type.kind === "unknown") return undefined;
  if (type.kind === "model") return modelText(type.model);
  const signature = signatureOf(type);
  if (signature === undefined) return code(`${name}: ${describe(type)}`);
  const writes = type.kind === "method" && type.method.writes;
  const note = writes ? "\n\nShown as a preview before anything is written." : "";
  return `${code(`${signature.label}(${signature.parameters})`)}\n${signature.doc}${note}`;
}
