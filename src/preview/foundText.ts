import type { Session } from "../database/backend";
import { ValueReader } from "../database/changes/values";
import { quoteName } from "../orm/dialects/byName";
import type { ChangeGroup } from "./changeSet";

/** Rows that SQLite puts into one text. */
const ROWS_IN_TEXT = 1000;
/** Columns of a row that it joins: longer chains are too deep for its parser. */
const MOST_COLUMNS = 200;

/**
 * The rows that a group of updates is about, as SQLite joins them itself, some at a time in the order of their keys: many
 * times as quickly as value by value. Null where their keys are no whole numbers of one column that stay.
 */
export async function rowTexts(session: Session, group: ChangeGroup): Promise<AsyncGenerator<string> | null> {
  const found = wholeKeys(group);
  if (!found) return null;
  const q = (name: string): string => quoteName(name, "sqlite");
  const [row] = await session.all(`SELECT * FROM ${q(group.table)} LIMIT 1`);
  const columns = Object.keys(row ?? {});
  if (columns.length === 0 || columns.length > MOST_COLUMNS) return null;
  const key = q(found.column);
  const joining = (joined: string): Joining => {
    const textOf = (where: string): string =>
      `SELECT group_concat(r, ';') AS t FROM (SELECT ${joined} AS r FROM ${q(group.table)} WHERE ${where} ORDER BY ${key})`;
    return { range: textOf(`${key} BETWEEN ? AND ?`), list: textOf(`${key} IN (SELECT value FROM json_each(?))`) };
  };
  return texts(session, found.keys, [
    joining(`json_array(${columns.map(q).join(", ")})`),
    joining(columns.map((name) => `quote(${q(name)})`).join(" || ',' || ")),
  ]);
}

interface Joining {
  readonly range: string;
  readonly list: string;
}

async function* texts(
  session: Session,
  keys: BigInt64Array,
  [asJson, quoted]: readonly [Joining, Joining],
): AsyncGenerator<string> {
  for (let start = 0; start < keys.length; start += ROWS_IN_TEXT) {
    const some = keys.subarray(start, start + ROWS_IN_TEXT).sort();
    const [least, most] = [some[0] ?? 0n, some[some.length - 1] ?? 0n];
    const isRange = most - least + 1n === BigInt(some.length);
    const ask = ({ range, list }: Joining) =>
      isRange ? session.all(range, [least, most]) : session.all(list, [`[${some.join()}]`]);
    // JSON is the quicker way, but holds no blobs.
    const [found] = await ask(asJson).catch(() => ask(quoted));
    yield String(found?.t ?? "");
  }
}

function wholeKeys(group: ChangeGroup): { readonly column: string; readonly keys: BigInt64Array } | null {
  const keys = new BigInt64Array(group.count);
  const reader = new ValueReader();
  let column = "";
  let at = 0;
  for (const { kind, bytes, from } of group.records()) {
    const [name, ...others] = kind.key;
    const place = kind.before?.columns.indexOf(name ?? "") ?? -1;
    const isMoved = place >= 0 && (kind.before?.inKey[place] ?? -1) < 0;
    if (name === undefined || others.length > 0 || isMoved || (column !== "" && column !== name)) return null;
    column = name;
    reader.from(bytes, from);
    const value = reader.value();
    if (typeof value !== "bigint") return null;
    keys[at++] = value;
  }
  return { column, keys };
}
