import { raise } from "../../python/exceptions";
import { FieldError, fail } from "../errors";
import type { Expression, ResolveContext } from "../expressions/base";
import { Column, Reference } from "../expressions/columns";
import type { Q } from "../expressions/q";
import { Subselect } from "../expressions/subselect";
import type { Field } from "../fields";
import type { Conversion, FieldType } from "../fieldTypes";
import type { Model } from "../meta";
import { AliasTable } from "./aliases";
import type { FilteredRelation } from "./filteredRelation";
import { buildFilter, buildQ, FILTER_DEFAULTS, tryTransform } from "./filters";
import {
  type JoinOptions,
  type NamedSteps,
  type SetUpJoins,
  setupJoins,
  type TrimmedJoins,
  type TrimmedStart,
  trimJoins,
  trimStart,
} from "./joining";
import { mergeQueries } from "./merge";
import { followNames, type NamesPath, unknownName } from "./paths";
import { columnOf } from "./selection";
import { Nothing, WhereNode } from "./where";

export type OrderingEntry = string | Expression;
/** `select_related`: off, everything not null, or a tree of names. */
export type RelatedTree = { readonly [name: string]: RelatedTree };
export type Combinator = "union" | "union all" | "intersection" | "difference";

/** The arguments of `select_for_update()`; `of` names relations, or `self`. */
export interface ForUpdate {
  readonly nowait: boolean;
  readonly skipLocked: boolean;
  readonly of: readonly string[];
  readonly noKey: boolean;
}

let serial = 0;

/** Everything that a queryset asks for, before it is SQL (Django's `sql.Query`). Mutable; querysets clone before they change one. */
export class Query extends AliasTable {
  where = new WhereNode();
  /** Columns or expressions chosen by `values()`; empty means the model's own. */
  select: Expression[] = [];
  selectNames: string[] = [];
  defaultColumns = true;
  annotations = new Map<string, Expression>();
  /** Relations joined under a condition, by the name they were annotated under. */
  filteredRelations = new Map<string, FilteredRelation>();
  /** The annotations that are selected; null for all. */
  annotationMask: Set<string> | null = null;
  /** True: by the model's columns; a list: by those; null: not grouped. */
  groupBy: true | readonly Expression[] | null = null;
  ordering: OrderingEntry[] = [];
  defaultOrdering = true;
  reversed = false;
  distinct = false;
  distinctFields: string[] = [];
  low = 0;
  high: number | null = null;
  selectRelated: boolean | RelatedTree = false;
  /** Names of deferred fields, or of the only ones loaded. */
  deferred: { readonly names: ReadonlySet<string>; readonly defer: boolean } = { names: new Set(), defer: true };
  combinator: Combinator | null = null;
  combined: readonly Query[] = [];
  /** Tables that `extra()` puts beside the others. */
  extraTables: readonly string[] = [];
  isSubquery = false;
  isEmpty = false;
  filterIsSticky = false;
  usedAliases = new Set<string>();
  externalAliases = new Set<string>();
  lastLookupJoins: readonly string[] = [];
  /** What `select_for_update()` was given; null where it was not called. */
  forUpdate: ForUpdate | null = null;
  /** Annotations were chosen by `values()` before them, so the values group. */
  valuesSelect: readonly string[] = [];
  readonly serial = ++serial;

  constructor(
    model: Model,
    readonly conversion: Conversion,
  ) {
    super(model);
  }

  /** An empty query on the same model, or another. */
  spawn(model = this.model): Query {
    return new Query(model, this.conversion);
  }

  clone(): Query {
    const copy = new Query(this.model, this.conversion);
    copy.copyAliases(this);
    copy.where = this.where;
    copy.select = [...this.select];
    copy.selectNames = [...this.selectNames];
    copy.defaultColumns = this.defaultColumns;
    copy.annotations = new Map(this.annotations);
    copy.filteredRelations = new Map(this.filteredRelations);
    copy.annotationMask = this.annotationMask ? new Set(this.annotationMask) : null;
    copy.groupBy = this.groupBy;
    copy.ordering = [...this.ordering];
    copy.defaultOrdering = this.defaultOrdering;
    copy.reversed = this.reversed;
    copy.distinct = this.distinct;
    copy.distinctFields = [...this.distinctFields];
    copy.low = this.low;
    copy.high = this.high;
    copy.selectRelated = this.selectRelated;
    copy.deferred = this.deferred;
    copy.combinator = this.combinator;
    copy.combined = this.combined;
    copy.extraTables = this.extraTables;
    copy.isSubquery = this.isSubquery;
    copy.isEmpty = this.isEmpty;
    copy.filterIsSticky = this.filterIsSticky;
    copy.usedAliases = new Set(this.usedAliases);
    copy.externalAliases = new Set(this.externalAliases);
    copy.lastLookupJoins = this.lastLookupJoins;
    copy.forUpdate = this.forUpdate;
    copy.valuesSelect = this.valuesSelect;
    copy.isSettled = this.isSettled;
    return copy;
  }

  /** A clone for the next call of a chain: aliases may be shared again only where a call made the filter sticky. */
  chain(): Query {
    const copy = this.clone();
    if (!copy.filterIsSticky) copy.usedAliases = new Set();
    copy.filterIsSticky = false;
    return copy;
  }

  get isSliced(): boolean {
    return this.low !== 0 || this.high !== null;
  }

  get hasLimitOne(): boolean {
    return this.high !== null && this.high - this.low === 1;
  }

  /** Narrows the rows to `[low, high)` of those there are now. */
  setLimits(low: number | null, high: number | null): void {
    if (high !== null) this.high = this.high === null ? this.low + high : Math.min(this.high, this.low + high);
    if (low !== null) this.low = this.high === null ? this.low + low : Math.min(this.high, this.low + low);
    if (this.low === this.high) this.setEmpty();
  }

  clearLimits(): void {
    this.low = 0;
    this.high = null;
  }

  setEmpty(): void {
    this.isEmpty = true;
    this.where = this.where.add(new Nothing());
    for (const query of this.combined) query.setEmpty();
  }

  // --- filters

  addQ(q: Q): void {
    const inner = this.innerAliases();
    const { clause } = buildQ(this, q, { ...FILTER_DEFAULTS, reuse: this.usedAliases });
    if (clause) this.where = this.where.add(clause);
    this.demoteJoins(inner);
  }

  addCondition(condition: Expression): void {
    this.where = this.where.add(new WhereNode([condition]));
  }

  /** A Q as a condition that stands in an expression (`When`, `filter=`). */
  resolveCondition(q: Q, context: ResolveContext): WhereNode {
    const { clause, needed } = buildFilter(this, q, {
      ...FILTER_DEFAULTS,
      reuse: context.reuse,
      allowJoins: context.allowJoins,
      splitSubqueries: false,
      summarize: context.summarize,
    });
    this.promoteJoins(needed);
    return clause ?? new WhereNode();
  }

  /** Takes `name__name__lookup` apart: an annotation, or the names of fields, and the lookups behind. */
  solveLookup(
    key: string,
    summarize: boolean,
  ): { lookups: readonly string[]; parts: readonly string[]; annotation: Expression | null } {
    const names = key.split("__");
    if (this.annotations.size > 0) {
      for (let n = names.length; n > 0; n--) {
        const name = names.slice(0, n).join("__");
        const annotation = this.annotations.get(name);
        if (!annotation) continue;
        return {
          lookups: names.slice(n),
          parts: [],
          annotation: summarize ? new Reference(name, annotation) : annotation,
        };
      }
    }
    const path = followNames(names, this.model, {
      allowMany: true,
      failOnMissing: false,
      annotations: this.addedNames(),
      filtered: this.filteredRelations,
    });
    const parts = names.slice(0, names.length - path.rest.length);
    if (path.rest.length > 1 && parts.length === 0)
      throw fail(FieldError, `Invalid lookup "${key}" for model ${this.model.name}".`);
    return { lookups: path.rest, parts, annotation: null };
  }

  /** Names that a lookup may start with beside the model's fields. */
  addedNames(): Iterable<string> {
    return [...this.annotations.keys(), ...this.filteredRelations.keys()];
  }

  protected override joinCondition(filter: FilteredRelation, reuse: Set<string> | null): WhereNode | null {
    return buildFilter(this, filter.condition, {
      ...FILTER_DEFAULTS,
      reuse,
      splitSubqueries: false,
      keepJoinTypes: true,
    }).clause;
  }

  /** Joins another queryset's conditions to this one's, for `&`, `|` and `^`. */
  combineWith(other: Query, connector: "AND" | "OR" | "XOR"): void {
    mergeQueries(this, other, connector);
  }

  // --- joins

  /** See `joining.ts`. */
  setupJoins(names: readonly string[], options: JoinOptions): SetUpJoins {
    return setupJoins(this, names, options);
  }

  /** See `joining.ts`. */
  trimJoins(path: NamesPath, joins: readonly string[]): TrimmedJoins {
    return trimJoins(this, path, joins);
  }

  /** See `joining.ts`. */
  trimStart(names: NamedSteps): TrimmedStart {
    return trimStart(this, names);
  }

  // --- names

  /** What a name in an expression stands for (Django's `resolve_ref`). */
  resolveName(name: string, context: ResolveContext): Expression {
    const annotation = this.annotations.get(name);
    if (annotation) {
      if (context.summarize) return new Reference(name, annotation);
      if (!context.allowJoins) this.#forbidJoins(annotation);
      return annotation;
    }
    const names = name.split("__");
    const first = this.annotations.get(names[0] ?? "");
    if (first)
      return names
        .slice(1)
        .reduce<Expression>(
          (at, transform) => tryTransform(at, transform),
          context.summarize ? new Reference(names[0] as string, first) : first,
        );
    const { path, joins, transforms } = this.setupJoins(names, { reuse: context.reuse });
    const { targets, alias, joins: kept } = this.trimJoins(path, joins);
    if (!context.allowJoins && kept.length > 1)
      throw fail(FieldError, "Joined field references are not permitted in this query");
    if (context.reuse) for (const join of kept) context.reuse.add(join);
    const only = targets[0] as Field;
    const column: Expression = only.isComposite
      ? this.pkColumns(alias, only)
      : new Column(alias, only, null, only.isForeignKey ? "value" : null);
    return transforms.reduce<Expression>((at, transform) => tryTransform(at, transform), column);
  }

  #forbidJoins(annotation: Expression): void {
    for (const part of annotation.flatten()) {
      if (part instanceof Column && this.table(part.alias)?.type)
        throw fail(FieldError, "Joined field references are not permitted in this query");
    }
  }

  get context(): ResolveContext {
    return { query: this, allowJoins: true, reuse: null, summarize: false, forSave: false };
  }

  // --- what is selected

  setSelect(columns: readonly Expression[]): void {
    this.defaultColumns = false;
    this.select = [...columns];
  }

  clearSelect(): void {
    this.select = [];
    this.selectNames = [];
    this.defaultColumns = false;
    this.selectRelated = false;
    this.annotationMask = new Set();
    this.valuesSelect = [];
  }

  get selectedAnnotations(): Map<string, Expression> {
    if (!this.annotationMask) return this.annotations;
    const mask = this.annotationMask;
    return new Map([...this.annotations].filter(([name]) => mask.has(name)));
  }

  get hasSelectFields(): boolean {
    return this.select.length > 0 || (this.annotationMask?.size ?? 0) > 0;
  }

  get selectedCount(): number {
    return this.select.length + (this.annotationMask ? this.annotationMask.size : this.annotations.size);
  }

  get firstSelected(): Expression | null {
    return this.select[0] ?? [...this.selectedAnnotations.values()][0] ?? null;
  }

  get firstSelectedType(): FieldType | null {
    const first = this.firstSelected;
    if (first) return first.outputTypeOrNull;
    return this.defaultColumns ? this.model.pk.valueType : null;
  }

  /** As the right side of `in` or `exact`: without chosen columns it gives the key that is compared. */
  prepareAsRightSide(target: Field | null): void {
    if (!this.isSliced && this.distinctFields.length === 0) this.clearOrdering(false);
    if (this.hasSelectFields || this.combinator) return;
    this.clearSelect();
    this.addFields([target && this.model.isSubclassOf(target.model) ? target.name : "pk"]);
  }

  /** Selects fields by name (`values("name", "album__title")`). */
  addFields(names: readonly string[], allowMany = true): void {
    const columns: Expression[] = [];
    for (const name of names) {
      const { path, joins, transforms } = this.setupJoins(name.split("__"), { reuse: null, allowMany });
      const { targets, alias } = this.trimJoins(path, joins);
      for (const target of targets) {
        const column: Expression = target.isComposite ? this.pkColumns(alias, target) : new Column(alias, target);
        columns.push(transforms.reduce<Expression>((at, transform) => tryTransform(at, transform), column));
      }
    }
    if (columns.length > 0) this.setSelect(columns);
  }

  addAnnotation(name: string, expression: Expression, selected = true): void {
    if (/["'`;\s]|--|\/\*|\*\//.test(name)) {
      throw raise(
        "ValueError",
        "Column aliases cannot contain whitespace characters, quotation marks, semicolons, or SQL comments.",
      );
    }
    const resolved = expression.resolve(this.context);
    if (selected) {
      if (this.annotationMask) this.annotationMask = new Set([...this.annotationMask, name]);
    } else this.annotationMask = new Set([...this.selectedAnnotations.keys()].filter((known) => known !== name));
    this.annotations.set(name, resolved);
  }

  // --- order

  /** Checks names as `order_by()` does. Throws FieldError for one that is none. */
  addOrdering(entries: readonly OrderingEntry[]): void {
    for (const entry of entries) {
      if (typeof entry !== "string") continue;
      if (entry === "?") continue;
      const name = entry.replace(/^[-+]/, "");
      if (this.annotations.has(name)) continue;
      if (this.combinator) continue;
      this.checkOrderingName(name);
    }
    if (entries.length > 0) this.ordering.push(...entries);
    else this.defaultOrdering = false;
  }

  checkOrderingName(name: string): void {
    const names = name.split("__");
    const path = followNames(names, this.model, {
      allowMany: true,
      failOnMissing: false,
      annotations: this.addedNames(),
      filtered: this.filteredRelations,
    });
    if (path.rest.length === 0) return;
    let at: Expression = new Column("t", path.targets[0] as Field);
    for (const transform of path.rest) {
      try {
        at = tryTransform(at, transform);
      } catch {
        throw unknownName(transform, path.model, this.addedNames());
      }
    }
  }

  clearOrdering(force: boolean, clearDefault = true): void {
    if (!force && (this.isSliced || this.distinctFields.length > 0)) return;
    this.ordering = [];
    if (clearDefault) this.defaultOrdering = false;
  }

  // --- as a subquery

  /** Finds what this subquery's OuterRefs name in the query around it. */
  resolveOuter(context: ResolveContext): void {
    // First names of its own, then what it takes from outside, which must keep the names it has there.
    this.bumpPrefix(context.query);
    this.where = this.where.resolve(context);
    for (const [name, annotation] of this.annotations) {
      const resolved = annotation.resolve(context);
      this.annotations.set(name, resolved);
      for (const part of resolved.flatten())
        if (part instanceof Column && context.query.table(part.alias)) this.externalAliases.add(part.alias);
    }
    this.select = this.select.map((column) => (column instanceof Column ? column : column.resolve(context)));
    this.combined = this.combined.map((query) => {
      const copy = query.clone();
      copy.resolveOuter(context);
      return copy;
    });
    this.isSubquery = true;
    for (const alias of context.query.tables.keys()) if (!this.tables.has(alias)) this.externalAliases.add(alias);
  }

  relabelOuter(aliases: ReadonlyMap<string, string>): void {
    this.where = this.where.relabel(aliases) as WhereNode;
    for (const [name, annotation] of this.annotations) this.annotations.set(name, annotation.relabel(aliases));
    this.select = this.select.map((column) => column.relabel(aliases));
  }

  override relabelExpressions(aliases: ReadonlyMap<string, string>): void {
    this.where = this.where.relabel(aliases) as WhereNode;
    if (Array.isArray(this.groupBy)) this.groupBy = this.groupBy.map((expression) => expression.relabel(aliases));
    this.select = this.select.map((column) => column.relabel(aliases));
    for (const [name, annotation] of this.annotations) this.annotations.set(name, annotation.relabel(aliases));
    const renamed = (names: ReadonlySet<string>): Set<string> =>
      new Set([...names].map((name) => aliases.get(name) ?? name));
    this.usedAliases = renamed(this.usedAliases);
    this.lastLookupJoins = this.lastLookupJoins.map((name) => aliases.get(name) ?? name);
  }

  /** The query that tells whether there are rows. */
  asExists(): Query {
    const query = this.clone();
    if (!(query.distinct && query.isSliced)) {
      if (query.groupBy === true)
        query.groupBy = query.model.fields.map((field) => columnOf(query, query.model, field, query.initialAlias()));
      if (!query.combinator) {
        query.clearSelect();
        query.annotationMask = new Set();
      }
    }
    query.clearOrdering(true);
    query.setLimits(null, 1);
    query.existsOnly = true;
    return query;
  }

  existsOnly = false;

  /** Rows that nothing else puts in an order go by what is selected of them, so that each statement has them in the same. */
  isSettled = false;

  asSubselect(kind: "value" | "exists" | "rows"): Subselect {
    return new Subselect(this.clone(), kind);
  }

  /** The order as entries, the default one where none was asked for. */
  orderingEntries(modelOrdering: (model: Model) => readonly OrderingEntry[]): readonly OrderingEntry[] {
    if (this.ordering.length > 0) return this.ordering;
    return this.defaultOrdering ? modelOrdering(this.model) : [];
  }
}
