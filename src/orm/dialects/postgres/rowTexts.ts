import { quoteName } from "../../../database/quote";
import type { RowTextForm } from "../rowTexts";

/** Rows in the server's own notation, or what SHA-256 makes of it where they are long: a text cannot take more than 1 GB. */
export const postgresRowTexts: RowTextForm = {
  rows: 10_000,
  ways(table, key, columns) {
    const column = quoteName(key);
    const row = `ROW(${columns.map(quoteName).join(", ")})::text`;
    const joined = (condition: string): string => `SELECT string_agg(CASE WHEN length(r) <= 100 THEN r
      ELSE encode(sha256(convert_to(r, 'UTF8')), 'hex') END, ';' ORDER BY k) AS t
      FROM (SELECT ${column} AS k, ${row} AS r FROM ${quoteName(table)} WHERE ${column} ${condition}) AS found`;
    return [
      {
        range: joined("BETWEEN $1 AND $2"),
        list: (keys) => ({ sql: joined("= ANY($1::bigint[])"), parameters: [`{${keys.join()}}`] }),
      },
    ];
  },
  isOfWay: () => false,
};
