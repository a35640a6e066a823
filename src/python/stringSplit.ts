import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { Value } from "./objects";

/** What Python's `str.isspace` calls white space; JavaScript's `\s` has other edges. */
export const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const WHITE = new RegExp(SPACE);
const LEADING = new RegExp(`^${SPACE}+`);

/** `strip`, `lstrip` and `rstrip`. */
export function strip(self: string, chars: Value | undefined, left: boolean, right: boolean): string {
  if (chars !== undefined && chars !== null && typeof chars !== "string") {
    throw raise("TypeError", `${left && right ? "strip" : left ? "lstrip" : "rstrip"} arg must be None or str`);
  }
  const drop = typeof chars === "string" ? new Set(chars) : null;
  const points = [...self];
  const gone = (c: string | undefined): boolean => c !== undefined && (drop ? drop.has(c) : WHITE.test(c));
  let from = 0;
  let to = points.length;
  if (left) while (from < to && gone(points[from])) from++;
  if (right) while (to > from && gone(points[to - 1])) to--;
  return points.slice(from, to).join("");
}

/** `split` and `rsplit`; a negative limit is none. */
export function split(self: string, separator: Value | undefined, limit: number, fromRight: boolean): string[] {
  if (separator === undefined || separator === null)
    return fromRight ? wordsFromRight(self, limit) : words(self, limit);
  if (typeof separator !== "string") throw raise("TypeError", `must be str or None, not ${typeNameOf(separator)}`);
  if (separator === "") throw raise("ValueError", "empty separator");
  const parts = self.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  if (fromRight) return [parts.slice(0, parts.length - limit).join(separator), ...parts.slice(parts.length - limit)];
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function words(self: string, limit: number): string[] {
  const out: string[] = [];
  let rest = self.replace(LEADING, "");
  while (rest !== "") {
    const end = limit >= 0 && out.length >= limit ? -1 : rest.search(WHITE);
    if (end < 0) return [...out, limit >= 0 && out.length >= limit ? strip(rest, null, false, false) : rest];
    out.push(rest.slice(0, end));
    rest = rest.slice(end).replace(LEADING, "");
  }
  return out;
}

function wordsFromRight(self: string, limit: number): string[] {
  const turned = [...self].reverse().join("");
  return words(turned, limit)
    .map((word) => [...word].reverse().join(""))
    .reverse();
}

// Written as text: in a pattern, control characters look like a slip.
const LINE_END = "\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029";
const LINES = new RegExp(`[^${LINE_END}]*(?:\\r\\n|[${LINE_END}])|[^${LINE_END}]+$`, "g");
const LAST_END = new RegExp(`(?:\\r\\n|[${LINE_END}])$`);

/** `splitlines`: at every line end that Python knows. */
export function splitLines(self: string, keepEnds: boolean): string[] {
  const lines = self.match(LINES) ?? [];
  return keepEnds ? lines : lines.map((line) => line.replace(LAST_END, ""));
}

/** `replace`, at most `limit` times; an empty text to replace stands between all characters. */
export function replace(self: string, from: string, to: string, limit: number): string {
  if (limit < 0) return from === "" ? interleave(self, to, Number.POSITIVE_INFINITY) : self.replaceAll(from, () => to);
  return from === "" ? interleave(self, to, limit) : split(self, from, limit, false).join(to);
}

function interleave(self: string, piece: string, limit: number): string {
  let left = limit;
  let out = "";
  for (const c of self) out += (left-- > 0 ? piece : "") + c;
  return out + (left > 0 ? piece : "");
}

/** `expandtabs`. */
export function expandTabs(self: string, size: number): string {
  let column = 0;
  let out = "";
  for (const c of self) {
    if (c === "\t") {
      const spaces = size > 0 ? size - (column % size) : 0;
      out += " ".repeat(spaces);
      column += spaces;
    } else {
      out += c;
      column = c === "\n" || c === "\r" ? 0 : column + 1;
    }
  }
  return out;
}
