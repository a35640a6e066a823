import type { RowChange, Session } from "../database/backend";
import { ownColumns, type RecordKind, readChange } from "../database/changes/kinds";
import { ValueReader } from "../database/changes/values";
import { dialectOf, quoteName } from "../orm/dialects/byName";
import type { DialectName } from "../orm/dialects/dialect";
import type { RowTextForm, RowTextWay } from "../orm/dialects/rowTexts";
import type { ChangeGroup } from "./changeSet";
import { ROWS_AT_ONCE } from "./rows";

/** The keys of some rows that change alike, and how the database is asked for what is left alone in them. */
interface Alike {
  readonly keys: BigInt64Array;
  count: number;
  /** The first one that works; none where their keys are no single column that stays. */
  readonly ways: readonly RowTextWay[];
}

/**
 * What a group of updates leaves alone in its rows (what is changed, their records hold), some of them at a time. The
 * database joins it itself where whole numbers name the rows, many times as quickly as value by value; the others are left
 * to `rowByRow`.
 */
export async function* rowTexts(
  session: Session,
  dialect: DialectName,
  group: ChangeGroup,
  rowByRow: (changes: readonly RowChange[]) => Promise<string>,
): AsyncGenerator<string> {
  const form = dialectOf(dialect).rowTexts;
  const columns = await columnsOf(session, group.table, dialect);
  const reader = new ValueReader();
  const kinds = new Map<RecordKind, Alike>();
  const others: RowChange[] = [];
  for (const { kind, bytes, from } of group.records()) {
    let alike = kinds.get(kind);
    if (!alike) {
      alike = { keys: new BigInt64Array(form.rows), count: 0, ways: waysOf(kind, columns, form) };
      kinds.set(kind, alike);
    }
    reader.from(bytes, from);
    const key = reader.value();
    // MySQL has whole numbers of 64 bits without a sign.
    if (typeof key === "bigint" && BigInt.asIntN(64, key) === key && alike.ways.length > 0) {
      alike.keys[alike.count++] = key;
      if (alike.count === form.rows) yield await textOf(session, alike, form);
    } else {
      reader.from(bytes, from);
      others.push(readChange(kind, reader));
      if (others.length === ROWS_AT_ONCE) yield await rowByRow(others.splice(0));
    }
  }
  for (const alike of kinds.values()) if (alike.count > 0) yield await textOf(session, alike, form);
  if (others.length > 0) yield await rowByRow(others);
}

function waysOf(kind: RecordKind, all: readonly string[], form: RowTextForm): readonly RowTextWay[] {
  const [column] = kind.key;
  const changed = ownColumns(kind.before);
  if (column === undefined || kind.key.length > 1 || changed.includes(column)) return [];
  return form.ways(
    kind.table,
    column,
    all.filter((name) => name !== column && !changed.includes(name)),
  );
}

/** The text of the rows whose keys have gathered, which then are forgotten. */
async function textOf(session: Session, alike: Alike, form: RowTextForm): Promise<string> {
  const keys = alike.keys.subarray(0, alike.count).sort();
  alike.count = 0;
  const [least, most] = [keys[0] ?? 0n, keys[keys.length - 1] ?? 0n];
  const isRange = most - least + 1n === BigInt(keys.length);
  let refused: unknown;
  for (const { range, list } of alike.ways) {
    try {
      const { sql, parameters } = isRange ? { sql: range, parameters: [least, most] } : list(keys);
      const [row] = await session.all(sql, parameters);
      return String(row?.t ?? "");
    } catch (error) {
      if (!form.isOfWay(error)) throw error;
      refused = error;
    }
  }
  throw refused;
}

/** A table's columns; none where it has no row. */
export async function columnsOf(session: Session, table: string, dialect: DialectName): Promise<readonly string[]> {
  const [row] = await session.all(`SELECT * FROM ${quoteName(table, dialect)} LIMIT 1`);
  return Object.keys(row ?? {});
}
