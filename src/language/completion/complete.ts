import type { Attribute, Call, Subscript } from "../../python/tree";
import { infer } from "../infer/scope";
import { isArgument, isCall, type Node } from "../nodes";
import { inComment, type Place, placeAt, stringAt, wordAround } from "../script/place";
import type { Script } from "../script/script";
import { keywordItems } from "./arguments";
import { importItems } from "./imports";
import { type Completion, item, type Replaced } from "./item";
import { memberItems } from "./members";
import { nameItems } from "./names";
import { snippetItems } from "./snippets";
import { stringItems } from "./strings";
import { valueItems } from "./values";

/** Stands in for the name that is about to be written, so that the text around it parses as it will. */
const stand = "x";

/** What can be written at an offset of a script, the likeliest first. */
export function complete(script: Script, text: string, offset: number): Completion[] {
  const first = placeAt(script, text, offset);
  if (inComment(script, text, offset)) return [];
  const string = stringAt(first);
  const items = string
    ? shifted(keyItems(first, string.start) ?? stringItems(string.start, first), first.base)
    : atName(script, text, offset);
  return items.sort((a, b) => a.rank - b.rank);
}

function shifted(items: readonly Completion[], by: number): Completion[] {
  return by === 0 ? [...items] : items.map((one) => ({ ...one, from: one.from + by, to: one.to + by }));
}

function atName(script: Script, text: string, offset: number): Completion[] {
  const word = wordAround(text, offset);
  if (/^\d/.test(text.slice(word.from, offset))) return [];
  const imports = importItems(text, offset, word, script.graph);
  if (imports) return imports;
  const empty = word.from === word.to;
  const place = placeAt(script, empty ? text.slice(0, offset) + stand + text.slice(offset) : text, offset);
  const follows = /^\s*=(?!=)/.test(text.slice(word.to, word.to + 20));
  // The name is replaced in the text as it is, without the stand-in.
  return atNode(place, word, text.slice(word.from, offset), follows);
}

function atNode(place: Place, word: Replaced, typed: string, follows: boolean): Completion[] {
  const { path, offset, scope } = place;
  const node = path.at(-1);
  if (node?.type === "Attribute") {
    const { value, nameSpan } = node as Attribute;
    const inName = nameSpan.from <= offset && offset <= nameSpan.to;
    return inName ? memberItems(infer(value, scope), word, scope) : [];
  }
  const keyword = keywordOf(path, offset);
  if (keyword?.named) return keywordItems(keyword.call, typed, word, place, follows);
  if (node !== undefined && node.type !== "Name") return [];
  const names = [...valueItems(word, place), ...nameItems(word, scope, typed)];
  if (keyword) return [...keywordItems(keyword.call, typed, word, place, follows), ...names];
  const atStart = path.length === 0 || path.at(-2)?.type === "ExpressionStatement";
  return atStart ? [...names, ...snippetItems(word, scope)] : names;
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

/** The keys of a dictionary that is known: `row["|"]`. */
function keyItems(place: Place, start: number): Completion[] | undefined {
  const literal = place.path.at(-1);
  const above = place.path.at(-2);
  if (above?.type !== "Subscript" || (above as Subscript).index !== literal) return undefined;
  const owner = infer((above as Subscript).value, place.scope);
  if (owner.kind !== "dict") return [];
  const end = place.text.slice(place.offset).search(/["'\n]|$/);
  const replaced = { from: start, to: place.offset + Math.max(0, end) };
  return [...(owner.keys?.keys() ?? [])].map((name) => item(name, "field", 0, replaced, { detail: "key" }));
}
