import type { Attribute, Call } from "../../python/tree";
import type { ModelGraph } from "../graph";
import { infer } from "../infer";
import { isArgument, isCall, type Node } from "../nodes";
import { inComment, type Place, placeAt, stringAt, wordAround } from "../place";
import { keywordItems } from "./arguments";
import type { Completion } from "./item";
import { memberItems } from "./members";
import { nameItems } from "./names";
import { stringItems } from "./strings";

/** Stands in for the name that is about to be written, so that the text around it parses as it will. */
const stand = "x";

/** What can be written at an offset of a script, the likeliest first. */
export function complete(text: string, offset: number, graph: ModelGraph): Completion[] {
  const first = placeAt(text, offset, graph);
  if (inComment(first)) return [];
  const string = stringAt(first);
  const items = string ? stringItems(string.start, first) : atName(text, offset, graph);
  return items.sort((a, b) => a.rank - b.rank);
}

function atName(text: string, offset: number, graph: ModelGraph): Completion[] {
  const word = wordAround(text, offset);
  if (/^\d/.test(text.slice(word.from, offset))) return [];
  const empty = word.from === word.to;
  const place = empty
    ? placeAt(text.slice(0, offset) + stand + text.slice(offset), offset, graph)
    : placeAt(text, offset, graph);
  // What is replaced is counted in the text as it is, without the stand-in.
  const original: Place = { ...place, text };
  const node = place.path.at(-1);
  if (node?.type === "Attribute") {
    const { value, nameSpan } = node as Attribute;
    const inName = nameSpan.from <= offset && offset <= nameSpan.to;
    return inName ? memberItems(infer(value, place.names, graph), word, graph) : [];
  }
  const call = keywordOf(place.path, offset);
  const typed = text.slice(word.from, offset);
  if (call?.named) return keywordItems(call.call, typed, word, original);
  if (node !== undefined && node.type !== "Name") return [];
  const names = nameItems(word, original);
  return call ? [...keywordItems(call.call, typed, word, original), ...names] : names;
}

/** The call whose keyword is being written: `filter(tit|` or, with its value there already, `filter(tit|="x")`. */
function keywordOf(
  path: readonly Node[],
  offset: number,
): { readonly call: Call; readonly named: boolean } | undefined {
  const index = path.findLastIndex(isArgument);
  const argument = path[index];
  const call = path[index - 1];
  if (argument === undefined || !isArgument(argument) || call === undefined || !isCall(call) || argument.star > 0)
    return undefined;
  if (argument.nameSpan && argument.nameSpan.from <= offset && offset <= argument.nameSpan.to)
    return { call, named: true };
  const alone = argument.name === null && argument.value === path.at(-1) && argument.value.type === "Name";
  return alone ? { call, named: false } : undefined;
}
