import { quoted as quote } from "../../../database/mysql/images";
import type { RowTextForm, RowTextWay } from "../rowTexts";

/**
 * What SHA-256 makes of each row: as GROUP_CONCAT is cut off at a length (see the session's settings). In hexadecimal
 * digits no two columns' character sets come together. The rows are locked, which is how their present state is read.
 */
export const mysqlRowTexts: RowTextForm = {
  rows: 10_000,
  ways(table, key, columns) {
    const column = quote(key);
    const told = columns.length > 0 ? columns : [key];
    const values = told.map((name) => `IFNULL(HEX(CONCAT(${quote(name)})), '-')`).join(", ");
    const row = `SHA2(CONCAT_WS(',', ${values}), 256)`;
    const way = (order: string, index: string): RowTextWay => {
      const joined = (condition: string): string =>
        `SELECT GROUP_CONCAT(${row}${order} SEPARATOR '') AS t FROM ${quote(table)}${index} WHERE ${column} ${condition} FOR UPDATE`;
      return {
        range: joined("BETWEEN ? AND ?"),
        list: (keys) => ({ sql: joined(`IN (${keys.join()})`), parameters: [] }),
      };
    };
    // Through the primary key rows come in its order by themselves; a table without one refuses that.
    return [way("", " FORCE INDEX (PRIMARY)"), way(` ORDER BY ${column}`, "")];
  },
  isOfWay: (error) => error instanceof Error && /Key 'PRIMARY' doesn't exist/.test(error.message),
};
