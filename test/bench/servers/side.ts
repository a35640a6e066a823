import type { Engine } from "../../../src/engine/engine";
import type { AnyClient, AnyKind, AnyServer } from "../../servers/anyServer";

/** A server that is measured: the engine over its database `rows`, and the raw driver beside it. */
export interface Side {
  readonly kind: AnyKind;
  readonly server: AnyServer;
  readonly engine: Engine;
  readonly raw: AnyClient;
  readonly rounds: number;
}

export const NEVER = new AbortController().signal;

export const isPostgres = ({ engine }: AnyKind): boolean => engine === "postgresql";

/** Rows of numbers from 1 on, under the name `n (i)`. */
export function numbers(kind: AnyKind, rows: number): string {
  // A cross join of small tables: recursion is bounded on some servers.
  if (isPostgres(kind)) return `generate_series(1, ${rows}) AS n (i)`;
  const digits =
    "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
  const places = Math.round(Math.log10(rows));
  const tables = Array.from({ length: places }, (_, place) => `${digits} AS t${place}`).join(", ");
  const value = Array.from({ length: places }, (_, place) => `t${place}.d * ${10 ** place}`).join(" + ");
  return `(SELECT ${value} + 1 AS i FROM ${tables}) AS n`;
}
