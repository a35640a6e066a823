import type { FunctionExpression } from "../../expressions/functions";
import { joined, type Sql, sql } from "../../sql";

type Written = (args: readonly Sql[], call: FunctionExpression) => Sql;

const named =
  (name: string): Written =>
  (args) =>
    sql`${name}(${joined(args, ", ")})`;

const sha =
  (bits: string): Written =>
  ([value]) =>
    sql`SHA2(${value as Sql}, ${bits})`;

/** Functions that MySQL and MariaDB call differently, by Django's name. */
export const mysqlFunctions: Readonly<Record<string, Written>> = {
  // An empty separator passes over NULL, as Django wants it.
  Concat: (args) => sql`CONCAT_WS('', ${joined(args, ", ")})`,
  Greatest: named("GREATEST"),
  Least: named("LEAST"),
  // LENGTH counts bytes.
  Length: named("CHAR_LENGTH"),
  Left: ([value, , length]) => sql`LEFT(${value as Sql}, ${length as Sql})`,
  Right: ([value, length]) => sql`RIGHT(${value as Sql}, ${length as Sql})`,
  Chr: ([code]) => sql`CHAR(${code as Sql} USING utf16)`,
  Ord: named("ORD"),
  SHA224: sha("224"),
  SHA256: sha("256"),
  SHA384: sha("384"),
  SHA512: sha("512"),
};
