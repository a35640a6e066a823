import type { Field } from "../../../orm/fields";
import type { Model } from "../../../orm/meta";

/** What validators and simple check constraints leave of a field's values. Numbers as they are written. */
export interface Limits {
  readonly least?: number;
  readonly most?: number;
  /** Exclusive bounds become inclusive ones by this step, which is the field's smallest. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Text of a regular expression. */
  readonly pattern?: string;
  /** The only values there may be, as texts. */
  readonly among?: readonly string[];
}

/** Two fields of a row, the first of which must be the smaller one (or equal). */
export interface Ordered {
  readonly low: string;
  readonly high: string;
  readonly isStrict: boolean;
}

const NUMBER = String.raw`(?:Decimal\(\s*)?["']?(-?\d+(?:\.\d+)?)["']?\s*\)?`;

/** Reads a field's validators of Django's own kinds, and the checks of its model that speak of it alone. */
export function limitsOf(field: Field): Limits {
  const limits: { -readonly [K in keyof Limits]: Limits[K] } = {};
  const text = field.info.validators?.source ?? "";
  const number = (name: string): number | undefined => {
    const found = new RegExp(String.raw`\b${name}\(\s*(?:limit_value\s*=\s*)?${NUMBER}`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const low = number("MinValueValidator");
  const high = number("MaxValueValidator");
  const short = number("MinLengthValidator");
  const long = number("MaxLengthValidator");
  const pattern = /\bRegexValidator\(\s*(?:regex\s*=\s*)?r?(["'])((?:\\.|(?!\1).)*)\1/.exec(text)?.[2];
  if (low !== undefined) limits.least = low;
  if (high !== undefined) limits.most = high;
  if (short !== undefined) limits.minLength = short;
  if (long !== undefined) limits.maxLength = long;
  if (pattern !== undefined) limits.pattern = pattern;
  for (const part of checksOf(field.model)) {
    const bound = new RegExp(String.raw`^${field.name}__(gte|gt|lte|lt)\s*=\s*${NUMBER}$`).exec(part);
    const value = Number(bound?.[2]);
    const step = stepOf(field);
    switch (bound?.[1]) {
      case "gte":
        limits.least = Math.max(limits.least ?? value, value);
        break;
      case "gt":
        limits.least = Math.max(limits.least ?? value + step, value + step);
        break;
      case "lte":
        limits.most = Math.min(limits.most ?? value, value);
        break;
      case "lt":
        limits.most = Math.min(limits.most ?? value - step, value - step);
        break;
    }
    const among = new RegExp(String.raw`^${field.name}__in\s*=\s*[[(](.*)[\])]$`).exec(part)?.[1];
    if (among !== undefined) {
      limits.among = [...among.matchAll(/(["'])(.*?)\1|-?\d+(?:\.\d+)?/g)].map((match) => match[2] ?? match[0]);
    }
  }
  return limits;
}

/** The pairs of fields that a model's checks put into an order: `Q(start__lte=F("end"))`. */
export function orderedPairs(model: Model): readonly Ordered[] {
  return checksOf(model).flatMap((part): Ordered[] => {
    const match = /^(\w+?)__(gte|gt|lte|lt)\s*=\s*(?:models\.)?F\(\s*["'](\w+)["']\s*\)$/.exec(part);
    const [, field = "", how = "", other = ""] = match ?? [];
    if (match === null) return [];
    const isStrict = how === "lt" || how === "gt";
    return how.startsWith("l") ? [{ low: field, high: other, isStrict }] : [{ low: other, high: field, isStrict }];
  });
}

/** The conditions of a model's checks that hold together: those of `Q(a=1, b=2) & Q(c=3)`, never those of an OR or a NOT. */
function checksOf(model: Model): string[] {
  return model.info.constraints.flatMap(({ kind, condition }) => {
    const text = condition?.source ?? "";
    if (kind !== "check" || /[|~]|\bOR\b/.test(text)) return [];
    return [...text.matchAll(/\bQ\(/g)].flatMap((match) => topLevel(text, match.index + match[0].length));
  });
}

/** The arguments from an opened parenthesis to where it closes. */
function topLevel(text: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < text.length; at++) {
    const mark = text.charAt(at);
    if ("([{".includes(mark)) depth++;
    if (!(")]},".includes(mark) && depth === 0)) {
      if (")]}".includes(mark)) depth--;
      continue;
    }
    parts.push(text.slice(start, at).trim());
    start = at + 1;
    if (mark !== ",") break;
  }
  return parts.filter((part) => part !== "");
}

function stepOf({ valueType, info }: Field): number {
  if (valueType.family === "decimal") return 10 ** -(info.decimalPlaces ?? 0);
  return valueType.family === "float" ? 0.5 : 1;
}
