/** A pattern's structure, as far as its running time depends on it. */
export type Shape =
  | { readonly kind: "set"; readonly source: string }
  | { readonly kind: "sequence" | "alternatives"; readonly items: readonly Shape[] }
  | { readonly kind: "repeat"; readonly item: Shape; readonly least: number; readonly most: number }
  | { readonly kind: "look"; readonly item: Shape }
  | { readonly kind: "reference" };

/** Reads a pattern in JavaScript's syntax, with the `v` flag; it must be a right one. */
export function shapeOf(source: string): Shape {
  return new ShapeReader(source).alternatives();
}

const OPENING = /\((?:\?(?:<([=!])|([=!])|:|<\w+>|[-i]+:))?/y;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;
const ESCAPE = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|k<\w+>|[\s\S])/iy;

class ShapeReader {
  #at = 0;

  constructor(readonly source: string) {}

  alternatives(): Shape {
    const items = [this.#sequence()];
    while (this.source[this.#at] === "|") {
      this.#at++;
      items.push(this.#sequence());
    }
    return items.length === 1 ? (items[0] as Shape) : { kind: "alternatives", items };
  }

  #sequence(): Shape {
    const items: Shape[] = [];
    while (this.#at < this.source.length && !/[|)]/.test(this.source.charAt(this.#at))) {
      const item = this.#item();
      if (item) items.push(this.#repeated(item));
    }
    return items.length === 1 ? (items[0] as Shape) : { kind: "sequence", items };
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.source);
    if (found) this.#at += found[0].length;
    return found;
  }

  #item(): Shape | null {
    const from = this.#at;
    const opening = this.#match(OPENING);
    if (opening) {
      const item = this.alternatives();
      this.#at++;
      return opening[1] || opening[2] ? { kind: "look", item } : item;
    }
    const escaped = this.#match(ESCAPE);
    if (escaped) return escaped[0].startsWith("\\k") ? { kind: "reference" } : { kind: "set", source: escaped[0] };
    if (this.source[from] === "[") this.#skipClass();
    else this.#at += (this.source.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
    const source = this.source.slice(from, this.#at);
    return source === "^" || source === "$" ? null : { kind: "set", source };
  }

  #skipClass(): void {
    for (let depth = 0; this.#at < this.source.length; ) {
      const c = this.source[this.#at];
      this.#at += c === "\\" ? 2 : 1;
      if (c === "[") depth++;
      else if (c === "]" && --depth === 0) return;
    }
  }

  #repeated(item: Shape): Shape {
    const found = this.#match(QUANTIFIER);
    if (!found) return item;
    const [, sign, low, comma, high] = found;
    if (sign) return { kind: "repeat", item, least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Infinity };
    const least = Number(low);
    return { kind: "repeat", item, least, most: comma ? (high ? Number(high) : Infinity) : least };
  }
}
