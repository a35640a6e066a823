import { PyInstance } from "./classes";
import { formatDate, PyDate, PyDateTime, PyTime } from "./datetime";
import { PyDecimal } from "./decimal";
import { special } from "./dunders";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { SIZE_LIMIT, tooLarge } from "./limits";
import type { Runtime, Value } from "./objects";
import { reprFloat } from "./text";

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/** `format(value, spec)`: Python's format specification mini-language. Throws ValueError as Python does. */
export async function formatValue(value: Value, spec: string, runtime: Runtime): Promise<string> {
  if (value instanceof PyInstance && value.cls.lookup("__format__") !== undefined)
    return runtime.str((await special(value, "__format__", [spec], runtime)) ?? null);
  if (spec === "") return runtime.str(value);
  if (value instanceof PyDate || value instanceof PyDateTime || value instanceof PyTime) return formatDate(value, spec);
  const match = SPEC.exec(spec);
  if (!match) throw raise("ValueError", `Invalid format specifier '${spec}' for object of type '${typeNameOf(value)}'`);
  const [, fill, align, sign, alternate, zero, width, grouping, precision, kind] = match;
  const places = precision === undefined ? null : Number(precision);
  const unknown = (): Error =>
    raise("ValueError", `Unknown format code '${kind}' for object of type '${typeNameOf(value)}'`);
  let text: string;
  let numeric = true;
  if (typeof value === "bigint" || typeof value === "boolean") {
    if (kind === "s") throw unknown();
    if (places !== null && !FLOATING.has(kind ?? ""))
      throw raise("ValueError", "Precision not allowed in integer format specifier");
    text = formatInteger(BigInt(value), kind, precision, alternate !== undefined, grouping);
  } else if (typeof value === "number") {
    if (kind !== undefined && kind !== "n" && !FLOATING.has(kind)) throw unknown();
    text = group(formatFloat(value, kind, places), grouping);
  } else if (value instanceof PyDecimal) {
    if (kind !== undefined && kind !== "n" && !FLOATING.has(kind)) throw raise("ValueError", "invalid format string");
    text = group(formatDecimal(value, kind, places), grouping);
  } else {
    if (typeof value !== "string")
      throw raise("TypeError", `unsupported format string passed to ${typeNameOf(value)}.__format__`);
    if (kind !== undefined && kind !== "s") throw unknown();
    if (align === "=") throw raise("ValueError", "'=' alignment not allowed in string format specifier");
    if (sign) throw raise("ValueError", "Sign not allowed in string format specifier");
    text = precision === undefined ? value : [...value].slice(0, Number(precision)).join("");
    numeric = false;
  }
  if (numeric && sign && sign !== "-" && !text.startsWith("-")) text = sign + text;
  const size = Number(width ?? 0);
  if (size > SIZE_LIMIT) throw tooLarge();
  if (numeric && zero && fill === undefined && grouping) return zeroGrouped(text, size, grouping);
  return padText(text, fill ?? (zero ? "0" : " "), align ?? (zero && numeric ? "=" : numeric ? ">" : "<"), size);
}

const FLOATING = new Set(["e", "E", "f", "F", "g", "G", "%"]);

/** Zeros before a grouped number are grouped like its digits. */
function zeroGrouped(text: string, width: number, grouping: string): string {
  const [, sign = "", digits = "", rest = ""] = /^([-+ ]?)([\d,_]*)(.*)$/s.exec(text) ?? [];
  const room = width - sign.length - rest.length;
  let plain = digits.replaceAll(grouping, "");
  let shown = digits;
  while (shown.length < room) {
    plain = `0${plain}`;
    shown = group(plain, grouping);
  }
  return sign + shown + rest;
}

/** Text made as wide as `width`; `=` puts what is missing behind the sign. */
export function padText(text: string, fill: string, align: string, width: number): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (align === "<") return text + fill.repeat(missing);
  if (align === ">") return fill.repeat(missing) + text;
  if (align === "^") return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2));
  const sign = /^[-+ ]?(?:0[xXob])?/.exec(text)?.[0] ?? "";
  return sign + fill.repeat(missing) + text.slice(sign.length);
}

/** A whole number in the given presentation. */
export function formatInteger(
  value: bigint,
  kind: string | undefined,
  precision: string | undefined,
  alternate: boolean,
  grouping: string | undefined,
): string {
  if (kind !== undefined && "eEfFgG%".includes(kind)) {
    return group(formatFloat(Number(value), kind, precision === undefined ? null : Number(precision)), grouping);
  }
  if (kind === "c") return String.fromCodePoint(Number(value));
  const base = kind === "x" || kind === "X" ? 16 : kind === "o" ? 8 : kind === "b" ? 2 : 10;
  const prefix = alternate && base !== 10 ? `0${kind}` : "";
  const digits = (value < 0n ? -value : value).toString(base);
  const shown = kind === "X" ? digits.toUpperCase() : digits;
  return (value < 0n ? "-" : "") + prefix + group(shown, grouping);
}

function group(text: string, grouping: string | undefined): string {
  if (!grouping) return text;
  return text.replace(
    /^([-+ ]?)(\d+)/,
    (_whole, sign: string, digits: string) => sign + digits.replace(/\B(?=(\d{3})+$)/g, grouping),
  );
}

/** A float in the given presentation; null precision is Python's default for the kind. */
export function formatFloat(value: number, kind: string | undefined, precision: number | null): string {
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    return kind === "F" || kind === "E" || kind === "G" ? word.toUpperCase() : word;
  }
  switch (kind) {
    case "f":
    case "F":
      return fixed(value, precision ?? 6);
    case "%":
      return `${fixed(value * 100, precision ?? 6)}%`;
    case "e":
    case "E": {
      const text = value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, "e$10$2");
      return kind === "E" ? text.toUpperCase() : text;
    }
    case undefined:
      if (precision === null) return reprFloat(value);
      return general(value, precision, true);
    default:
      return kind === "G" ? general(value, precision ?? 6, false).toUpperCase() : general(value, precision ?? 6, false);
  }
}

/** Exact decimal expansion rounded half-even, as C's printf; JavaScript's toFixed gives up past 1e21. */
function fixed(value: number, places: number): string {
  const exact = PyDecimal.fromFloat(value).quantize(-places).toFixed();
  return Object.is(value, -0) && !exact.startsWith("-") ? `-${exact}` : exact;
}

function general(value: number, precision: number, keepPoint: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  const [mantissa = "", exponentText = "0"] = value.toExponential(digits - 1).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= digits) {
    const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
    return `${short}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const text = fixed(value, Math.max(0, digits - 1 - exponent));
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return keepPoint && !short.includes(".") ? `${short}.0` : short;
}

function formatDecimal(value: PyDecimal, kind: string | undefined, precision: number | null): string {
  if (!value.isFinite) return value.toString();
  switch (kind) {
    case "f":
    case "F":
      return (precision === null ? value : value.quantize(-precision)).toFixed();
    case "%":
      return `${value
        .quantize(-(precision ?? 6) - 2)
        .big.times(100)
        .toFixed(precision ?? 6)}%`;
    case "e":
    case "E":
      return formatFloat(value.big.toNumber(), kind, precision);
    default:
      return precision === null ? value.toString() : formatFloat(value.big.toNumber(), "g", precision);
  }
}
