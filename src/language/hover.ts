import type { Argument, Attribute, Call, Name, Span } from "../python/tree";
import { lookupMeaning } from "./api/lookups";
import { acceptedBy, signatureOf } from "./callee";
import { describe } from "./describe";
import type { ModelGraph } from "./graph";
import { infer } from "./infer/scope";
import { isArgument, isCall } from "./nodes";
import { follow, namesIn, type Step } from "./paths";
import { type Place, placeAt, stringAt } from "./script/place";
import type { Script } from "./script/script";
import { stringUse } from "./strings";
import type { Type } from "./types";
import { code, fieldText, modelText, reverseText } from "./wording";

/** What is known about the text at a place: Markdown, and the text it is about. */
export interface Hover extends Span {
  readonly text: string;
}

/** Tells about the model, field, method or variable at an offset. */
export function hover(script: Script, text: string, offset: number): Hover | undefined {
  const place = placeAt(script, text, offset);
  const found = over(place);
  return found && { ...found, from: found.from + place.base, to: found.to + place.base };
}

function over(place: Place): Hover | undefined {
  const node = place.path.at(-1);
  if (node === undefined) return undefined;
  const string = stringAt(place);
  if (string) {
    const use = stringUse(place);
    return use && overPath(place, { from: string.start, to: string.literal.to - 1 }, use.accessors);
  }
  if (isArgument(node)) return overKeyword(place, node);
  if (node.type === "Attribute") return overAttribute(place, node as Attribute);
  if (node.type !== "Name") return undefined;
  const name = node as Name;
  const about = aboutType(infer(name, place.scope), name.id);
  return about === undefined ? undefined : { text: about, from: name.from, to: name.to };
}

function overAttribute(place: Place, node: Attribute): Hover | undefined {
  const { value, name, nameSpan } = node;
  if (place.offset < nameSpan.from) return undefined;
  const { graph } = place.scope;
  const owner = infer(value, place.scope);
  if (owner.kind === "instance") {
    const field = graph.field(owner.model, name);
    if (field) return { text: fieldText(field, owner.model), ...nameSpan };
    const reverse = graph.reverse(owner.model).find(({ accessor }) => accessor === name);
    if (reverse) return { text: reverseText(reverse, graph), ...nameSpan };
  }
  const about = aboutType(infer(node, place.scope), name);
  return about === undefined ? undefined : { text: about, ...nameSpan };
}

function overKeyword(place: Place, { nameSpan, name }: Argument): Hover | undefined {
  if (nameSpan === null || name === null || place.offset > nameSpan.to) return undefined;
  return overPath(place, nameSpan, false);
}

/** A field path, in a keyword or in a string: the part under the pointer. */
function overPath(place: Place, span: Span, accessors: boolean): Hover | undefined {
  const call = place.path.findLast((node): node is Call => isCall(node));
  const accepted = call && acceptedBy(call, place);
  if (!accepted?.model) return undefined;
  const written = place.text.slice(span.from, span.to);
  const sign = /^[-+]?/.exec(written)?.[0].length ?? 0;
  const { annotations } = accepted;
  const names = namesIn(written.slice(sign), annotations);
  let from = span.from + sign;
  const { steps } = follow(place.scope.graph, accepted.model, names, { annotations, accessors });
  for (const [index, step] of steps.entries()) {
    const to = from + (names[index]?.length ?? 0);
    if (place.offset <= to) {
      const text = aboutStep(step, place.scope.graph);
      return { text, from, to };
    }
    from = to + 2;
  }
  return undefined;
}

function aboutStep(step: Step, graph: ModelGraph): string {
  if (step.field) return fieldText(step.field, step.owner);
  if (step.reverse) return reverseText(step.reverse, graph);
  if (step.lookup) return `${code(`__${step.name}`)}\n${lookupMeaning(step.name)}`;
  const type = step.annotation?.output?.type;
  return `${code(type ? `${step.name}: ${type}` : step.name)}\nAn annotation of the queryset.`;
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
