import { PyDict } from "./collections";
import { type PyRaise, raise } from "./exceptions";
import { type MaybePromise, PyObject, type Runtime, type Value } from "./objects";
import { type Translation, toRegExp, translate } from "./regex";
import { GuardedSearch } from "./regexGuard";
import { END } from "./regexSets";
import { reprString } from "./text";

/** Attributes of patterns and matches, filled by `reModule.ts`, which needs builtins. */
export const patternMembers = new Map<string, (self: PyPattern) => Value>();
export const matchMembers = new Map<string, (self: PyMatch) => Value>();

type Mode = "search" | "match" | "fullmatch" | "advance";

/** Python's compiled pattern. */
export class PyPattern extends PyObject {
  readonly typeName = "Pattern";
  readonly translation: Translation;
  readonly #engines = new Map<Mode, RegExp>();
  readonly #search: GuardedSearch;

  constructor(
    readonly pattern: string,
    readonly flags: bigint,
  ) {
    super();
    this.translation = translate(pattern, flags);
    this.#search = new GuardedSearch(pattern, this.translation.source);
  }

  #engine(mode: Mode): RegExp {
    const known = this.#engines.get(mode);
    if (known) return known;
    const { source } = this.translation;
    const made =
      mode === "search"
        ? toRegExp(this.translation, "gd")
        : mode === "match"
          ? toRegExp(this.translation, "yd")
          : mode === "fullmatch"
            ? toRegExp(this.translation, "yd", `(?:${source})${END}`)
            : // A match that moves on: what is left behind it is not all that was left before it.
              toRegExp(this.translation, "yd", `(?=(?<rest>[\\s\\S]*))(?:${source})(?!\\k<rest>${END})`);
    this.#engines.set(mode, made);
    return made;
  }

  /** The first match from `at` (in UTF-16 units) on; null where there is none. Throws LimitExceeded if it takes too long. */
  find(text: Text, at: number, mode: Mode): PyMatch | null {
    const { length } = text.value;
    return this.#search.risky(length)
      ? this.#search.run(length, () => this.#find(text, at, mode))
      : this.#find(text, at, mode);
  }

  #find(text: Text, at: number, mode: Mode): PyMatch | null {
    const engine = this.#engine(mode);
    engine.lastIndex = at;
    const found = engine.exec(text.value);
    return found ? new PyMatch(this, text, found) : null;
  }

  /** Every match, as Python finds them. */
  *all(text: Text, from = 0): Generator<PyMatch> {
    const { length } = text.value;
    if (!this.#search.risky(length)) {
      yield* this.#each(text, from);
      return;
    }
    // The guard costs more than a match: it watches over many at once.
    const matches = this.#each(text, from);
    for (;;) {
      const some = this.#search.run(length, () => taken(matches, TOGETHER));
      yield* some;
      if (some.length < TOGETHER) return;
    }
  }

  /** An empty match may be followed by a longer one at the same place. */
  *#each(text: Text, from: number): Generator<PyMatch> {
    let at = from;
    let afterEmpty = false;
    while (at <= text.value.length) {
      const match: PyMatch | null =
        (afterEmpty ? this.#find(text, at, "advance") : null) ??
        this.#find(text, afterEmpty ? text.next(at) : at, "search");
      if (!match) return;
      yield match;
      at = match.to;
      afterEmpty = match.to === match.from;
    }
  }

  override attribute(name: string): Value | undefined {
    return patternMembers.get(name)?.(this);
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof PyPattern
      ? other.pattern === this.pattern && other.translation.flags === this.translation.flags
      : undefined;
  }

  override hashKey(): string {
    return `re:${this.translation.flags}:${this.pattern}`;
  }

  override repr(): string {
    const names = FLAG_NAMES.filter(([, bit]) => (this.translation.flags & bit) !== 0n).map(([name]) => `re.${name}`);
    return `re.compile(${reprString(this.pattern)}${names.length > 0 ? `, ${names.join("|")}` : ""})`;
  }
}

/** How many matches are looked for under one guard. */
const TOGETHER = 200;

function taken<T>(from: Iterator<T>, most: number): T[] {
  const out: T[] = [];
  while (out.length < most) {
    const { done, value } = from.next();
    if (done) break;
    out.push(value);
  }
  return out;
}

const FLAG_NAMES = [
  ["IGNORECASE", 2n],
  ["MULTILINE", 8n],
  ["DOTALL", 16n],
  ["VERBOSE", 64n],
  ["ASCII", 256n],
] as const;

/** A text that is searched: places in UTF-16 units to places in code points, as Python counts. */
export class Text {
  readonly #wide: boolean;

  constructor(readonly value: string) {
    this.#wide = /[\ud800-\udfff]/.test(value);
  }

  /** The place behind the character at `at`. */
  next(at: number): number {
    return at + ((this.value.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
  }

  points(at: number): bigint {
    return BigInt(this.#wide ? [...this.value.slice(0, at)].length : at);
  }

  units(points: number): number {
    return this.#wide ? [...this.value].slice(0, points).join("").length : Math.min(points, this.value.length);
  }
}

/** Python's match. */
export class PyMatch extends PyObject {
  readonly typeName = "Match";
  readonly from: number;
  readonly to: number;

  constructor(
    readonly pattern: PyPattern,
    readonly text: Text,
    readonly found: RegExpExecArray,
  ) {
    super();
    this.from = found.index;
    this.to = found.index + found[0].length;
  }

  /** The number of a group given by number or name. Throws IndexError for one that is not there. */
  number(group: Value): number {
    const { groups, names } = this.pattern.translation;
    const number =
      typeof group === "string"
        ? names.get(group)
        : typeof group === "bigint" || typeof group === "boolean"
          ? Number(group)
          : undefined;
    if (number === undefined || number < 0 || number > groups) throw noSuchGroup();
    return number;
  }

  group(number: number): string | null {
    return number === 0 ? this.found[0] : (this.found.groups?.[`g${number}`] ?? null);
  }

  /** Where a group starts and ends, in code points; -1 where it took no part. */
  span(number: number): [bigint, bigint] {
    const place = number === 0 ? ([this.from, this.to] as const) : this.found.indices?.groups?.[`g${number}`];
    return place ? [this.text.points(place[0]), this.text.points(place[1])] : [-1n, -1n];
  }

  groups(fallback: Value): Value[] {
    return Array.from({ length: this.pattern.translation.groups }, (_, i) => this.group(i + 1) ?? fallback);
  }

  groupdict(fallback: Value): PyDict {
    return new PyDict(
      [...this.pattern.translation.names].map(([name, number]) => [name, this.group(number) ?? fallback] as const),
    );
  }

  override item(index: Value): Value {
    return this.group(this.number(index));
  }

  override attribute(name: string, _runtime: Runtime): MaybePromise<Value | undefined> {
    return matchMembers.get(name)?.(this);
  }

  override repr(): string {
    const [from, to] = this.span(0);
    return `<re.Match object; span=(${from}, ${to}), match=${reprString([...this.found[0]].slice(0, 50).join(""))}>`;
  }
}

function noSuchGroup(): PyRaise {
  return raise("IndexError", "no such group");
}
