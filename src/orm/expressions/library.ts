import { messages } from "../../models/vocabulary/messages";
import { parseDateTime } from "../../python/dateParsing";
import { PyDateTime, PyTimezone } from "../../python/datetime";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { type FieldType, plainRepr, plainText } from "../fieldTypes";
import { datePart } from "../lookups/dates";
import { joined, raw, type Sql, sql } from "../sql";
import type { Expression } from "./base";
import { call, FunctionExpression, type FunctionKind, TYPES } from "./functions";
import { ValueExpression } from "./values";

/** `Trunc…`: a date or time cut down to a part of it; `extra.part` names the part. */
export const TRUNC: FunctionKind = {
  name: "Trunc",
  type: (args) => args[0]?.outputTypeOrNull ?? null,
  // The database cuts local time, so what comes back is local time (Django's TruncBase.convert_value).
  fromDb(stored, conversion, self) {
    if (typeof stored !== "string" || !conversion.useTz || self.outputTypeOrNull?.family !== "datetime")
      return undefined;
    const moment = parseDateTime(stored);
    const zone = typeof self.extra.zone === "string" ? new PyTimezone(self.extra.zone) : conversion.zone;
    return moment ? new PyDateTime(moment.plain, zone) : undefined;
  },
  checkResolved: checkTruncated,
  template([value], compiler, self) {
    const of = datePart(self.args[0]);
    const asDate = self.explicitType?.family === "date";
    // A date or a time alone is no moment that a zone could move.
    const zone = of === "datetime" ? compiler.zoneFor(self.extra.zone ?? null) : null;
    return compiler.dialect.truncate(String(self.extra.part), asDate ? "date" : of, value as Sql, zone);
  },
};

/** Throws what Django's TruncBase throws for a value that has no such part. */
function checkTruncated({ args, explicitType, extra }: FunctionExpression): void {
  const type = args[0]?.outputTypeOrNull;
  if (type === null || type === undefined) return;
  const { family, fieldName } = type;
  const part = String(extra.part);
  if (family !== "date" && family !== "datetime" && family !== "time")
    throw raise("TypeError", messages.truncatedType(plainRepr(fieldName)));
  const result = explicitType ?? type;
  const isDate = family === "date" && (result.family === "datetime" || /^(hour|minute|second|time)$/.test(part));
  const isTime = family === "time" && (result.family === "datetime" || !/^(hour|minute|second|time)$/.test(part));
  if (isDate || isTime) {
    const into = result.name === type.name ? "DateTimeField" : result.name;
    throw raise("ValueError", messages.truncated(type.name, String(fieldName), into));
  }
}

/** `Trunc(inner, part)` with the type that the result has, in a zone that is not the project's. */
export function truncated(
  part: string,
  inner: Expression,
  type: FieldType | null,
  zone: string | null = null,
): Expression {
  return new FunctionExpression(TRUNC, [inner], type, { part, zone });
}

/** A database function that scripts call by Django's name. */
export interface LibraryFunction extends FunctionKind {
  /** Throws where the arguments are wrong, in Django's words. */
  readonly check?: (args: readonly Value[]) => void;
  /** Its `output_field` is an argument like the others (`Cast`). */
  readonly takesType?: true;
  /** Arguments as the SQL has them, where they differ from the call's. */
  readonly arrange?: (
    args: readonly Value[],
    extra: Record<string, Value>,
  ) => { readonly args: readonly Value[]; readonly extra: Record<string, Value>; readonly type?: FieldType };
}

const text = (): FieldType => TYPES.text;
const integer = (): FieldType => TYPES.integer;
const float = (): FieldType => TYPES.float;
const own = (args: readonly Expression[]): FieldType | null => args[0]?.outputTypeOrNull ?? null;

/** A function whose SQL name is its Django name in capitals, or the one given. */
function plain(name: string, type?: FunctionKind["type"], sqlName = name.toUpperCase()): LibraryFunction {
  return { name, ...(type && { type }), template: (args) => call(sqlName, args) };
}

function atLeast(name: string, count: number): (args: readonly Value[]) => void {
  return (args) => {
    if (args.length < count)
      throw raise("ValueError", `${name} must take at least ${count === 2 ? "two" : count} expressions`);
  };
}

/** Django's NumericOutputFieldMixin: decimals stay decimals, whole numbers become floats. */
function decimalOrFloat(args: readonly Expression[]): FieldType | null {
  const types = args.map((arg) => arg.outputTypeOrNull);
  return types.some((type) => type?.family === "decimal") ? TYPES.decimal : TYPES.float;
}

/** How far away the other row is, and what stands where there is none. */
const NEIGHBOUR: readonly WindowOption[] = [{ name: "offset", default: 1n }, { name: "default" }];

/** The functions of `django.db.models.functions`, by name. */
export const FUNCTIONS: Readonly<Record<string, LibraryFunction>> = {
  Coalesce: { ...plain("Coalesce"), check: atLeast("Coalesce", 2) },
  Concat: {
    name: "Concat",
    check: atLeast("Concat", 2),
    template: (args) =>
      sql`(${joined(
        args.map((arg) => sql`COALESCE(${arg}, '')`),
        " || ",
      )})`,
  },
  Greatest: { ...plain("Greatest", undefined, "MAX"), check: atLeast("Greatest", 2) },
  Least: { ...plain("Least", undefined, "MIN"), check: atLeast("Least", 2) },
  NullIf: plain("NullIf"),
  Lower: plain("Lower", own),
  Upper: plain("Upper", own),
  Length: plain("Length", integer),
  Trim: plain("Trim", own),
  LTrim: plain("LTrim", own),
  RTrim: plain("RTrim", own),
  Reverse: plain("Reverse", own),
  Replace: {
    ...plain("Replace"),
    arrange: (args, extra) => ({ args: asText(args.length < 3 ? [...args, new ValueExpression("")] : args, 1), extra }),
  },
  Substr: {
    ...plain("Substr", text, "SUBSTR"),
    arrange(args, extra) {
      const position = args[1] ?? extra.pos ?? 1n;
      if (typeof position === "bigint" && position < 1n) throw raise("ValueError", "'pos' must be greater than 0");
      const length = args[2] ?? extra.length;
      return {
        args:
          length === undefined || length === null ? [args[0] as Value, position] : [args[0] as Value, position, length],
        extra: {},
      };
    },
  },
  Left: {
    ...plain("Left", text),
    arrange: (args, extra) => ({ args: [args[0] as Value, 1n, positive(args[1])], extra }),
    template: (args) => call("SUBSTR", args),
  },
  Right: {
    name: "Right",
    type: text,
    arrange: (args, extra) => ({ args: [args[0] as Value, positive(args[1])], extra }),
    template: ([value, length]) => sql`SUBSTR(${value as Sql}, ${length as Sql} * -1, ${length as Sql})`,
  },
  LPad: { ...plain("LPad", text), arrange: padding },
  RPad: { ...plain("RPad", text), arrange: padding },
  Repeat: { ...plain("Repeat", text) },
  StrIndex: { ...plain("StrIndex", integer, "INSTR") },
  Chr: plain("Chr", text, "CHAR"),
  Ord: plain("Ord", integer, "UNICODE"),
  MD5: plain("MD5", own),
  SHA1: plain("SHA1", own),
  SHA224: plain("SHA224", own),
  SHA256: plain("SHA256", own),
  SHA384: plain("SHA384", own),
  SHA512: plain("SHA512", own),
  Abs: plain("Abs", own),
  Ceil: plain("Ceil", own, "CEILING"),
  Floor: plain("Floor", own),
  Round: {
    ...plain("Round", own),
    arrange: (args, extra) => ({ args: [args[0] as Value, args[1] ?? extra.precision ?? 0n], extra: {} }),
  },
  Mod: plain("Mod", decimalOrFloat),
  Power: plain("Power", decimalOrFloat),
  Sqrt: plain("Sqrt", decimalOrFloat),
  Exp: plain("Exp", decimalOrFloat),
  Ln: plain("Ln", decimalOrFloat),
  Log: { ...plain("Log", decimalOrFloat) },
  Sign: plain("Sign", own),
  Sin: plain("Sin", float),
  Cos: plain("Cos", float),
  Tan: plain("Tan", float),
  ASin: plain("ASin", float),
  ACos: plain("ACos", float),
  ATan: plain("ATan", float),
  ATan2: plain("ATan2", float),
  Cot: plain("Cot", float),
  Degrees: plain("Degrees", float),
  Radians: plain("Radians", float),
  Pi: plain("Pi", float),
  RowNumber: windowed("RowNumber", "ROW_NUMBER", integer),
  Rank: windowed("Rank", "RANK", integer),
  DenseRank: windowed("DenseRank", "DENSE_RANK", integer),
  PercentRank: windowed("PercentRank", "PERCENT_RANK", float),
  CumeDist: windowed("CumeDist", "CUME_DIST", float),
  Ntile: windowed("Ntile", "NTILE", integer, [{ name: "num_buckets", default: 1n }], 0),
  FirstValue: windowed("FirstValue", "FIRST_VALUE", own),
  LastValue: windowed("LastValue", "LAST_VALUE", own),
  NthValue: windowed("NthValue", "NTH_VALUE", own, [{ name: "nth", default: 1n }]),
  Lag: windowed("Lag", "LAG", own, NEIGHBOUR),
  Lead: windowed("Lead", "LEAD", own, NEIGHBOUR),
  Random: { name: "Random", type: float, template: (_args, compiler) => raw(compiler.dialect.random) },
  Now: { name: "Now", type: () => TYPES.datetime, template: (_args, compiler) => compiler.now() },
  Cast: {
    name: "Cast",
    takesType: true,
    arrange(args, extra) {
      const type = args[1] ?? extra.output_field;
      if (!type || typeof type !== "object" || !("type" in type))
        throw raise("TypeError", "Cast() needs an output_field");
      return { args: [args[0] as Value], extra: {}, type: type.type as FieldType };
    },
    template([value], compiler, self) {
      const type = self.explicitType;
      return type ? compiler.dialect.cast(value as Sql, type) : (value as Sql);
    },
  },
  Collate: {
    name: "Collate",
    type: text,
    arrange(args, extra) {
      const collation = plainText(args[1] ?? extra.collation ?? null);
      if (!/^[\w-]+$/.test(collation)) throw raise("ValueError", `Invalid collation name: '${collation}'.`);
      return { args: [args[0] as Value], extra: { collation } };
    },
    template: ([value], compiler, self) => sql`${value as Sql} COLLATE ${compiler.quote(String(self.extra.collation))}`,
  },
  JSONArray: plain("JSONArray", () => TYPES.json, "JSON_ARRAY"),
  JSONObject: {
    name: "JSONObject",
    type: () => TYPES.json,
    arrange: (_args, extra) => ({
      args: Object.entries(extra).flatMap(([key, value]): Value[] => [new ValueExpression(key), value]),
      extra: {},
    }),
    template: (args) => call("JSON_OBJECT", args),
  },
};

/** An option of a window function after its expression; without a value or a default it is left out. */
interface WindowOption {
  readonly name: string;
  readonly default?: Value;
}

/** A function that only a window gives a meaning; its options may be named (`offset=2`). */
function windowed(
  name: string,
  sqlName: string,
  type: FunctionKind["type"],
  options: readonly WindowOption[] = [],
  operands = 1,
): LibraryFunction {
  return {
    ...plain(name, type, sqlName),
    arrange: (args, extra) => ({
      args: [
        ...args.slice(0, operands),
        ...options.flatMap((option, i): Value[] => {
          const given = args[operands + i] ?? extra[option.name] ?? option.default;
          return given === undefined || given === null ? [] : [given];
        }),
      ],
      extra: {},
    }),
  };
}

function positive(value: Value | undefined): Value {
  if (typeof value === "bigint" && value < 1n) throw raise("ValueError", "'length' must be greater than 0.");
  return value ?? 1n;
}

function padding(
  args: readonly Value[],
  extra: Record<string, Value>,
): { args: readonly Value[]; extra: Record<string, Value> } {
  const length = args[1] ?? null;
  if (typeof length === "bigint" && length < 0n) throw raise("ValueError", "'length' must be greater or equal to 0.");
  return { args: [args[0] as Value, length, args[2] ?? extra.fill_text ?? new ValueExpression(" ")], extra: {} };
}

/** Strings from a place on are values, not names, where Django wraps them so. */
function asText(args: readonly Value[], from: number): Value[] {
  return args.map((arg, i) => (i >= from && typeof arg === "string" ? new ValueExpression(arg) : arg));
}
