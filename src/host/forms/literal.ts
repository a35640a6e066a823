import * as vscode from "vscode";
import type { FormField } from "../../protocol/form";
import { pythonBytes, pythonJson, pythonString } from "./python";

/** A value as Python writes it, or what is wrong with its text. */
export type Literal = { readonly python: string } | { readonly fault: string };

/** The Python for what was typed for a field. Numbers keep every digit; nothing is rounded or guessed. */
export function literalOf(
  field: Pick<FormField, "editor" | "maxLength" | "choices" | "keyEditor">,
  text: string,
): Literal {
  const trimmed = text.trim();
  switch (field.editor) {
    case "text":
    case "longText":
      return textLiteral(text, field.maxLength);
    case "choice":
      return choiceLiteral(field, text);
    case "integer":
      return (
        integer(trimmed) ?? wrong(vscode.l10n.t("{0} is no whole number. Write digits only, such as 42.", quoted(text)))
      );
    case "float":
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)
        ? { python: float(trimmed) }
        : wrong(vscode.l10n.t("{0} is no number. Write it with a point, such as 3.14.", quoted(text)));
    case "decimal":
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)
        ? { python: `Decimal(${pythonString(trimmed)})` }
        : wrong(vscode.l10n.t("{0} is no decimal number. Write it with a point, such as 9.99.", quoted(text)));
    case "boolean":
      return boolean(trimmed) ?? wrong(vscode.l10n.t("{0} is neither true nor false.", quoted(text)));
    case "date":
      return date(trimmed) ?? wrong(vscode.l10n.t("{0} is no date. Write it as 2026-01-31.", quoted(text)));
    case "time":
      return time(trimmed) ?? wrong(vscode.l10n.t("{0} is no time. Write it as 14:30 or 14:30:59.", quoted(text)));
    case "datetime":
      return (
        datetime(trimmed) ??
        wrong(vscode.l10n.t("{0} is no date with a time. Write it as 2026-01-31 14:30.", quoted(text)))
      );
    case "duration":
      return (
        duration(trimmed) ??
        wrong(vscode.l10n.t("{0} is no duration. Write it as 2 04:30:00, days first.", quoted(text)))
      );
    case "uuid":
      return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(trimmed)
        ? { python: `UUID(${pythonString(trimmed.toLowerCase())})` }
        : wrong(vscode.l10n.t("{0} is no UUID: that has 32 hexadecimal digits.", quoted(text)));
    case "bytes":
      return isHex(text)
        ? { python: pythonBytes(text) }
        : wrong(vscode.l10n.t("Bytes are written as pairs of hexadecimal digits, such as 48 65 6c."));
    case "json":
      return json(text);
    case "relation":
    case "relations":
      return field.keyEditor === undefined || trimmed === ""
        ? key(trimmed)
        : literalOf({ editor: field.keyEditor }, trimmed);
    case "python":
      return trimmed === "" ? wrong(vscode.l10n.t("An expression is needed.")) : { python: trimmed };
  }
}

/** Pairs of digits, spaces between any of them. */
function isHex(text: string): boolean {
  return !/[^0-9a-f\s]/i.test(text) && text.split(/\s+/).every(({ length }) => length % 2 === 0);
}

/** A key of an unknown type: digits are a number, anything else is text. */
function key(text: string): Literal {
  if (text === "") return wrong(vscode.l10n.t("Choose a row, or write its key."));
  return integer(text) ?? { python: pythonString(text) };
}

function textLiteral(text: string, maxLength: number | undefined): Literal {
  // Django counts characters as Python does: one for each code point.
  const length = [...text].length;
  if (maxLength !== undefined && length > maxLength) {
    return wrong(vscode.l10n.t("{0} characters are too many: the field holds {1}.", length, maxLength));
  }
  return text.includes("\0")
    ? wrong(vscode.l10n.t("Text cannot hold the character NUL."))
    : { python: pythonString(text) };
}

function choiceLiteral({ choices = [] }: Pick<FormField, "choices">, text: string): Literal {
  // A choice's text is the Python of its value. A value goes before a label that reads the same.
  const found =
    choices.find((choice) => choice.text === text) ??
    choices.find((choice) => choice.text === pythonString(text)) ??
    choices.find(({ label }) => label === text);
  if (found !== undefined) return { python: found.text };
  const known = choices.map(({ label }) => label).join(", ");
  return wrong(vscode.l10n.t("{0} is none of the choices: {1}.", quoted(text), known));
}

function integer(text: string): Literal | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const digits = text.replace(/^[+-]/, "").replace(/^0+(?=\d)/, "");
  return { python: text.startsWith("-") && digits !== "0" ? `-${digits}` : digits };
}

/** Python reads leading zeros of a float as they are, but not those of a whole number. */
function float(text: string): string {
  const bare = text.replace(/^\+/, "");
  return /^-?\d+$/.test(bare) ? `${bare.replace(/^(-?)0+(?=\d)/, "$1")}.0` : bare;
}

function boolean(text: string): Literal | undefined {
  if (/^(true|yes|t|y|1|on)$/i.test(text)) return { python: "True" };
  return /^(false|no|f|n|0|off)$/i.test(text) ? { python: "False" } : undefined;
}

function json(text: string): Literal {
  try {
    return { python: pythonJson(text) };
  } catch (error) {
    return wrong(vscode.l10n.t("This is no JSON: {0}", error instanceof Error ? error.message : String(error)));
  }
}

function date(text: string): Literal | undefined {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  return parts === null || !isDay(parts[1], parts[2], parts[3])
    ? undefined
    : { python: `date(${[parts[1], parts[2], parts[3]].map(Number).join(", ")})` };
}

const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?$/;

function timeParts(text: string): number[] | undefined {
  const parts = clock.exec(text);
  if (parts === null) return undefined;
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const micro = Number((parts[4] ?? "").padEnd(6, "0"));
  return [hour, minute, ...(second > 0 || micro > 0 ? [second] : []), ...(micro > 0 ? [micro] : [])];
}

function time(text: string): Literal | undefined {
  const parts = timeParts(text);
  // `time` is a module of Python's as well: the class is named in full.
  return parts === undefined ? undefined : { python: `datetime.time(${parts.join(", ")})` };
}

function datetime(text: string): Literal | undefined {
  const whole = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+([\d:.,]+))?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (whole === null || !isDay(whole[1], whole[2], whole[3])) return undefined;
  const parts = timeParts(whole[4] ?? "00:00");
  if (parts === undefined) return undefined;
  const zone = whole[5] === undefined ? [] : [`tzinfo=${zoneOf(whole[5])}`];
  const day = [whole[1], whole[2], whole[3]].map(Number);
  return { python: `datetime.datetime(${[...day, ...parts, ...zone].join(", ")})` };
}

function zoneOf(text: string): string {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  const minutes = parts === null ? 0 : Number(parts[2]) * 60 + Number(parts[3]);
  if (parts === null || minutes === 0) return "datetime.timezone.utc";
  return `datetime.timezone(timedelta(minutes=${parts[1] === "-" ? -minutes : minutes}))`;
}

/**
 * Django's own form (`parse_duration`): `2 04:30:00.5`, days and fractions being optional. Days have a sign of their own,
 * as in Python's `-1 day, 23:59:59`, which is one second before nothing.
 */
function duration(text: string): Literal | undefined {
  const parts = /^(?:(-?\d+) (?:days?,? )?)?(-?)(?:(\d+):)?(\d+):(\d{2})(?:[.,](\d{1,6}))?$/.exec(text);
  if (parts === null) return undefined;
  const sign = parts[2] === "-" ? -1 : 1;
  const given = [
    ["days", Number(parts[1] ?? 0)],
    ["hours", sign * Number(parts[3] ?? 0)],
    ["minutes", sign * Number(parts[4])],
    ["seconds", sign * Number(parts[5])],
    ["microseconds", sign * Number((parts[6] ?? "").padEnd(6, "0"))],
  ].filter(([, value]) => value !== 0);
  return { python: `timedelta(${given.map(([name, value]) => `${name}=${value}`).join(", ")})` };
}

function isDay(year = "", month = "", day = ""): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (y < 1 || m < 1 || m > 12 || d < 1) return false;
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  const days = m === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : 31;
  return d <= days;
}

function quoted(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return `“${short}”`;
}

function wrong(fault: string): Literal {
  return { fault };
}
