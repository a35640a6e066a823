import type { Backend, Session } from "../database/backend";
import { quoteName } from "../orm/dialects/byName";
import type { RowCount } from "../protocol/engine";
import type { ModelInfo } from "../protocol/models";

/** A SQLite file up to this size is counted in no time, whatever is in it. */
const SMALL_FILE = 64 * 1024 * 1024;
/** Rows that are counted in no time even in a large file. */
const FEW_ROWS = 100_000;

/** The exact number of a table's rows, null where it cannot be counted. */
export async function countRows(session: Session, backend: Backend, model: ModelInfo): Promise<number | null> {
  try {
    const row = (await session.all(`SELECT COUNT(*) AS n FROM ${quoteName(model.table, backend.dialect)}`))[0];
    return row === undefined ? null : Number(row.n);
  } catch {
    return null;
  }
}

/** The number of each model's rows, as exact as it can be had at once. Stops between two models when `signal` aborts. */
export async function estimateRows(
  backend: Backend,
  models: readonly ModelInfo[],
  signal: AbortSignal | null,
): Promise<Record<string, RowCount>> {
  // A server keeps count by itself; what it says of a large table is taken as it is.
  const told =
    backend.dialect === "sqlite"
      ? new Map<string, number>()
      : new Map((await backend.introspect()).tables.map((table) => [table.name, table.estimate ?? 0]));
  return backend.read(async (session) => {
    const isSmall = backend.dialect !== "sqlite" || (await hasSmallFile(session));
    const counts: Record<string, RowCount> = {};
    for (const model of models) {
      signal?.throwIfAborted();
      const rows = told.get(model.table) ?? 0;
      const known = rows > FEW_ROWS || model.isView === true;
      const own =
        backend.dialect !== "sqlite" && known ? { rows: rows > 0 ? rows : null, estimated: true as const } : null;
      const estimate = isSmall ? own : await estimated(session, backend, model);
      counts[model.label] = estimate ?? { rows: await countRows(session, backend, model) };
    }
    return counts;
  });
}

async function hasSmallFile(session: Session): Promise<boolean> {
  const sql = "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()";
  return Number((await session.all(sql))[0]?.bytes ?? 0) <= SMALL_FILE;
}

/** What a large SQLite file knows without counting; null for a table of which it knows that it is small. */
async function estimated(session: Session, backend: Backend, model: ModelInfo): Promise<RowCount | null> {
  // A view is a query of any cost: only a person can want it counted.
  if (model.isView === true) return { rows: null, estimated: true };
  try {
    const table = quoteName(model.table, backend.dialect);
    const last = Number((await session.all(`SELECT MAX(rowid) AS n FROM ${table}`))[0]?.n ?? 0);
    if (last <= FEW_ROWS) return null;
    return { rows: (await analyzed(session, model.table)) ?? last, estimated: true };
  } catch {
    return { rows: null, estimated: true };
  }
}

/** The number of rows that ANALYZE found, where it was ever run. */
async function analyzed(session: Session, table: string): Promise<number | null> {
  try {
    const rows = await session.all("SELECT stat FROM sqlite_stat1 WHERE tbl = ? LIMIT 1", [table]);
    const count = Number.parseInt(String(rows[0]?.stat ?? ""), 10);
    return Number.isNaN(count) ? null : count;
  } catch {
    return null;
  }
}
