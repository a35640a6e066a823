import { formatDate, PyDate, PyDateTime, PyTime } from "./datetime";
import { PyDecimal } from "./decimal";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import type { Runtime, Value } from "./objects";
import { reprFloat } from "./text";

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/** `format(value, spec)`: Python's format specification mini-language. Throws ValueError as Python does. */
export async function formatValue(value: Value, spec: string, runtime: Runtime): Promise<string> {
  if (spec === "") return runtime.str(value);
  if (value instanceof PyDate || value instanceof PyDateTime || value instanceof PyTime) return formatDate(value, spec);
  const match = SPEC.exec(spec);
  if (!match) throw raise("ValueError", `Invalid format specifier '${spec}' for object of type '${typeNameOf(value)}'`);
  const [, fill, align, sign, alternate, zero, width, grouping, precision, kind] = match;
  let text: string;
  let numeric = true;
  if (typeof value === "boolean" && kind === undefined) {
    text = value ? "True" : "False";
    numeric = false;
  } else if (typeof value === "bigint" || typeof value === "boolean") {
    text = formatInteger(BigInt(value), kind, precision, alternate !== undefined, grouping);
  } else if (typeof value === "number") {
    text = group(formatFloat(value, kind, precision === undefined ? null : Number(precision)), grouping);
  } else if (value instanceof PyDecimal) {
    text = group(formatDecimal(value, kind, precision === undefined ? null : Number(precision)), grouping);
  } else {
    if (kind !== undefined && kind !== "s") {
      throw raise("ValueError", `Unknown format code '${kind}' for object of type '${typeNameOf(value)}'`);
    }
    const whole = await runtime.str(value);
    text = precision === undefined ? whole : [...whole].slice(0, Number(precision)).join("");
    numeric = false;
  }
  if (numeric && sign && sign !== "-" && !text.startsWith("-")) text = sign + text;
  return padText(
    text,
    fill ?? (zero ? "0" : " "),
    align ?? (zero && numeric ? "=" : numeric ? ">" : "<"),
    Number(width ?? 0),
  );
}

function padText(text: string, fill: string, align: string, width: number): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (align === "<") return text + fill.repeat(missing);
  if (align === ">") return fill.repeat(missing) + text;
  if (align === "^") return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2));
  const sign = /^[-+ ]/.test(text) ? text.charAt(0) : "";
  return sign + fill.repeat(missing) + text.slice(sign.length);
}

function formatInteger(
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
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
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

/** `text % args`, for the conversions that scripts use. */
export async function percentFormat(
  text: string,
  args: Value,
  tuple: readonly Value[] | null,
  mapping: ((key: string) => Value) | null,
  runtime: Runtime,
): Promise<string> {
  const values = tuple ?? [args];
  let next = 0;
  let out = "";
  let at = 0;
  const pattern = /%(?:\(([^)]*)\))?([-+ #0]*)(\d+|\*)?(?:\.(\d+))?([diouxXeEfFgGcrsa%])/g;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    out += text.slice(at, match.index);
    at = pattern.lastIndex;
    const [, key, flags = "", width, precision, kind = "s"] = match;
    if (kind === "%") {
      out += "%";
      continue;
    }
    if (key !== undefined && !mapping) throw raise("TypeError", "format requires a mapping");
    if (key === undefined && next >= values.length) throw raise("TypeError", "not enough arguments for format string");
    const value = key !== undefined && mapping ? mapping(key) : (values[next++] as Value);
    const shown = await percentPiece(value, kind, flags, precision, runtime);
    const fill = flags.includes("0") && !flags.includes("-") && kind !== "s" ? "0" : " ";
    out += padText(shown, fill, flags.includes("-") ? "<" : fill === "0" ? "=" : ">", Number(width ?? 0));
  }
  if (tuple && next < values.length) throw raise("TypeError", "not all arguments converted during string formatting");
  return out + text.slice(at);
}

async function percentPiece(
  value: Value,
  kind: string,
  flags: string,
  precision: string | undefined,
  runtime: Runtime,
): Promise<string> {
  if (kind === "s" || kind === "r" || kind === "a") {
    const text = kind === "s" ? await runtime.str(value) : await runtime.repr(value);
    return precision === undefined ? text : [...text].slice(0, Number(precision)).join("");
  }
  const number = value instanceof PyDecimal ? value.big.toNumber() : value;
  if (typeof number !== "bigint" && typeof number !== "number" && typeof number !== "boolean") {
    throw raise("TypeError", `%${kind} format: a real number is required, not ${typeNameOf(value)}`);
  }
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  if ("diu".includes(kind))
    return withSign(
      formatInteger(
        typeof number === "number" ? BigInt(Math.trunc(number)) : BigInt(number),
        "d",
        undefined,
        false,
        undefined,
      ),
      sign,
    );
  if ("xXo".includes(kind))
    return withSign(formatInteger(BigInt(number), kind, undefined, flags.includes("#"), undefined), sign);
  if (value instanceof PyDecimal && "fF".includes(kind))
    return withSign(value.quantize(-Number(precision ?? 6)).toFixed(), sign);
  return withSign(formatFloat(Number(number), kind, precision === undefined ? null : Number(precision)), sign);
}

function withSign(text: string, sign: string): string {
  return text.startsWith("-") ? text : sign + text;
}
