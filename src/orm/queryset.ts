import type { SqlList } from "../database/backend";
import { messages } from "../models/vocabulary/messages";
import { PyDict, PyTuple } from "../python/collections";
import { raise } from "../python/exceptions";
import { bindAttribute, type NativeInstance, type PyClass } from "../python/functions";
import { Awaited, type MaybePromise, PyObject, PySlice, type Runtime, type Value } from "../python/objects";
import { sliceOf } from "../python/sequences";
import type { Orm } from "./context";
import { fail } from "./errors";
import { Q } from "./expressions/q";
import type { Subselect } from "./expressions/subselect";
import type { Field } from "./fields";
import type { ModelInstance } from "./instance";
import type { Model, NamedField } from "./meta";
import { prefetchRelated } from "./prefetch";
import type { Prefetch } from "./prefetchRequest";
import { planCount } from "./query/aggregation";
import type { SelectPlan } from "./query/plan";
import { Query } from "./query/query";
import type { QueryLike } from "./query/queryLike";
import { EmptyResult } from "./query/results";
import { querySetMethods } from "./querysetMethods";
import { setValues } from "./querysets/valuing";
import { type ColumnReader, readersOf, valueIn, valuesIn } from "./reading";
import { buildInstances } from "./rows";

/** How rows come out: as instances, dicts, tuples, bare values, or dates. */
export type RowShape = "model" | "values" | "list" | "flat" | "named" | "dates";

/** Django's QuerySet: lazy, chainable, its rows kept once they were read. */
export class QuerySet extends PyObject implements QueryLike, NativeInstance {
  shape: RowShape = "model";
  /** Names of the values in `values()` and `values_list()`, in order; empty for all. */
  fields: readonly string[] = [];
  prefetches: readonly (string | Prefetch)[] = [];
  scriptClass: PyClass | null = null;
  /** Related objects known beforehand: set on every instance (a related manager's owner). */
  known: { readonly relation: NamedField; readonly instance: ModelInstance } | null = null;
  sticky = false;
  /** Values that `create()` through a related manager fills in. */
  createDefaults: ReadonlyMap<string, Value> | null = null;
  #rows: Value[] | null = null;
  prefetched = false;

  constructor(
    readonly model: Model,
    public query: Query,
    readonly orm: Orm,
  ) {
    super();
  }

  static over(model: Model, orm: Orm): QuerySet {
    return new QuerySet(model, new Query(model, orm.conversion), orm);
  }

  get typeName(): string {
    return this.scriptClass?.name ?? "QuerySet";
  }

  get cached(): readonly Value[] | null {
    return this.#rows;
  }

  /** Gives the queryset its rows, for prefetched relations. */
  fill(rows: readonly Value[]): void {
    this.#rows = [...rows];
  }

  /** A copy to change, as Django's `_chain()`. */
  chain(): QuerySet {
    const copy = this.copyOver(this.query.chain());
    if (this.sticky) {
      copy.query.filterIsSticky = true;
      copy.sticky = false;
    }
    return copy;
  }

  copyOver(query: Query): QuerySet {
    const copy = new QuerySet(this.model, query, this.orm);
    copy.shape = this.shape;
    copy.fields = this.fields;
    copy.prefetches = this.prefetches;
    copy.scriptClass = this.scriptClass;
    copy.known = this.known;
    copy.createDefaults = this.createDefaults;
    return copy;
  }

  /** A copy with one more condition; for our own look-ups. */
  where(q: Q): QuerySet {
    const copy = this.chain();
    copy.query.addQ(q);
    return copy;
  }

  plan(): SelectPlan {
    return this.orm.compiler.plan(this.query);
  }

  /** The rows, read from the database the first time. */
  async rows(): Promise<readonly Value[]> {
    this.#rows ??= await this.#fetch();
    if (this.prefetches.length > 0 && !this.prefetched) {
      this.prefetched = true;
      await prefetchRelated(this.orm, this.#rows as ModelInstance[], this.prefetches);
    }
    return this.#rows;
  }

  async #fetch(): Promise<Value[]> {
    let plan: SelectPlan;
    try {
      plan = this.plan();
    } catch (error) {
      if (error instanceof EmptyResult) return [];
      throw error;
    }
    return this.shaped(plan, await this.orm.connection.lists(plan.sql));
  }

  /** Result rows as the values this queryset gives. The rows are its own from now on. */
  async shaped(plan: SelectPlan, rows: readonly SqlList[]): Promise<Value[]> {
    if (this.shape === "model") return buildInstances(this, plan, rows);
    const readers = readersOf(plan, this.orm.conversion);
    const names = this.valueNames(plan);
    const later = [...this.query.selectedAnnotations.keys()].filter((name) => !this.fields.includes(name));
    const order =
      this.fields.length > 0 && this.shape !== "values"
        ? [...this.fields, ...(this.shape === "flat" || this.shape === "dates" ? [] : later)].map((field) =>
            names.indexOf(field),
          )
        : names.map((_, i) => i);
    const wanted = order.map((at) => (at < 0 ? 0 : at));
    const all = this.#valuesOf(
      rows,
      wanted.map((at) => readers[at] ?? []),
    );
    switch (this.shape) {
      case "values":
        return all.map(
          (values) => new PyDict(wanted.map((at, i) => [names[at] as string, values[i] ?? null] as const)),
        );
      case "flat":
      case "dates":
        return all.map((values) => values[0] ?? null);
      case "named": {
        const given = wanted.map((at) => names[at] as string);
        return all.map((values) => new PyTuple(values, given, "Row"));
      }
      default:
        return all.map((values) => new PyTuple(values));
    }
  }

  /** Rows' values by their readers; a composite key is one value, a tuple of its parts. */
  #valuesOf(rows: readonly SqlList[], readers: readonly (readonly ColumnReader[])[]): Value[][] {
    if (readers.every((parts) => parts.length === 1)) return valuesIn(rows, readers.flat());
    return rows.map((row) =>
      readers.map((parts) => {
        const [first] = parts;
        if (first && parts.length === 1) return valueIn(row, first);
        return new PyTuple(parts.map((part) => valueIn(row, part)));
      }),
    );
  }

  /** Names of a `values()` row in selected order. */
  valueNames(plan: SelectPlan): string[] {
    const annotations = [...this.query.selectedAnnotations.keys()];
    const fields =
      this.query.selectNames.length > 0
        ? this.query.selectNames
        : plan.columns
            .slice(0, plan.columns.length - annotations.length)
            .map(({ expression, alias }) =>
              "field" in expression ? ((expression as { field: Field }).field.attname ?? alias) : alias,
            );
    return [...fields, ...annotations];
  }

  async count(): Promise<bigint> {
    if (this.#rows) return BigInt(this.#rows.length);
    const plan = planCount(this.orm.compiler, this.query);
    if (!plan.sql) return 0n;
    const row = (await this.orm.connection.read(plan.sql))[0];
    return BigInt((row?.__count as number | bigint | null) ?? 0);
  }

  async exists(): Promise<boolean> {
    if (this.#rows) return this.#rows.length > 0;
    try {
      const plan = this.orm.compiler.plan(this.query.asExists());
      return (await this.orm.connection.read(plan.sql)).length > 0;
    } catch (error) {
      if (error instanceof EmptyResult) return false;
      throw error;
    }
  }

  /** The one row that matches. Throws the model's DoesNotExist or MultipleObjectsReturned. */
  async one(): Promise<Value> {
    const limited = this.chain();
    if (!limited.query.distinct && !limited.query.combinator) limited.query.clearOrdering(false);
    const limit = 21;
    if (!limited.query.combinator) limited.query.setLimits(null, limit);
    const rows = await limited.rows();
    const only = rows[0];
    if (rows.length === 1 && only !== undefined) return only;
    if (rows.length === 0)
      throw fail(this.orm.doesNotExist(this.model), `${this.model.name} matching query does not exist.`);
    const many = rows.length < limit ? String(rows.length) : `more than ${limit - 1}`;
    throw fail(
      this.orm.multipleObjects(this.model),
      `get() returned more than one ${this.model.name} -- it returned ${many}!`,
    );
  }

  getBy(name: string, value: Value): Promise<Value> {
    return this.where(new Q([{ key: name, value }])).one();
  }

  async firstBy(name: string, value: Value): Promise<Value> {
    const rows = await this.where(new Q([{ key: name, value }]))
      .limited(0, 1)
      .rows();
    return rows[0] ?? null;
  }

  limited(low: number | null, high: number | null): QuerySet {
    const copy = this.chain();
    copy.query.setLimits(low, high);
    return copy;
  }

  /** Reads fields of an instance again. Throws DoesNotExist where its row is gone. */
  async refresh(instance: ModelInstance, fields: readonly Field[]): Promise<void> {
    const narrow = this.where(new Q([{ key: "pk", value: instance.pk }]));
    narrow.query.deferred = { names: new Set(fields.map((field) => field.attname)), defer: false };
    const fresh = (await narrow.one()) as ModelInstance;
    for (const field of fields) {
      instance.setValue(field, fresh.fieldValue(field));
      if (field.isForeignKey) instance.related.delete(field.name);
    }
  }

  asSubselect(kind: "value" | "exists" | "rows"): Subselect {
    return this.query.asSubselect(kind);
  }

  override iterate(): AsyncIterable<Value> {
    return new Awaited(() => this.rows());
  }

  override async length(): Promise<number> {
    return (await this.rows()).length;
  }

  override async truth(): Promise<boolean> {
    return (await this.rows()).length > 0;
  }

  override async item(index: Value): Promise<Value> {
    if (index instanceof PySlice) {
      const bounds = [index.start, index.stop];
      if (bounds.some((bound) => bound !== null && typeof bound !== "bigint"))
        throw raise("TypeError", "QuerySet indices must be integers or slices, not str.");
      if (bounds.some((bound) => typeof bound === "bigint" && bound < 0n))
        throw raise("ValueError", "Negative indexing is not supported.");
      if (this.#rows) return sliceOf(this.#rows, index);
      const part = this.limited(
        index.start === null ? null : Number(index.start),
        index.stop === null ? null : Number(index.stop),
      );
      if (index.step === null) return part;
      return sliceOf(await part.rows(), new PySlice(null, null, index.step));
    }
    if (typeof index !== "bigint")
      throw raise(
        "TypeError",
        `QuerySet indices must be integers or slices, not ${typeof index === "string" ? "str" : "float"}.`,
      );
    if (index < 0n) throw raise("ValueError", "Negative indexing is not supported.");
    if (this.#rows) {
      const row = this.#rows[Number(index)];
      if (row === undefined) throw raise("IndexError", "list index out of range");
      return row;
    }
    const row = (await this.limited(Number(index), Number(index) + 1).rows())[0];
    if (row === undefined) throw raise("IndexError", "list index out of range");
    return row;
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (!(other instanceof QuerySet)) return undefined;
    const connector = operator === "&" ? "AND" : operator === "|" ? "OR" : operator === "^" ? "XOR" : null;
    if (!connector) return undefined;
    const [left, right] = reflected ? [other, this] : [this, other];
    return left.combine(right, connector);
  }

  combine(other: QuerySet, connector: "AND" | "OR" | "XOR"): QuerySet {
    if (this.model !== other.model) throw raise("TypeError", messages.combineModels);
    if (connector !== "AND" && (this.query.isSliced || other.query.isSliced))
      return this.#whole().combine(other.#whole(), connector);
    if (this.query.isSliced || other.query.isSliced) throw raise("TypeError", messages.combineSliced);
    if (this.query.distinct !== other.query.distinct)
      throw raise("TypeError", "Cannot combine a unique query with a non-unique query.");
    if (other.query.isEmpty) return connector === "AND" ? other : this;
    if (this.query.isEmpty) return connector === "AND" ? this : other;
    const copy = this.chain();
    copy.query.combineWith(other.query, connector);
    return copy;
  }

  /** The same rows without a slice: a slice becomes a subquery, as Django makes it for `|` and `^`. */
  #whole(): QuerySet {
    if (!this.query.isSliced) return this;
    const keys = this.chain();
    setValues(keys, ["pk"]);
    keys.shape = "flat";
    return this.orm.allRows(this.model).where(new Q([{ key: "pk__in", value: keys }]));
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const script = this.scriptClass?.lookup(name);
    if (script !== undefined) return bindAttribute(script, this, this.scriptClass, runtime);
    return this.nativeAttribute(name);
  }

  nativeAttribute(name: string): Value | undefined {
    if (name === "model") return this.orm.modelClass(this.model);
    if (name === "ordered") return this.isOrdered;
    if (name === "db") return this.orm.databases.alias;
    return querySetMethods(this, name);
  }

  get isOrdered(): boolean {
    if (this.query.ordering.length > 0) return true;
    return (
      this.query.defaultOrdering &&
      this.orm.compiler.options.orderingOf(this.model).length > 0 &&
      this.query.groupBy === null
    );
  }

  override hashKey(): string | null {
    return super.hashKey();
  }

  override async repr(runtime: Runtime): Promise<string> {
    const shown: string[] = [];
    const rows = this.#rows ?? (await this.limited(null, 21).rows());
    for (const row of rows.slice(0, 20)) shown.push(await runtime.repr(row));
    if (rows.length > 20) shown.push("'...(remaining elements truncated)...'");
    return `<QuerySet [${shown.join(", ")}]>`;
  }
}
