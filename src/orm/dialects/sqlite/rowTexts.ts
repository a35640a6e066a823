import { quoteName } from "../../../database/quote";
import type { RowTextForm, RowTextWay } from "../rowTexts";

/** Columns of a row that it joins: longer chains are too deep for its parser. */
const MOST_COLUMNS = 200;

/** JSON is the quicker way, but holds no blobs. */
export const sqliteRowTexts: RowTextForm = {
  rows: 1000,
  ways(table, key, columns) {
    if (columns.length >= MOST_COLUMNS) return [];
    const left = columns.map(quoteName);
    const column = quoteName(key);
    const from = `FROM ${quoteName(table)} WHERE ${column}`;
    const way = (joined: string): RowTextWay => ({
      // A range is read in the order of its keys.
      range: `SELECT group_concat(${joined}, ';') AS t ${from} BETWEEN ? AND ?`,
      list: (keys) => ({
        sql: `SELECT group_concat(r, ';') AS t FROM
      (SELECT ${joined} AS r ${from} IN (SELECT value FROM json_each(?)) ORDER BY ${column})`,
        parameters: [`[${keys.join()}]`],
      }),
    });
    return [
      way(`json_array(${left.join(", ")})`),
      way(left.map((name) => `quote(${name})`).join(" || ',' || ") || "''"),
    ];
  },
  isOfWay: () => true,
};
