import type { FunctionExpression } from "../../expressions/functions";
import { joined, type Sql, sql } from "../../sql";
import type { Dialect } from "../dialect";
import { isText } from "./types";

type Written = Dialect["functions"][string];

const named =
  (name: string): Written =>
  (args) =>
    sql`${name}(${joined(args, ", ")})`;

/** Arguments that are floats as decimals: the server has these functions for decimals only. */
function decimals(name: string): Written {
  return (args, call) =>
    sql`${name}(${joined(
      args.map((arg, i) => asDecimal(arg, call, i)),
      ", ",
    )})`;
}

function asDecimal(arg: Sql, { args }: FunctionExpression, i: number): Sql {
  return args[i]?.outputTypeOrNull?.family === "float" ? sql`(${arg})::numeric` : arg;
}

/** A text function over something that may be none. */
const asText = (arg: Sql, { args }: FunctionExpression, i: number): Sql =>
  isText(args[i]?.outputTypeOrNull ?? null) && args[i]?.typeName !== "Value" ? arg : sql`(${arg})::text`;

const digest =
  (name: string): Written =>
  (args, call) =>
    sql`ENCODE(${name}(CONVERT_TO(${asText(args[0] as Sql, call, 0)}, 'UTF8')), 'hex')`;

/** Functions of `django.db.models.functions` that PostgreSQL calls otherwise. */
export const postgresFunctions: Dialect["functions"] = {
  Concat: (args, call) =>
    sql`(${joined(
      args.map((arg, i) => sql`COALESCE(${asText(arg, call, i)}, '')`),
      " || ",
    )})`,
  Greatest: named("GREATEST"),
  Least: named("LEAST"),
  Left: (args) => sql`LEFT(${args[0] as Sql}, ${args[2] as Sql})`,
  Right: named("RIGHT"),
  StrIndex: named("STRPOS"),
  Chr: named("CHR"),
  Ord: named("ASCII"),
  LPad: named("LPAD"),
  RPad: named("RPAD"),
  Log: decimals("LOG"),
  Mod: decimals("MOD"),
  Round: decimals("ROUND"),
  // Needs the extension pgcrypto, as Django's own does.
  SHA1: (args) => sql`ENCODE(DIGEST(${args[0] as Sql}, 'sha1'), 'hex')`,
  SHA224: digest("SHA224"),
  SHA256: digest("SHA256"),
  SHA384: digest("SHA384"),
  SHA512: digest("SHA512"),
  JSONArray: (args, call) =>
    sql`JSONB_BUILD_ARRAY(${joined(
      args.map((arg, i) => built(arg, call, i)),
      ", ",
    )})`,
  JSONObject: (args, call) =>
    sql`JSONB_BUILD_OBJECT(${joined(
      args.map((arg, i) => (i % 2 === 0 ? sql`(${arg})::text` : built(arg, call, i))),
      ", ",
    )})`,
};

/** These functions take anything, so a bare text parameter has no type. */
function built(arg: Sql, { args }: FunctionExpression, i: number): Sql {
  return args[i]?.typeName === "Value" && isText(args[i]?.outputTypeOrNull ?? null) ? sql`(${arg})::text` : arg;
}
