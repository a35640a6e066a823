import { quoted as quote } from "../../../database/mysql/images";
import type { RowTextForm } from "../rowTexts";

/**
 * What SHA-256 makes of each row: as GROUP_CONCAT is cut off at a length (see the session's settings). In hexadecimal
 * digits no two columns' character sets come together. The rows are locked, which is how their present state is read.
 */
export const mysqlRowTexts: RowTextForm = {
  rows: 10_000,
  ways(table, key, columns) {
    const column = quote(key);
    const values = [key, ...columns].map((name) => `IFNULL(HEX(CONCAT(${quote(name)})), '-')`).join(", ");
    const joined = (condition: string): string =>
      `SELECT GROUP_CONCAT(SHA2(CONCAT_WS(',', ${values}), 256) ORDER BY ${column} SEPARATOR '') AS t FROM ${quote(table)} WHERE ${column} ${condition} FOR UPDATE`;
    return [
      {
        range: joined("BETWEEN ? AND ?"),
        list: (keys) => ({ sql: joined(`IN (${keys.join()})`), parameters: [] }),
      },
    ];
  },
};
