import { plainRepr, plainText } from "../orm/fieldTypes";
import { ModelInstance } from "../orm/instance";
import type { Cell, CellKind } from "../protocol/results";
import type { CellDetail } from "../protocol/rows";
import { PyDict, PySet, PyTuple } from "../python/collections";
import { PyDate, PyDateTime, PyTime, PyTimedelta, type PyTimezone } from "../python/datetime";
import { PyDecimal } from "../python/decimal";
import { dumpJson } from "../python/jsonModule";
import type { Value } from "../python/objects";
import { reprBytes, reprFloat } from "../python/text";
import { PyUuid } from "../python/uuid";

/** Characters of a cell that travel with its page; the rest is asked for. */
const MOST = 1000;

/** A value as a grid's cell. Moments are told in the project's zone, where there is one. */
export function cellOf(value: Value, zone: PyTimezone | null = null): Cell {
  const { kind, text } = whole(value, zone);
  return text.length > MOST ? { kind, text: cut(text), length: text.length } : { kind, text };
}

/** A cell's whole text. */
export function cellText(value: Value, zone: PyTimezone | null = null): string {
  return whole(value, zone).text;
}

/** Bytes of a cell that are sent to be looked at. */
const MOST_BYTES = 4 << 20;

/** A cell with all there is to know of it. */
export function detailOf(value: Value, zone: PyTimezone | null = null): CellDetail {
  const text = cellText(value, zone);
  if (value instanceof Uint8Array) {
    return { text, bytes: { base64: base64Of(value.subarray(0, MOST_BYTES)), size: value.length } };
  }
  const raw = plainRepr(value);
  return typeof value === "object" && value !== null && !Array.isArray(value) && raw.length < MOST && raw !== text
    ? { text, raw }
    : { text };
}

/** A browser's engine has no `Buffer`. */
function base64Of(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** The start of a text; a character that takes two units is not cut in half. */
function cut(text: string): string {
  const last = text.charCodeAt(MOST - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? MOST - 1 : MOST);
}

function whole(value: Value, zone: PyTimezone | null): { kind: CellKind; text: string } {
  if (value === null) return { kind: "null", text: "" };
  switch (typeof value) {
    case "boolean":
      return { kind: "bool", text: value ? "True" : "False" };
    case "bigint":
      return { kind: "int", text: value.toString() };
    case "number":
      return { kind: "float", text: reprFloat(value) };
    case "string":
      return { kind: "str", text: value };
    default:
      break;
  }
  if (value instanceof Uint8Array) return { kind: "bytes", text: reprBytes(value) };
  if (value instanceof PyDecimal) return { kind: "decimal", text: value.toFixed() };
  if (value instanceof PyDateTime) return { kind: "datetime", text: momentText(value, zone) };
  if (value instanceof PyDate) return { kind: "date", text: value.isoformat() };
  if (value instanceof PyTime) return { kind: "time", text: value.isoformat() };
  if (value instanceof PyTimedelta) return { kind: "duration", text: value.toString() };
  if (value instanceof PyUuid) return { kind: "uuid", text: value.toString() };
  if (value instanceof ModelInstance) return { kind: "relation", text: `${value.model.name} ${plainText(value.pk)}` };
  if (Array.isArray(value) || value instanceof PyDict || value instanceof PyTuple || value instanceof PySet)
    return { kind: "json", text: jsonText(value) };
  return { kind: "object", text: plainText(value) };
}

function momentText(value: PyDateTime, zone: PyTimezone | null): string {
  return (zone === null || value.zone === null ? value : value.in(zone)).isoformat(" ");
}

function jsonText(value: Value): string {
  try {
    return dumpJson(value, { ensureAscii: false });
  } catch {
    return plainText(value);
  }
}
