import { type Constant, type Evaluated, Thing, UNKNOWN } from "./constant";
import { PathValue } from "./paths";

/** Texts longer than this are not worked out. */
const LONGEST = 100_000;

/** A text's method, as far as settings and models use them. */
export function textMethod(text: string, name: string, args: readonly Evaluated[]): Evaluated {
  const [first, second] = args;
  switch (name) {
    case "upper":
      return text.toUpperCase();
    case "lower":
    case "casefold":
      return text.toLowerCase();
    case "title":
      return text
        .toLowerCase()
        .replace(/(^|[^\p{L}])(\p{L})/gu, (_, before: string, c: string) => before + c.toUpperCase());
    case "capitalize":
      return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
    case "strip":
    case "lstrip":
    case "rstrip":
      return typeof first === "string" || first === undefined || first === null ? stripped(text, name, first) : UNKNOWN;
    case "startswith":
    case "endswith": {
      const tails = Array.isArray(first) ? first : [first];
      if (!tails.every((tail) => typeof tail === "string")) return UNKNOWN;
      return tails.some((tail) => (name === "startswith" ? text.startsWith(tail) : text.endsWith(tail)));
    }
    case "replace":
      return typeof first === "string" && typeof second === "string" ? text.replaceAll(first, () => second) : UNKNOWN;
    case "split":
    case "rsplit":
      return split(text, name === "rsplit", first, second);
    case "splitlines":
      return text.split(/\r?\n/);
    case "join":
      return Array.isArray(first) && first.every((item) => typeof item === "string") ? first.join(text) : UNKNOWN;
    case "format":
      return positionalFormat(text, args);
    case "encode":
      return text;
    case "isdigit":
      return /^\d+$/.test(text);
    default:
      return UNKNOWN;
  }
}

function stripped(text: string, name: string, characters: string | null | undefined): string {
  const set = characters ?? " \t\n\r\f\v";
  let [from, to] = [0, text.length];
  if (name !== "rstrip") while (from < to && set.includes(text.charAt(from))) from++;
  if (name !== "lstrip") while (to > from && set.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

function split(text: string, fromEnd: boolean, by: Evaluated | undefined, most: Evaluated | undefined): Evaluated {
  if (by === undefined || by === null) return text.trim() === "" ? [] : text.trim().split(/\s+/);
  if (typeof by !== "string" || by === "") return UNKNOWN;
  const parts = text.split(by);
  if (typeof most !== "bigint" || most < 0n || parts.length <= Number(most) + 1) return parts;
  const n = Number(most);
  return fromEnd
    ? [parts.slice(0, parts.length - n).join(by), ...parts.slice(parts.length - n)]
    : [...parts.slice(0, n), parts.slice(n).join(by)];
}

/** `"{}_{1}".format(…)` without formats. */
function positionalFormat(text: string, args: readonly Evaluated[]): Evaluated {
  let at = 0;
  let known = true;
  const result = text.replace(/\{\{|\}\}|\{(\d*)\}/g, (whole, place: string | undefined) => {
    if (whole === "{{" || whole === "}}") return whole.charAt(0);
    const value = args[place === "" || place === undefined ? at++ : Number(place)];
    const shown = value === undefined ? UNKNOWN : shownText(value);
    if (typeof shown !== "string") known = false;
    return typeof shown === "string" ? shown : whole;
  });
  return known && !/\{[^}]*\}/.test(result) && result.length < LONGEST ? result : UNKNOWN;
}

/** `str(value)`. */
export function shownText(value: Evaluated): string | typeof UNKNOWN {
  if (value === UNKNOWN || value instanceof Thing || Array.isArray(value) || value instanceof Map) return UNKNOWN;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return value instanceof PathValue ? value.path : String(value);
}

/** `"%s_x" % value`, for plain `%s` and `%d`, and for `%(name)s`. */
export function percentFormat(text: string, right: Constant): Evaluated {
  if (right instanceof Map) {
    let known = true;
    const named = text.replace(/%\((\w+)\)[sd]/g, (whole, name: string) => {
      const shown = shownText(right.get(name) ?? UNKNOWN);
      if (typeof shown !== "string") known = false;
      return typeof shown === "string" ? shown : whole;
    });
    return known ? named : UNKNOWN;
  }
  const values = Array.isArray(right) ? right : [right];
  let at = 0;
  let known = true;
  const result = text.replace(/%(?:(0?)(\d*)([sdi])|%)/g, (whole, zero: string, width: string, kind?: string) => {
    if (kind === undefined) return "%";
    const shown = shownText(values[at++] ?? UNKNOWN);
    if (typeof shown !== "string") known = false;
    return typeof shown === "string"
      ? shown.padStart(Math.min(Number(width || 0), 100), zero === "0" ? "0" : " ")
      : whole;
  });
  return known && at === values.length ? result : UNKNOWN;
}
