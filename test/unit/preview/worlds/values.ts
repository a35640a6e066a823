import type { Chance } from "./chance";
import type { Kind } from "./schema";

/** A value as SQL and as Python write it. */
export interface Literal {
  readonly sql: string;
  readonly python: string;
}

const TEXTS = [
  "",
  "null",
  "NULL",
  "None",
  "O'Neil",
  "🎸",
  "é",
  "é",
  "a\nb",
  "%_\\",
  "0",
  " ",
  "Pop",
  "Rock",
  "\ufeffmark",
];
const NUMBERS = ["0", "1", "2", "3", "-1", "42", "2147483647"];
const BIG = ["9007199254740993", "-9007199254740993", "9223372036854775807", "-9223372036854775808", "7"];
const FLOATS = ["0.1", "-2.5", "3.0", "1e308", "5e-324", "0.30000000000000004"];
const JSONS: readonly (readonly [json: string, python: string])[] = [
  ["{}", "{}"],
  ["null", "Value(None, JSONField())"],
  ['""', '""'],
  ['{"a": null, "b": [1, 2.5, "é"]}', '{"a": None, "b": [1, 2.5, "\\u00e9"]}'],
  ["9007199254740993", "9007199254740993"],
];
const BLOBS = ["", "00", "00ff10", "6e756c6c"];
const DECIMALS = ["0.10", "-3.00", "123456.78"];
const DATES = ["1999-12-31", "2024-02-29"];

/** A value of a kind; `unique` values never come twice where the number does not. */
export function literal(chance: Chance, kind: Kind, nullable: boolean, unique: number | null = null): Literal {
  if (nullable && chance.oneIn(4)) return { sql: "NULL", python: "None" };
  const same = (text: string): Literal => ({ sql: text, python: text });
  switch (kind) {
    case "text":
      return text(unique === null ? chance.pick(TEXTS) : `${chance.pick(TEXTS)}${unique}`);
    case "integer":
      return same(unique === null ? chance.pick(NUMBERS) : String(unique * 3));
    case "big":
      return same(chance.pick([...BIG, ...NUMBERS]));
    case "float":
      return same(chance.pick(FLOATS));
    case "bool":
      return chance.oneIn(2) ? { sql: "1", python: "True" } : { sql: "0", python: "False" };
    case "json": {
      const [json, python] = chance.pick(JSONS);
      return { sql: text(json).sql, python };
    }
    case "binary": {
      const hex = chance.pick(BLOBS);
      return { sql: `X'${hex}'`, python: `bytes.fromhex("${hex}")` };
    }
    case "decimal": {
      const digits = chance.pick(DECIMALS);
      return { sql: digits, python: `Decimal("${digits}")` };
    }
    case "date": {
      const day = chance.pick(DATES);
      return { sql: `'${day}'`, python: `date.fromisoformat("${day}")` };
    }
  }
}

/** Text as both write it. */
export function text(value: string): Literal {
  return { sql: `'${value.replaceAll("'", "''")}'`, python: JSON.stringify(value) };
}
