import type { SourcePlace } from "../../protocol/models";
import type { Span } from "../../python/tree";
import type { Script } from "../script/script";
import { type NamePlace, namePlaces } from "./bindings";
import { type Occurrence, occurrences } from "./occurrences";

/** Where something is written: in a file of the workspace, or in the script itself. */
export type Definition =
  | { readonly file: SourcePlace; readonly origin: Span }
  | { readonly here: Span; readonly origin: Span };

/** A name under the cursor, with all the places in the script where the same is meant. */
export interface Meant {
  /** What it stands for, the same in every script; a script's own names have none. */
  readonly key: string | undefined;
  readonly at: Span;
  readonly places: readonly (Span & { readonly binds: boolean })[];
}

function move<T extends Span>(span: T, by: number): T {
  return { ...span, from: span.from + by, to: span.to + by };
}

/** Every name of the models in a script, in the order of the text. */
export function modelNames(script: Script, text: string): Occurrence[] {
  return script.read(text).flatMap((piece, index) => occurrences(script, index).map((one) => move(one, piece.from)));
}

/** Every name of the script's own. Names of functions' insides have numbers that hold for one statement only. */
export function ownNames(script: Script, text: string): (NamePlace & { readonly piece: number })[] {
  return script.read(text).flatMap((piece, index) => {
    const places = script.fact("names", index, () => namePlaces(piece.parsed.statements, piece.text));
    return places.map((one) => ({ ...move(one, piece.from), piece: index }));
  });
}

/** What the name at an offset stands for, and where else in the script. */
export function meantAt(script: Script, text: string, offset: number): Meant | undefined {
  const touches = ({ from, to }: Span): boolean => from <= offset && offset <= to;
  const models = modelNames(script, text);
  const known = models.find((one) => touches(one) && one.key !== "");
  if (known) {
    const places = models.filter(({ key }) => key === known.key).map(({ from, to }) => ({ from, to, binds: false }));
    return { key: known.key, at: known, places };
  }
  const names = ownNames(script, text);
  const own = names.find(touches);
  if (!own || !isBound(names, own)) return undefined;
  const same = names.filter((one) => isSame(one, own));
  return { key: undefined, at: own, places: same.map(({ from, to, binds }) => ({ from, to, binds })) };
}

type PiecedName = NamePlace & { readonly piece: number };

function isSame(one: PiecedName, other: PiecedName): boolean {
  if (one.name !== other.name || one.scope !== other.scope) return false;
  return one.scope === 0 || one.piece === other.piece;
}

function isBound(names: readonly PiecedName[], own: PiecedName): boolean {
  return names.some((one) => one.binds && isSame(one, own));
}

/** Where the name at an offset was written: a model's class or field in the workspace, a variable's last assignment. */
export function definition(script: Script, text: string, offset: number): Definition | undefined {
  const touches = ({ from, to }: Span): boolean => from <= offset && offset <= to;
  const known = modelNames(script, text).find((one) => touches(one) && one.place !== undefined);
  if (known?.place) return { file: known.place, origin: { from: known.from, to: known.to } };
  const names = ownNames(script, text);
  const own = names.find(touches);
  if (!own) return undefined;
  const bindings = names.filter((one) => one.binds && isSame(one, own));
  const last = bindings.findLast(({ from }) => from <= own.from) ?? bindings[0];
  return last && { here: { from: last.from, to: last.to }, origin: { from: own.from, to: own.to } };
}

/** Places of a key of the models in a text; for searching other scripts and Python files. */
export function placesOf(script: Script, text: string, key: string): Span[] {
  return modelNames(script, text).filter((one) => one.key === key);
}

/** The word that any place of a key must contain, to pass over files without it. */
export function wordOf(key: string): string {
  return key.slice(Math.max(key.lastIndexOf("."), key.lastIndexOf(" ")) + 1);
}

/** The edits that give a variable, function or parameter of the script another name; undefined where it is none. */
export function renamePlaces(script: Script, text: string, offset: number): readonly Span[] | undefined {
  const found = meantAt(script, text, offset);
  if (found === undefined || found.key !== undefined) return undefined;
  const names = ownNames(script, text);
  const own = names.find(({ from }) => from === found.at.from);
  // An import's name is that of something else.
  if (own?.kind === "import" || names.some((one) => own && isSame(one, own) && one.kind === "import")) return undefined;
  return own?.kind === "parameter" ? [...found.places, ...keywordPlaces(script, text, own, names)] : found.places;
}

/** A parameter's name stands in calls by keyword too: `latest(count=3)`. */
function keywordPlaces(script: Script, text: string, parameter: PiecedName, names: readonly PiecedName[]): Span[] {
  const piece = script.read(text)[parameter.piece];
  const definition = piece?.parsed.statements.find(
    (node) =>
      node.type === "FunctionDefinition" &&
      node.from + piece.from <= parameter.from &&
      parameter.to <= node.to + piece.from,
  );
  if (definition?.type !== "FunctionDefinition") return [];
  const calls = names.filter(({ name, scope, binds }) => name === definition.name && scope === 0 && !binds);
  return calls.flatMap(({ to }) => {
    const inside = argumentText(text, to);
    const at = new RegExp(`[(,]\\s*(${parameter.name})\\s*=(?!=)`).exec(inside);
    if (!at?.[1]) return [];
    const from = to + at.index + at[0].indexOf(at[1]);
    return [{ from, to: from + at[1].length }];
  });
}

/** The text of the arguments behind a name, calls within them left out. */
function argumentText(text: string, from: number): string {
  if (text[from] !== "(") return "";
  let depth = 0;
  let shown = "";
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if ("([{".includes(char)) depth++;
    shown += depth === 1 || (depth === 2 && i === from) ? char : " ";
    if (")]}".includes(char) && --depth === 0) break;
  }
  return shown;
}

/** Whether a text can be a name of a script. */
export function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) && !keywords.has(text);
}

const keywords = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);
