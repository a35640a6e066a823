import type { RowChange, SqlList, SqlValue } from "../backend";
import { quoteName } from "../quote";
import { columnList } from "./actions";
import type { PostgresConnection } from "./connection";
import { changesBetween, type Images, imagesOf, keyText, type RowShape, shapeOf } from "./images";
import type { PostgresSchema } from "./introspect";
import { among } from "./text";

/** Rows that this transaction inserted, updated and deleted in each table, as the server counts them. */
export type Counts = ReadonlyMap<string, readonly [inserted: number, updated: number, deleted: number]>;

const COUNTS = `SELECT s.relname, s.n_tup_ins, s.n_tup_upd, s.n_tup_del FROM pg_catalog.pg_stat_xact_user_tables s
  WHERE s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0 AND pg_catalog.pg_table_is_visible(s.relid)`;

/** Tables with more rows are not searched for rows that a trigger deleted. */
const MOST = 200_000;

const NONE = [0, 0, 0] as const;

/**
 * Finds what the database's own triggers and rules changed beside a statement. The server counts each transaction's
 * changes by table; where a write made more of them than its own rows, the table's rows of this transaction (`xmin`) are
 * compared with what is committed, which another connection sees. Needs no right but to read, and makes nothing.
 */
export class HiddenChanges {
  /** What rows looked like after the last change that was reported, where that is not what is committed. */
  readonly #last = new Map<string, Map<string, SqlList>>();

  constructor(
    private readonly connection: PostgresConnection,
    private readonly schema: PostgresSchema,
    private readonly committed: (sql: string, parameters: readonly SqlValue[]) => Promise<readonly SqlList[]>,
  ) {}

  async counts(): Promise<Counts> {
    const { rows } = await this.connection.query(COUNTS);
    return new Map(rows.map((row) => [String(row[0]), [Number(row[1]), Number(row[2]), Number(row[3])] as const]));
  }

  /** The changes of a statement, and those that came with it. `before` are the counts from before it. */
  async found(before: Counts, changes: readonly RowChange[]): Promise<readonly RowChange[]> {
    const after = await this.counts();
    const all = [...changes];
    for (const [name, counts] of after) {
      const table = this.schema.tables.find((each) => each.name === name);
      const shape = table && shapeOf(table);
      if (!shape) continue;
      const old = before.get(name) ?? NONE;
      const own = changes.filter((change) => change.table === name);
      const count = (action: RowChange["action"]): number => own.filter((change) => change.action === action).length;
      const [inserted, updated, deleted] = [0, 1, 2].map((i) => (counts[i] ?? 0) - (old[i] ?? 0)) as [
        number,
        number,
        number,
      ];
      const known = own.length;
      // An update that changed nothing is counted by the server and no change to us, so that more is asked than needs be.
      if (inserted + updated + deleted <= known && deleted <= count("delete")) continue;
      const rows = all.filter((change) => change.table !== name);
      rows.push(...(await this.#changesOf(shape, own, deleted > count("delete"))));
      all.splice(0, all.length, ...rows);
    }
    return all;
  }

  async #changesOf(shape: RowShape, own: readonly RowChange[], deletes: boolean): Promise<readonly RowChange[]> {
    const name = quoteName(shape.table.name);
    const columns = columnList(shape.columns);
    const sql = `SELECT ${columns} FROM ${name} WHERE age(xmin) <= age((txid_current() % 4294967296)::text::xid)`;
    const now = imagesOf(shape, (await this.connection.query(sql)).rows);
    const before = new Map(await this.#before(shape, [...now.values()]));
    if (deletes) for (const [key, row] of await this.#gone(shape)) before.set(key, row);
    const last = this.#last.get(shape.table.name) ?? new Map<string, SqlList>();
    for (const [key, row] of last) if (now.has(key)) before.set(key, row);
    this.#last.set(shape.table.name, new Map([...last, ...now]));
    const found = changesBetween(shape, before, now);
    // Deleted rows that cannot be searched for are at least those of the statement.
    const keys = new Set(found.map((change) => JSON.stringify(Object.values(change.key).map(String))));
    return [...found, ...own.filter((change) => !keys.has(JSON.stringify(Object.values(change.key).map(String))))];
  }

  /** The committed rows of the same keys. */
  async #before(shape: RowShape, rows: readonly SqlList[]): Promise<Images> {
    const found: SqlList[] = [];
    for (let at = 0; at < rows.length; at += 5000) {
      const batch = rows.slice(at, at + 5000).map((row) => shape.places.map((place): SqlValue => row[place] ?? null));
      const { sql, parameters } = among(shape.key.map(quoteName), batch);
      const text = `SELECT ${columnList(shape.columns)} FROM ${quoteName(shape.table.name)} WHERE ${sql}`;
      found.push(...(await this.committed(text, parameters)));
    }
    return imagesOf(shape, found);
  }

  /** Committed rows that are no more. */
  async #gone(shape: RowShape): Promise<Images> {
    const name = quoteName(shape.table.name);
    const sql = `SELECT ${columnList(shape.columns)} FROM ${name} LIMIT ${MOST}`;
    const here = new Set((await this.connection.query(sql)).rows.map((row) => keyText(shape, row)));
    const there = imagesOf(shape, await this.committed(sql, []));
    return new Map([...there].filter(([key]) => !here.has(key)));
  }
}
