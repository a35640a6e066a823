import type { SqlValue } from "../../../database/backend";
import type { Field } from "../../../orm/fields";
import type { Conversion } from "../../../orm/fieldTypes";
import type { Model } from "../../../orm/meta";
import { PyRaise } from "../../../python/exceptions";
import type { Chance } from "./chance";
import { type Ordered, orderedPairs } from "./limits";
import type { Pools } from "./pools";
import { isHeading } from "./texts";
import { clashOf, take, type UniqueGroup, uniqueGroups } from "./uniqueness";
import { FieldValues, type RowContext, rowContext } from "./values";

export type Row = ReadonlyMap<Field, SqlValue>;

/** What making rows needs of everything around them. */
export interface Making {
  readonly chance: Chance;
  readonly pools: Pools;
  readonly conversion: Conversion;
  /** Seconds since 1970. */
  readonly now: number;
  /** Keys that are filled in later, or by what lies beyond a row. */
  readonly left: ReadonlySet<Field>;
  /** Values of generic relations: content type and object id. */
  generic(model: Model): Promise<Row>;
}

/** How often a row that is like another is made again before its model is given up. */
const ATTEMPTS = 60;

/** Makes rows of one model, each with those of its parents. */
export class RowMaker {
  readonly #making: Making;
  readonly #fields: readonly Field[];
  readonly #values = new Map<Field, FieldValues>();
  readonly #pairs: readonly Ordered[];
  readonly #groups: readonly UniqueGroup[];

  private constructor(
    readonly model: Model,
    making: Making,
    groups: readonly UniqueGroup[],
  ) {
    this.#making = making;
    this.#groups = groups;
    const ready = model.fields.filter((field) => !field.isGenerated && !field.isComposite);
    // What a row is called comes first: its slug is made of it.
    this.#fields = [...ready].sort((a, b) => Number(isHeading(b.name)) - Number(isHeading(a.name)));
    this.#pairs = [model.concrete, ...model.ancestors].flatMap(orderedPairs);
    for (const field of this.#fields) this.#values.set(field, new FieldValues(field, making.conversion.useTz));
  }

  static async for(model: Model, making: Making): Promise<RowMaker> {
    return new RowMaker(model, making, await uniqueGroups(model, making.pools));
  }

  /** A new row, which later ones can point at; or why there can be no further one. */
  async next(): Promise<Row | { readonly reason: string }> {
    const { chance, pools, now } = this.#making;
    const context = rowContext(chance, this.model.name, this.#fields, now);
    const row = new Map<Field, SqlValue>();
    for (const field of this.#fields) {
      if (field.isParentLink) continue;
      const value = await this.#value(field, context, 0, row);
      if (value === undefined)
        return { reason: `${field.remote?.label ?? field.name} has no row left for ${field.name}` };
      row.set(field, value);
    }
    for (const [field, value] of await this.#making.generic(this.model)) row.set(field, value);
    const clash = await this.#settle(row, context);
    if (clash !== null)
      return { reason: `no further rows differ in ${clash.fields.map(({ name }) => name).join(", ")}` };
    this.#link(row);
    take(this.#groups, row);
    await pools.add(row);
    return row;
  }

  /** Makes anew what is like another row's, and turns round what is in the wrong order; the group that could not be helped. */
  async #settle(row: Map<Field, SqlValue>, context: RowContext): Promise<UniqueGroup | null> {
    const { chance } = this.#making;
    this.#order(row);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const clash = clashOf(this.#groups, row);
      if (clash === null) return null;
      const free = clash.fields.filter((field) => !field.isForeignKey && !field.info.choices?.length);
      const isLate = attempt > ATTEMPTS / 2;
      const field = chance.pick(free.length > 0 && !isLate ? free : clash.fields);
      const value = await this.#value(field, context, attempt, row, true);
      if (value !== undefined) row.set(field, value);
      this.#order(row);
    }
    return clashOf(this.#groups, row);
  }

  #order(row: Map<Field, SqlValue>): void {
    for (const { low, high } of this.#pairs) {
      const [first, second] = [low, high].map((name) => this.#fields.find((field) => field.name === name));
      if (first === undefined || second === undefined) continue;
      const [a, b] = [row.get(first) ?? null, row.get(second) ?? null];
      if (a === null || b === null || !isBelow(b, a)) continue;
      row.set(first, b);
      row.set(second, a);
    }
  }

  /** A parent's row and the child's share their key. */
  #link(row: Map<Field, SqlValue>): void {
    for (const field of this.#fields) {
      if (!field.isParentLink || field.targetField === null) continue;
      row.set(field, row.get(field.targetField) ?? null);
    }
    // A link to a grandparent's row leads through the parent's.
    for (const field of this.#fields) {
      if (field.isParentLink && field.targetField !== null) row.set(field, row.get(field.targetField) ?? null);
    }
  }

  /** A value in the database's form; undefined for a key to which no row is left. */
  async #value(
    field: Field,
    context: RowContext,
    attempt: number,
    row: Row,
    needed = false,
  ): Promise<SqlValue | undefined> {
    const { chance, pools, left } = this.#making;
    if (left.has(field)) return null;
    if (field.isForeignKey && field.targetField !== null) return this.#key(field, field.targetField, row);
    if (field.type.isAuto) return pools.nextKey(field);
    if (!needed && field.isNullable && !field.isPrimaryKey && chance.isTrue(0.12)) return null;
    const isEmpty = field.info.blank === true && !field.isUnique && field.valueType.family === "text";
    if (!needed && isEmpty && !field.isNullable && !isHeading(field.name) && chance.isTrue(0.1)) return "";
    return this.#stored(field, context, attempt);
  }

  #stored(field: Field, context: RowContext, attempt: number): SqlValue {
    const { chance, conversion } = this.#making;
    const values = this.#values.get(field);
    if (values === undefined) return null;
    const type = field.valueType;
    try {
      return type.toDb(type.prep(values.make(chance, context, attempt), conversion), conversion);
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      // A kind of column we have no values for: nothing, or a text that says so.
      return field.isNullable ? null : "sample";
    }
  }

  async #key(field: Field, target: Field, row: Row): Promise<SqlValue | undefined> {
    const { chance, pools } = this.#making;
    const all = await pools.values(target);
    const taken = field.isUnique ? await pools.taken([field]) : null;
    const isFree = (value: SqlValue): boolean =>
      taken === null || clashOf([{ fields: [field], taken }], new Map([[field, value]])) === null;
    if (field.isNullable && chance.isTrue(0.2)) return null;
    for (let i = 0; i < 8 && all.length > 0; i++) {
      const value = chance.pick(all);
      if (isFree(value)) return value;
    }
    const free = all.filter(isFree);
    if (free.length > 0) return chance.pick(free);
    if (field.isNullable) return null;
    // The first row of a tree whose rows all have a parent is its own.
    return field.remote?.concrete === this.model.concrete ? (row.get(target) ?? undefined) : undefined;
  }
}

function isBelow(a: SqlValue, b: SqlValue): boolean {
  if (typeof a === "string" && typeof b === "string") {
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a < b : x < y;
  }
  return a !== null && b !== null && a < b;
}
