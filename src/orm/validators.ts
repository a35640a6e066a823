import { PyDecimal } from "../python/decimal";
import { compareValues } from "../python/equality";
import type { Value } from "../python/objects";
import type { Field } from "./fields";
import { type Conversion, isIpv6, plainText } from "./fieldTypes";

/** What is wrong with a value, in the words of `django.core.validators` (Django 5.2); null for nothing. */
export type Check = (value: Value) => string | null;

const counted = (count: bigint | number, one: string): string => `${one}${BigInt(count) === 1n ? "" : "s"}`;
const lengthOf = (value: Value): number =>
  typeof value === "string"
    ? [...value].length
    : Array.isArray(value) || value instanceof Uint8Array
      ? value.length
      : 0;

export const atLeast =
  (limit: Value): Check =>
  (value) =>
    (compareValues(value, limit) ?? 0) < 0
      ? `Ensure this value is greater than or equal to ${plainText(limit)}.`
      : null;

export const atMost =
  (limit: Value): Check =>
  (value) =>
    (compareValues(value, limit) ?? 0) > 0 ? `Ensure this value is less than or equal to ${plainText(limit)}.` : null;

export const longestOf =
  (limit: bigint): Check =>
  (value) =>
    BigInt(lengthOf(value)) > limit
      ? `Ensure this value has at most ${limit} ${counted(limit, "character")} (it has ${lengthOf(value)}).`
      : null;

export const shortestOf =
  (limit: bigint): Check =>
  (value) =>
    BigInt(lengthOf(value)) < limit
      ? `Ensure this value has at least ${limit} ${counted(limit, "character")} (it has ${lengthOf(value)}).`
      : null;

const matching =
  (pattern: RegExp, message: string): Check =>
  (value) =>
    pattern.test(plainText(value)) ? null : message;

export const slug = matching(
  /^[-a-zA-Z0-9_]+$/,
  "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
);
export const unicodeSlug = matching(
  /^[-\p{L}\p{N}_]+$/u,
  "Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.",
);
export const integer = matching(/^-?\d+$/, "Enter a valid integer.");
export const noNullCharacters: Check = (value) =>
  plainText(value).includes("\0") ? "Null characters are not allowed." : null;

const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const ipv4Form = new RegExp(`^(?:${octet}\\.){3}${octet}$`);
const isIpv4 = (text: string): boolean => ipv4Form.test(text) && !/(?:^|\.)0\d/.test(text);

export const ipv4: Check = (value) => (isIpv4(plainText(value)) ? null : "Enter a valid IPv4 address.");
export const ipv6: Check = (value) => (isIpv6(plainText(value)) ? null : "Enter a valid IPv6 address.");
export const ipAddress: Check = (value) =>
  isIpv4(plainText(value)) || isIpv6(plainText(value)) ? null : "Enter a valid IPv4 or IPv6 address.";

const atoms = "[-!#$%&'*+/=?^_`{}|~0-9A-Z]+";
const user = new RegExp(
  `^(?:${atoms}(?:\\.${atoms})*|"(?:[\\x01-\\x08\\x0b\\x0c\\x0e-!#-\\[\\]-\\x7f]|\\\\[\\x01-\\x7f])*")$`,
  "i",
);
const host = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{1,62}[a-z0-9]$/i;

/** An address with a dot-atom or a quoted text, and a host name, `localhost` or an address in brackets (RFC 5321). */
export const email: Check = (value) => {
  const text = plainText(value);
  const at = text.lastIndexOf("@");
  const domain = text.slice(at + 1);
  const literal = /^\[(?:IPv6:)?(.+)\]$/i.exec(domain)?.[1];
  const isDomain = literal === undefined ? domain === "localhost" || host.test(domain) : ipAddress(literal) === null;
  const isKnown = at > 0 && text.length <= 320 && user.test(text.slice(0, at)) && isDomain;
  return isKnown ? null : "Enter a valid email address.";
};

/** A URL of a scheme that Django takes unless told otherwise, with a host. */
export const url: Check = (value) => {
  const text = plainText(value);
  const parts =
    /^(?:https?|ftps?):\/\/(?:[^\s:@/]+(?::[^\s:@/]*)?@)?([^\s/?#:@[\]]+|\[[^\]\s]+\])(?::\d{1,5})?(?:[/?#]\S*)?$/i.exec(
      text,
    );
  const name = parts?.[1] ?? "";
  const isHost =
    /^localhost\.?$/i.test(name) ||
    isIpv4(name) ||
    (name.startsWith("[") && isIpv6(name.slice(1, -1))) ||
    /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:[\p{L}-]{2,63}|xn--[a-z0-9]{1,59})\.?$/iu.test(name);
  return text.length <= 2048 && isHost ? null : "Enter a valid URL.";
};

/** `DecimalValidator`: digits in all, after the point, and before it. Null: no limit. */
export const digits =
  (most: number | null, places: number | null): Check =>
  (value) => {
    if (!(value instanceof PyDecimal)) return null;
    if (!value.isFinite) return "Enter a number.";
    const [whole = "", fraction = ""] = value.toString().includes("E")
      ? value.big.abs().toFixed().split(".")
      : value.toString().replace(/^[+-]/, "").split(".");
    const before = whole.replace(/^0+/, "").length;
    const all = Math.max(fraction.length, 0) + before;
    const limit = (count: number, rest: string): string =>
      `Ensure that there are no more than ${count} ${counted(count, "digit")} ${rest}.`;
    if (most !== null && Math.max(all, fraction.length) > most) return limit(most, "in total");
    if (places !== null && fraction.length > places)
      return `Ensure that there are no more than ${places} decimal ${counted(places, "place")}.`;
    if (most !== null && places !== null && before > most - places)
      return limit(most - places, "before the decimal point");
    return null;
  };

/** The checks that a field's own class brings with it. */
export function checksOf(field: Field, { dialect }: Conversion): readonly Check[] {
  const { info, type } = field;
  if (field.isForeignKey) return [];
  const range = type.isAuto ? null : type.range(dialect);
  const own: Readonly<Record<string, Check>> = {
    EmailField: email,
    URLField: url,
    SlugField: slug,
    GenericIPAddressField: ipAddress,
  };
  const named = own[type.name];
  return [
    ...(named === undefined ? [] : [named]),
    ...(info.maxLength !== undefined ? [longestOf(BigInt(info.maxLength))] : []),
    ...(range === null ? [] : [atLeast(range[0]), atMost(range[1])]),
    ...(type.family === "decimal" ? [digits(info.maxDigits ?? null, info.decimalPlaces ?? null)] : []),
  ];
}
