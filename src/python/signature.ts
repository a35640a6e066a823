import { raise } from "./exceptions";
import type { CallArguments, Value } from "./objects";

/** Arguments by parameter name. `args` holds a `*name` parameter's values, `kwargs` a `**name` one's. */
export interface Bound {
  readonly [name: string]: Value | undefined;
}

export interface BoundArguments {
  readonly named: Bound;
  readonly args: readonly Value[];
  readonly kwargs: ReadonlyMap<string, Value>;
}

interface Shape {
  /** With the `?` of those that may be left out. */
  readonly positional: readonly string[];
  readonly keywordOnly: readonly string[];
  /** The names of the positional ones, without a `?`. */
  readonly names: readonly string[];
  /** What may be given by keyword. */
  readonly allowed: ReadonlySet<string>;
  readonly takesRest: boolean;
  readonly takesKeywords: boolean;
}

const shapes = new WeakMap<readonly string[], Shape>();

const clean = (p: string): string => p.replace(/\?$/, "");
const isName = (p: string): boolean => p !== "/" && !p.startsWith("*");

/** What a signature says, worked out once for each list. */
function shapeOf(signature: readonly string[]): Shape {
  const known = shapes.get(signature);
  if (known) return known;
  const slash = signature.indexOf("/");
  const star = signature.findIndex((p) => p.startsWith("*") && !p.startsWith("**"));
  const positional = signature.slice(0, star < 0 ? signature.length : star).filter(isName);
  const keywordOnly = star < 0 ? [] : signature.slice(star + 1).filter(isName);
  const positionalOnly = slash < 0 ? [] : signature.slice(0, slash).map(clean);
  const made: Shape = {
    positional,
    keywordOnly,
    names: positional.map(clean),
    allowed: new Set([...positional, ...keywordOnly].map(clean).filter((p) => !positionalOnly.includes(p))),
    takesRest: star >= 0 && signature[star] !== "*",
    takesKeywords: signature.some((p) => p.startsWith("**")),
  };
  shapes.set(signature, made);
  return made;
}

/**
 * Matches a call's arguments with a signature such as `["key", "default?", "*", "flat?"]`: `?` marks an optional one, a
 * lone `*` makes the rest keyword-only, `/` the ones before it positional-only, `*args` and `**kwargs` take what is left.
 * Throws TypeError in Python's words.
 */
export function bind(name: string, signature: readonly string[], call: CallArguments): BoundArguments {
  const named: Record<string, Value | undefined> = {};
  const { positional, keywordOnly, names, allowed, takesRest, takesKeywords } = shapeOf(signature);
  if (call.positional.length > positional.length && !takesRest) {
    throw raise("TypeError", tooMany(name, positional, call.positional.length));
  }
  for (const [i, parameter] of names.entries()) if (i < call.positional.length) named[parameter] = call.positional[i];
  const kwargs = new Map<string, Value>();
  for (const [key, value] of call.keywords) {
    if (allowed.has(key)) {
      if (named[key] !== undefined) throw raise("TypeError", `${name}() got multiple values for argument '${key}'`);
      named[key] = value;
    } else if (takesKeywords) kwargs.set(key, value);
    else throw raise("TypeError", `${name}() got an unexpected keyword argument '${key}'`);
  }
  const isAbsent = (p: string): boolean => !p.endsWith("?") && named[p] === undefined;
  if (positional.some(isAbsent)) throw raise("TypeError", missingArguments(name, positional.filter(isAbsent)));
  if (keywordOnly.some(isAbsent))
    throw raise("TypeError", missingArguments(name, keywordOnly.filter(isAbsent), "keyword-only"));
  return { named, args: takesRest ? call.positional.slice(positional.length) : [], kwargs };
}

function tooMany(name: string, positional: readonly string[], count: number): string {
  // A method's first argument is the object it is called on.
  const own = /^[A-Z]\w*\./.test(name) ? 1 : 0;
  const [most, given] = [positional.length + own, count + own];
  const required = positional.filter((p) => !p.endsWith("?")).length + own;
  const takes = required === most ? String(required) : `from ${required} to ${most}`;
  const plural = most === 1 ? "" : "s";
  return `${name}() takes ${takes} positional argument${plural} but ${given} ${given === 1 ? "was" : "were"} given`;
}

/** Python's words for arguments that are not there. */
export function missingArguments(name: string, missing: readonly string[], kind = "positional"): string {
  const quoted = missing.map((p) => `'${p}'`);
  const list =
    quoted.length === 1
      ? quoted[0]
      : quoted.length === 2
        ? quoted.join(" and ")
        : `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
  return `${name}() missing ${missing.length} required ${kind} argument${missing.length === 1 ? "" : "s"}: ${list}`;
}
