import { asciiOnly } from "./ascii";
import { PyDecimal } from "./decimal";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { formatFloat, formatInteger, padText } from "./format";
import { SIZE_LIMIT, tooLarge } from "./limits";
import { truncated } from "./numbers";
import type { MaybePromise, Runtime, Value } from "./objects";

interface Conversion {
  readonly key: string | undefined;
  readonly flags: string;
  readonly width: string | undefined;
  readonly precision: string | undefined;
  readonly kind: string;
}

const PIECE = /%(?:\(([^)]*)\))?([-+ #0]*)(\d+|\*)?(?:\.(\d+|\*)?)?[hlL]?([\s\S])?/gu;

/** `text % args` (Python Library Reference, "printf-style String Formatting"). */
export async function percentFormat(
  text: string,
  args: Value,
  tuple: readonly Value[] | null,
  mapping: ((key: string) => MaybePromise<Value>) | null,
  runtime: Runtime,
): Promise<string> {
  const values = tuple ?? [args];
  let next = 0;
  const take = (): Value => {
    const value = values[next++];
    if (value === undefined) throw raise("TypeError", "not enough arguments for format string");
    return value;
  };
  let out = "";
  let at = 0;
  let keyed = false;
  for (const match of text.matchAll(PIECE)) {
    out += text.slice(at, match.index);
    at = match.index + match[0].length;
    const [whole, key, flags = "", width, precision, kind] = match;
    if (kind === undefined) throw raise("ValueError", "incomplete format");
    if (kind === "%") {
      out += "%";
      continue;
    }
    const conversion = {
      key,
      flags,
      width: width === "*" ? star(take()) : width,
      precision: precision === "*" ? star(take()) : whole.includes(".") ? (precision ?? "0") : undefined,
      kind,
    };
    if (key !== undefined && !mapping) throw raise("TypeError", "format requires a mapping");
    if (key !== undefined) keyed = true;
    if (!"diouxXeEfFgGcrsa".includes(kind)) {
      const code = (kind.codePointAt(0) ?? 0).toString(16);
      throw raise("ValueError", `unsupported format character '${kind}' (0x${code}) at index ${at - kind.length}`);
    }
    out += await shown(conversion, key !== undefined && mapping ? await mapping(key) : take(), runtime);
  }
  // A mapping may hold more than the text asks for; CPython takes a list and bytes for mappings here.
  const mappingLike = mapping !== null || (!tuple && (Array.isArray(args) || args instanceof Uint8Array));
  if (!keyed && !mappingLike && next < values.length) {
    throw raise("TypeError", "not all arguments converted during string formatting");
  }
  return out + text.slice(at);
}

function star(value: Value): string {
  if (typeof value === "bigint") return value.toString();
  throw raise("TypeError", "* wants int");
}

async function shown({ flags, width, precision, kind }: Conversion, value: Value, runtime: Runtime): Promise<string> {
  const text = await converted(value, kind, flags, precision, runtime);
  const zero = flags.includes("0") && !flags.includes("-") && !"srac".includes(kind);
  const size = Number(width ?? 0);
  if (Math.abs(size) > SIZE_LIMIT) throw tooLarge();
  return padText(text, zero ? "0" : " ", flags.includes("-") || size < 0 ? "<" : zero ? "=" : ">", Math.abs(size));
}

async function converted(
  value: Value,
  kind: string,
  flags: string,
  precision: string | undefined,
  runtime: Runtime,
): Promise<string> {
  if (kind === "s" || kind === "r" || kind === "a") {
    const plain = kind === "s" ? await runtime.str(value) : await runtime.repr(value);
    const text = kind === "a" ? asciiOnly(plain) : plain;
    return precision === undefined ? text : [...text].slice(0, Number(precision)).join("");
  }
  if (kind === "c") return character(value);
  const number = value instanceof PyDecimal ? value.big.toNumber() : value;
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  if (typeof number !== "bigint" && typeof number !== "number" && typeof number !== "boolean") {
    if ("eEfFgG".includes(kind)) throw raise("TypeError", `must be real number, not ${typeNameOf(value)}`);
    const needed = "xXo".includes(kind) ? "an integer" : "a real number";
    throw raise("TypeError", `%${kind} format: ${needed} is required, not ${typeNameOf(value)}`);
  }
  if ("diuxXo".includes(kind)) {
    if (typeof number === "number" && "xXo".includes(kind))
      throw raise("TypeError", `%${kind} format: an integer is required, not ${typeNameOf(value)}`);
    const integer = typeof number === "number" ? truncated(number) : BigInt(number);
    const text = formatInteger(integer, "diu".includes(kind) ? "d" : kind, undefined, flags.includes("#"), undefined);
    return withSign(
      text.replace(/\d+$/, (digits) => ("diu".includes(kind) ? digits.padStart(Number(precision ?? 0), "0") : digits)),
      sign,
    );
  }
  const places = precision === undefined ? null : Number(precision);
  // Python makes a float of a decimal here, too.
  return withSign(formatFloat(Number(number), kind, places ?? 6), sign);
}

function character(value: Value): string {
  if (typeof value === "string" && [...value].length === 1) return value;
  if (typeof value === "bigint" && value >= 0n && value <= 0x10ffffn) return String.fromCodePoint(Number(value));
  if (typeof value === "bigint") throw raise("OverflowError", "%c arg not in range(0x110000)");
  throw raise("TypeError", "%c requires int or char");
}

function withSign(text: string, sign: string): string {
  return text.startsWith("-") ? text : sign + text;
}
