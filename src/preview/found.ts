import type { RowChange, Session, SqlRow, SqlValue } from "../database/backend";
import { isSame } from "../database/changes/log";
import { dialectOf, quoteName, withPlaceholders } from "../orm/dialects/byName";
import type { DialectName } from "../orm/dialects/dialect";
import type { Registry } from "../orm/registry";
import { raw, type Sql, sql } from "../orm/sql";
import type { Difference } from "../protocol/results";
import type { ChangeSet } from "./changeSet";
import { labelOf, rowEffect } from "./effects";
import { columnsOf, rowTexts } from "./foundText";
import { inLists, keyed, ROWS_AT_ONCE } from "./rows";
import { keyJson, keyText, storedText } from "./stored";

/** Rows whose values are kept, to tell what became of them; of more, only the digest. */
const KEPT = 1000;

/** The rows that a write updates, whole, as it found them: a change to any of their columns counts, shown or not. */
export interface FoundRows {
  readonly digest: string;
  /** What is the same in another transaction as long as nobody committed in between; null where that is not known. */
  readonly moment: string | null;
  /** By the table and the key's text; null where there are too many. */
  readonly rows: ReadonlyMap<string, FoundRow> | null;
}

interface FoundRow {
  readonly change: RowChange;
  readonly row: SqlRow;
}

const encoder = new TextEncoder();

/** Of a write that updates no row. */
export const NOTHING_FOUND: FoundRows = { digest: "", moment: null, rows: new Map() };

/**
 * Reads the rows that some changes update. To be called where they are not changed yet: before the write, or when it is
 * rolled back. Inserted rows were not there, and of deleted ones the changes hold the whole row.
 */
export async function foundRows(session: Session, dialect: DialectName, changes: ChangeSet): Promise<FoundRows> {
  const groups = changes.groups.filter(({ action }) => action === "update");
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  if (count === 0) return NOTHING_FOUND;
  const rows = count <= KEPT ? new Map<string, FoundRow>() : null;
  const texts = new Texts();
  for (const group of groups) {
    const byRow = (changes: readonly RowChange[]): Promise<string> =>
      rowByRow(session, dialect, group.table, changes, rows);
    if (rows === null) for await (const text of rowTexts(session, dialect, group, byRow)) await texts.add(text);
    else for (const list of inLists(group.rows(), ROWS_AT_ONCE)) await texts.add(await byRow(list));
  }
  return { digest: await texts.digest(), moment: (await session.moment?.()) ?? null, rows };
}

/** True where the rows that a preview found are what they were: at once where nobody committed since. */
export async function areAsFound(
  session: Session,
  dialect: DialectName,
  changes: ChangeSet,
  { digest, moment }: FoundRows,
): Promise<boolean> {
  if (moment !== null && moment === (await session.moment?.())) return true;
  return digest === (await foundRows(session, dialect, changes)).digest;
}

/** Bytes of a SHA-256 digest. */
const DIGEST = 32;

/** Texts that come to one digest, some of them at a time, each with the digest of those before it in front. */
class Texts {
  readonly #bytes = new Uint8Array(2 ** 20);
  #length = DIGEST;
  /** It is made of a copy, while the next texts are read. */
  #before: Promise<ArrayBuffer> = Promise.resolve(new ArrayBuffer(DIGEST));

  async add(text: string): Promise<void> {
    const part = `${text}\u0004`;
    // No character takes more than three bytes in place of one or two units.
    const most = part.length * 3;
    if (this.#length + most > this.#bytes.length) await this.#fold(this.#bytes);
    if (DIGEST + most <= this.#bytes.length)
      this.#length += encoder.encodeInto(part, this.#bytes.subarray(this.#length)).written;
    else {
      const own = new Uint8Array(DIGEST + most);
      this.#length += encoder.encodeInto(part, own.subarray(DIGEST)).written;
      await this.#fold(own);
    }
  }

  async #fold(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    bytes.set(new Uint8Array(await this.#before));
    this.#before = crypto.subtle.digest("SHA-256", bytes.subarray(0, this.#length));
    this.#length = DIGEST;
  }

  /** As hexadecimal digits. */
  async digest(): Promise<string> {
    await this.#fold(this.#bytes);
    return [...new Uint8Array(await this.#before)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

/** The key that a row had before it was updated. */
function keyBefore({ key, before }: RowChange): SqlRow {
  const found: Record<string, SqlValue> = {};
  for (const column in key) found[column] = before?.[column] ?? key[column] ?? null;
  return found;
}

/** The rows as text, each with its key and the types of its values; kept in `rows` as well, where that is given. */
async function rowByRow(
  session: Session,
  dialect: DialectName,
  table: string,
  changes: readonly RowChange[],
  rows: Map<string, FoundRow> | null,
): Promise<string> {
  const q = (name: string): string => quoteName(name, dialect);
  const keys = changes.map(keyBefore);
  const names = Object.keys(keys[0] ?? {});
  const columns = await columnsOf(session, table, dialect);
  const all = [...names, ...columns];
  const selected = raw(all.map((column, i) => `${q(column)} AS ${q(`c${i}`)}`).join(", "));
  const { readingNow } = dialectOf(dialect);
  const statement: Sql = sql`SELECT ${selected} FROM ${q(table)} WHERE ${keyed(keys, dialect)}${readingNow}`;
  const text = withPlaceholders(statement, dialect);
  const found = session.lists
    ? await session.lists(text, statement.params)
    : (await session.all(text, statement.params)).map((row) => all.map((_, i) => row[`c${i}`] ?? null));
  const changed = new Map(changes.map((change) => [keyText(keyBefore(change)), change]));
  const lines = found.map((values) => {
    const key = keyText(Object.fromEntries(names.map((name, i) => [name, whole(values[i] ?? null)])));
    const change = changed.get(key);
    if (rows && change) {
      const row = Object.fromEntries(columns.map((column, i) => [column, values[names.length + i] ?? null]));
      rows.set(`${table}\0${key}`, { change, row });
    }
    return values.map((value) => storedText(value ?? null)).join("\u0002");
  });
  return lines.sort().join("\u0003");
}

/** Plain reads give small integers as numbers, keys of changes as bigint. */
function whole(value: SqlValue): SqlValue {
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}

/** Rows that would be updated as it was shown, but are not what they were: in columns that the update leaves alone. */
export function foundDifferences(shown: FoundRows, now: FoundRows, registry: Registry): readonly Difference[] {
  if (!shown.rows || !now.rows) return [];
  const differences: Difference[] = [];
  for (const [name, before] of shown.rows) {
    const after = now.rows.get(name);
    if (!after) continue;
    const other = Object.keys(before.row).filter(
      (column) =>
        !(column in (before.change.before ?? {})) && !isSame(before.row[column] ?? null, after.row[column] ?? null),
    );
    if (other.length === 0) continue;
    const told = ({ change, row }: FoundRow) => {
      const left = Object.fromEntries(other.map((column) => [column, row[column] ?? null]));
      const image = (own: SqlRow | null): SqlRow => ({ ...own, ...left });
      const { action } = change;
      return { action, ...rowEffect({ ...change, before: image(change.before), after: image(change.after) }) };
    };
    const { table, key } = before.change;
    differences.push({
      model: labelOf(table, registry),
      table,
      pk: keyJson(key),
      shown: told(before),
      now: told(after),
    });
  }
  return differences;
}
