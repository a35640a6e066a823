import type { Session, SqlList, SqlValue } from "../../database/backend";
import { emptyTrace } from "../../orm/connection";
import type { DjangoOrm } from "../../orm/orm";
import { type KeyRange, type PageClause, type RowKey, rangesBeyond } from "../../orm/query/keyset";
import type { SelectPlan } from "../../orm/query/plan";
import { EmptyResult } from "../../orm/query/results";
import type { QuerySet } from "../../orm/queryset";
import type { RowTotal } from "../../protocol/results";
import type { Value } from "../../python/objects";
import { type Access, accessOf } from "./access";
import { Anchors } from "./anchors";
import { countUpTo } from "./counting";

interface Read {
  readonly rows: readonly SqlList[];
  readonly keys: readonly RowKey[];
  readonly plan: SelectPlan | null;
}

const NONE: Read = { rows: [], keys: [], plan: null };

/**
 * A queryset's rows, none of them held: each page is read when it is asked for. Pages are found by the keys of rows seen
 * before (see `accessOf`), from the nearest one, forwards or backwards; so scrolling costs the same at any depth.
 */
export class PagedRows {
  readonly #queryset: QuerySet;
  readonly #orm: DjangoOrm;
  #access: Access;
  readonly #anchors = new Anchors();
  #total: number | null = null;

  private constructor(queryset: QuerySet, orm: DjangoOrm, access: Access) {
    this.#queryset = queryset;
    this.#orm = orm;
    this.#access = access;
  }

  /** Takes a queryset over as it is now. `first` is how many rows will be read at first. Throws EmptyResult for `none()`. */
  static async over(queryset: QuerySet, orm: DjangoOrm, first: number): Promise<PagedRows> {
    const own = queryset.chain();
    own.prefetches = [];
    return new PagedRows(own, orm, await accessOf(orm.connection.session, own, first));
  }

  /** The number of rows, null until it is known. */
  get total(): number | null {
    return this.#total;
  }

  get access(): Access {
    return this.#access;
  }

  /** Rows from a place on, fewer where they end. */
  async page(session: Session, start: number, count: number): Promise<readonly Value[]> {
    this.#attach(session);
    const wanted = this.#total === null ? count : Math.max(0, Math.min(count, this.#total - start));
    if (wanted === 0) return [];
    let read = this.#access.by === "key" ? await this.#byKey(this.#access.tie, start, wanted) : null;
    // Rows that share their whole key (a join repeats them, or the key is none) would be lost between two pages.
    if (read === null) {
      if (this.#access.by === "key") this.#access = { by: "offset", tie: this.#access.tie };
      this.#anchors.clear();
      read = await this.#byNumber(this.#access.tie, start, wanted);
    }
    const { plan } = read;
    return plan === null ? [] : this.#queryset.shaped(plan, read.rows.slice(0, wanted));
  }

  /** The exact number of rows; or where there are more than `limit`, or counting up to it would take long, what is known. */
  async count(session: Session, limit: number | null): Promise<RowTotal> {
    if (this.#total !== null) return { rows: this.#total };
    this.#attach(session);
    const total =
      limit === null ? { rows: Number(await this.#queryset.chain().count()) } : await countUpTo(this.#queryset, limit);
    this.#total = total.rows;
    return total;
  }

  #attach(session: Session): void {
    this.#orm.connection.session = session;
    // What is read on is no part of the statement that was run.
    this.#orm.connection.trace = emptyTrace(this.#orm.connection.log);
  }

  async #byNumber(tie: PageClause["tie"] | null, start: number, count: number): Promise<Read> {
    if (tie !== null) {
      const read = await this.#from(tie, false, null, start, count + 1);
      this.#ends(start, read.rows.length, count);
      return read;
    }
    try {
      const limited = this.#queryset.limited(start, start + count + 1);
      limited.query.isSettled = limited.orm.compiler.dialect.paging.wanders;
      const plan = limited.plan();
      const rows = await this.#orm.connection.lists(plan.sql);
      this.#ends(start, rows.length, count);
      return { rows, keys: [], plan };
    } catch (error) {
      if (error instanceof EmptyResult) return NONE;
      throw error;
    }
  }

  /** Null where two rows have the same key. */
  async #byKey(tie: "asc" | "desc", start: number, count: number): Promise<Read | null> {
    const before = this.#anchors.before(start);
    const after = this.#anchors.from(start + count) ?? this.#end();
    const forwards = start - (before?.place ?? -1) - 1;
    const backwards = after === null ? Number.POSITIVE_INFINITY : after.place - start - count;
    const isBackwards = backwards < forwards;
    const read = isBackwards
      ? await this.#from(tie, true, after?.key ?? null, backwards, count)
      : await this.#from(tie, false, before?.key ?? null, forwards, count + 1);
    for (const [i, key] of read.keys.entries()) if (i > 0 && isSame(key, read.keys[i - 1] as RowKey)) return null;
    if (!isBackwards) this.#ends(start, read.rows.length, count);
    const ordered = isBackwards ? reversed(read) : read;
    // Only a row whose neighbours were seen is known to be told from them by its key.
    for (const i of [1, ordered.keys.length - 2]) {
      const key = ordered.keys[i];
      if (i > 0 && key && i < ordered.keys.length - 1 && key.every(isExact)) this.#anchors.add(start + i, key);
    }
    return ordered;
  }

  #end(): { readonly place: number; readonly key: null } | null {
    return this.#total === null ? null : { place: this.#total, key: null };
  }

  /** Fewer rows than were asked for are the last ones. */
  #ends(start: number, found: number, count: number): void {
    if (found <= count && (found > 0 || start === 0)) this.#total ??= start + found;
  }

  /** Rows beyond a key (null: from the start), without the first `skip` of them. */
  async #from(tie: "asc" | "desc", backwards: boolean, key: RowKey | null, skip: number, count: number): Promise<Read> {
    const query = (ranges: readonly KeyRange[] | null, from: number, to: number): SelectPlan =>
      this.#orm.compiler.plan(this.#queryset.limited(from, to).query, { tie, backwards, ranges });
    const read = async (ranges: readonly KeyRange[] | null, from: number, most: number): Promise<Read> => {
      const plan = query(ranges, from, from + most);
      const rows = await this.#orm.connection.lists(plan.sql);
      // The keys stand behind everything else.
      const width = plan.keys?.length ?? 0;
      return { plan, rows, keys: rows.map((row) => row.slice(row.length - width)) };
    };
    try {
      if (key === null) return await read(null, skip, count);
      const ranges = rangesBeyond(query(null, 0, 1).keys ?? [], key, this.#orm.compiler.dialect.nullsFirst);
      if (this.#access.by === "key" && this.#access.sorts) return await read(ranges, skip, count);
      let found = NONE;
      let left = skip;
      for (const range of ranges) {
        const part = await read([range], left, count - found.rows.length);
        if (part.rows.length === 0 && left > 0) left -= await this.#countOf(query([range], 0, left));
        else if (part.rows.length > 0) left = 0;
        found = { plan: part.plan, rows: [...found.rows, ...part.rows], keys: [...found.keys, ...part.keys] };
        if (found.rows.length >= count) break;
      }
      return found;
    } catch (error) {
      if (error instanceof EmptyResult) return NONE;
      throw error;
    }
  }

  async #countOf({ sql }: SelectPlan): Promise<number> {
    const text = `SELECT COUNT(*) AS n FROM (${this.#orm.compiler.dialect.place(sql)}) AS counted`;
    return Number((await this.#orm.connection.session.all(text, sql.params))[0]?.n ?? 0);
  }
}

function reversed({ rows, keys, plan }: Read): Read {
  return { rows: [...rows].reverse(), keys: [...keys].reverse(), plan };
}

/** A text that is no valid Unicode in the database cannot be bound again as it was. */
function isExact(value: SqlValue): boolean {
  return typeof value !== "string" || !value.includes("\ufffd");
}

function isSame(a: RowKey, b: RowKey): boolean {
  return a.every((value, i) => sameValue(value, b[i] ?? null));
}

function sameValue(a: SqlValue, b: SqlValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array)
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  return a === b;
}
