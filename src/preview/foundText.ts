import type { RowChange, Session } from "../database/backend";
import { ownColumns, type RecordKind, readChange } from "../database/changes/kinds";
import { ValueReader } from "../database/changes/values";
import { quoteName } from "../orm/dialects/byName";
import type { ChangeGroup } from "./changeSet";
import { ROWS_AT_ONCE } from "./rows";

/** Rows that SQLite puts into one text. */
const ROWS_IN_TEXT = 1000;
/** Columns of a row that it joins: longer chains are too deep for its parser. */
const MOST_COLUMNS = 200;

/** The keys of some rows that change alike, and how SQLite is asked for what is left alone in them. */
interface Alike {
  readonly keys: BigInt64Array;
  count: number;
  /** The first one that works; none where their keys are no single column that stays. */
  readonly ways: readonly Way[];
}

interface Way {
  readonly range: string;
  readonly list: string;
}

/**
 * What a group of updates leaves alone in its rows (what is changed, their records hold), some of them at a time. SQLite
 * joins it itself where whole numbers name the rows, many times as quickly as value by value; the others are left to
 * `rowByRow`.
 */
export async function* rowTexts(
  session: Session,
  group: ChangeGroup,
  rowByRow: (changes: readonly RowChange[]) => Promise<string>,
): AsyncGenerator<string> {
  const [row] = await session.all(`SELECT * FROM ${quoteName(group.table, "sqlite")} LIMIT 1`);
  const columns = Object.keys(row ?? {});
  const reader = new ValueReader();
  const kinds = new Map<RecordKind, Alike>();
  const others: RowChange[] = [];
  for (const { kind, bytes, from } of group.records()) {
    let alike = kinds.get(kind);
    if (!alike) {
      alike = { keys: new BigInt64Array(ROWS_IN_TEXT), count: 0, ways: waysOf(kind, columns) };
      kinds.set(kind, alike);
    }
    reader.from(bytes, from);
    const key = reader.value();
    if (typeof key === "bigint" && alike.ways.length > 0) {
      alike.keys[alike.count++] = key;
      if (alike.count === ROWS_IN_TEXT) yield await textOf(session, alike);
    } else {
      reader.from(bytes, from);
      others.push(readChange(kind, reader));
      if (others.length === ROWS_AT_ONCE) yield await rowByRow(others.splice(0));
    }
  }
  for (const alike of kinds.values()) if (alike.count > 0) yield await textOf(session, alike);
  if (others.length > 0) yield await rowByRow(others);
}

/** JSON is the quicker way, but holds no blobs. */
function waysOf(kind: RecordKind, all: readonly string[]): readonly Way[] {
  const [column] = kind.key;
  const changed = ownColumns(kind.before);
  if (column === undefined || kind.key.length > 1 || changed.includes(column) || all.length > MOST_COLUMNS) return [];
  const q = (name: string): string => quoteName(name, "sqlite");
  const left = all.filter((name) => name !== column && !changed.includes(name)).map(q);
  const from = `FROM ${q(kind.table)} WHERE ${q(column)}`;
  const way = (joined: string): Way => ({
    // A range is read in the order of its keys.
    range: `SELECT group_concat(${joined}, ';') AS t ${from} BETWEEN ? AND ?`,
    list: `SELECT group_concat(r, ';') AS t FROM
      (SELECT ${joined} AS r ${from} IN (SELECT value FROM json_each(?)) ORDER BY ${q(column)})`,
  });
  return [way(`json_array(${left.join(", ")})`), way(left.map((name) => `quote(${name})`).join(" || ',' || ") || "''")];
}

/** The text of the rows whose keys have gathered, which then are forgotten. */
async function textOf(session: Session, alike: Alike): Promise<string> {
  const keys = alike.keys.subarray(0, alike.count).sort();
  alike.count = 0;
  const [least, most] = [keys[0] ?? 0n, keys[keys.length - 1] ?? 0n];
  const isRange = most - least + 1n === BigInt(keys.length);
  let refused: unknown;
  for (const { range, list } of alike.ways) {
    try {
      const [row] = isRange ? await session.all(range, [least, most]) : await session.all(list, [`[${keys.join()}]`]);
      return String(row?.t ?? "");
    } catch (error) {
      refused = error;
    }
  }
  throw refused;
}
