import { messages } from "../../models/vocabulary/messages";
import { PyTuple } from "../../python/collections";
import { typeNameOf } from "../../python/equality";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { closeMatches } from "../../python/suggest";
import { FieldError, fail } from "../errors";
import { Expression, type ResolveContext } from "../expressions/base";
import { Column, ColumnTuple } from "../expressions/columns";
import { F, OuterRef, ResolvedOuterRef } from "../expressions/names";
import { type Condition, type Connector, Q, type QChild } from "../expressions/q";
import { Subselect } from "../expressions/subselect";
import type { Field } from "../fields";
import { lookupNames, makeLookup, makeTransform } from "../lookups/factory";
import { Exact, IsNull, Lookup, type RightSide } from "../lookups/lookup";
import { RelatedExact, RelatedIn } from "../lookups/related";
import { TupleLookup } from "../lookups/tuples";
import type { NamedField } from "../meta";
import { checkRelated } from "./checks";
import { MultiJoin, type NamesPath } from "./paths";
import { JoinPromoter } from "./promotion";
import type { Query } from "./query";
import { isQueryLike } from "./queryLike";
import { WhereNode } from "./where";

export interface FilterOptions {
  readonly reuse: Set<string> | null;
  readonly branchNegated: boolean;
  readonly currentNegated: boolean;
  readonly allowJoins: boolean;
  readonly splitSubqueries: boolean;
  readonly summarize: boolean;
  /** Joins keep the types they have: the condition stands in ON. */
  readonly keepJoinTypes?: boolean;
}

export const FILTER_DEFAULTS: FilterOptions = {
  reuse: null,
  branchNegated: false,
  currentNegated: false,
  allowJoins: true,
  splitSubqueries: true,
  summarize: false,
};

interface Built {
  readonly clause: WhereNode | null;
  /** Aliases that must be inner joins for the condition to hold. */
  readonly needed: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The condition of a whole Q (Django's `_add_q`). */
export function buildQ(query: Query, q: Q, options: FilterOptions): Built {
  const currentNegated = options.currentNegated !== q.negated;
  const branchNegated = options.branchNegated || q.negated;
  const promoter = new JoinPromoter(q.connector, q.children.length, currentNegated);
  const conditions: Expression[] = [];
  for (const child of q.children) {
    const built = buildFilter(query, child, { ...options, branchNegated, currentNegated });
    promoter.vote(built.needed);
    if (built.clause) conditions.push(...flattened(built.clause, q.connector));
  }
  const needed = options.keepJoinTypes ? NONE : promoter.apply(query);
  return {
    clause: conditions.length > 0 || q.children.length > 0 ? new WhereNode(conditions, q.connector, q.negated) : null,
    needed,
  };
}

function flattened(clause: WhereNode, connector: Connector): readonly Expression[] {
  const plain = !clause.negated && (clause.connector === connector || clause.conditions.length === 1);
  return plain ? clause.conditions : [clause];
}

/** The condition of one part of a Q (Django's `build_filter`). */
export function buildFilter(query: Query, child: QChild, options: FilterOptions): Built {
  if (child instanceof Q) return buildQ(query, child, options);
  if (child instanceof Expression) {
    if (!child.isConditional) throw raise("TypeError", "Cannot filter against a non-conditional expression.");
    let condition = child.resolve(contextOf(query, options));
    if (!(condition instanceof Lookup) && !(condition instanceof WhereNode))
      condition = new Exact(condition, true, "exact");
    return { clause: new WhereNode([condition]), needed: NONE };
  }
  if (child === null || typeof child !== "object" || !("key" in child))
    throw raise("TypeError", messages.notUnpackable(typeNameOf(child as Value)));
  return buildCondition(query, child, options);
}

function contextOf(query: Query, options: FilterOptions): ResolveContext {
  return { query, allowJoins: options.allowJoins, reuse: options.reuse, summarize: options.summarize, forSave: false };
}

function buildCondition(query: Query, { key, value }: Condition, options: FilterOptions): Built {
  if (key === "") throw fail(FieldError, `Cannot parse keyword query ''`);
  const solved = query.solveLookup(key, options.summarize);
  if (!options.allowJoins && solved.parts.length > 1) throw fail(FieldError, messages.joinedUpdate);
  const before = query.referenceCounts();
  const right = resolveRight(value, contextOf(query, options));
  const used = new Set(query.aliasesUsedSince(before));
  if (solved.annotation) {
    const condition = buildLookup(query, solved.lookups, solved.annotation, right);
    return { clause: new WhereNode([condition]), needed: NONE };
  }
  let join: ReturnType<Query["setupJoins"]>;
  try {
    join = query.setupJoins(solved.parts, {
      reuse: options.reuse,
      allowMany: !options.branchNegated || !options.splitSubqueries,
    });
    checkRelated(join.path, right);
  } catch (error) {
    if (!(error instanceof MultiJoin)) throw error;
    return splitExclude(query, { key, value }, options, error);
  }
  for (const alias of join.joins) used.add(alias);
  const trimmed = query.trimJoins(join.path, join.joins);
  if (options.reuse) for (const alias of trimmed.joins) options.reuse.add(alias);
  const left = columnFor(trimmed.targets, join.path.final, join.path, trimmed.alias);
  const condition = buildLookup(query, solved.lookups, left, right);
  query.lastLookupJoins = join.joins;
  return negatedClause(query, condition, trimmed, right, used, options);
}

function columnFor(targets: readonly Field[], final: NamedField, path: NamesPath, alias: string): Expression {
  const only = targets[0] as Field;
  if (only.isComposite)
    return new ColumnTuple(
      only,
      only.parts.map((part) => new Column(alias, part)),
    );
  const relation =
    path.steps.length > 0 && !(!final.isReverse && path.targets[0] === final)
      ? final
      : !final.isReverse && final.isForeignKey
        ? final
        : null;
  return relation
    ? new Column(alias, only, null, { target: path.targets[0] as Field, relation })
    : new Column(alias, only, null, only === final ? null : "value");
}

/** Adds what a negated condition needs so that NULLs pass as Django lets them. */
function negatedClause(
  query: Query,
  condition: Expression,
  trimmed: ReturnType<Query["trimJoins"]>,
  right: RightSide,
  used: ReadonlySet<string>,
  options: FilterOptions,
): Built {
  let clause = new WhereNode([condition]);
  const isNull = condition instanceof IsNull;
  const nullWanted = isNull && condition.rhs === true;
  let requireOuter = nullWanted && !options.currentNegated;
  const hasRight = !(condition instanceof Lookup) || condition.rhs !== null;
  if (options.currentNegated && (!isNull || condition.rhs === false) && hasRight) {
    requireOuter = true;
    if (!isNull) {
      const target = trimmed.targets[0] as Field;
      const last = query.table(trimmed.joins.at(-1) as string);
      if ((target.isNullable || last?.type === "LEFT") && !target.isComposite) {
        clause = clause.add(new IsNull(new Column(trimmed.alias, target), false, "isnull"));
      }
      if (right instanceof Column && right.field.isNullable) clause = clause.add(new IsNull(right, false, "isnull"));
    }
  }
  return { clause, needed: requireOuter ? NONE : used };
}

/** The value right of a lookup: expressions resolved, querysets as subqueries. */
export function resolveRight(value: Value, context: ResolveContext): RightSide {
  if (value instanceof Expression) return value.resolve(context);
  if (isQueryLike(value)) return value.asSubselect("rows").resolve(context);
  if (Array.isArray(value)) return value.map((item) => resolveRight(item, context));
  if (value instanceof PyTuple) return new PyTuple(value.items.map((item) => resolveRight(item, context)));
  return value;
}

/** `lhs` with its transforms and lookup (Django's `build_lookup`). */
export function buildLookup(query: Query, lookups: readonly string[], lhs: Expression, rhs: RightSide): Expression {
  const names = lookups.length > 0 ? lookups : ["exact"];
  let left = lhs;
  names.slice(0, -1).forEach((name, i) => {
    left = tryTransform(left, name, names.slice(i));
  });
  let name = names.at(-1) as string;
  if (left instanceof ColumnTuple) return new TupleLookup(left, rhs, name);
  let lookup = makeLookup(left, name, rhs);
  if (!lookup) {
    left = tryTransform(left, name, [name]);
    name = "exact";
    lookup = makeLookup(left, name, rhs);
  }
  if (!lookup) throw fail(FieldError, `Unsupported lookup '${name}'`);
  if (lookup.rhs === null && left.outputTypeOrNull?.family !== "json") {
    if (name !== "exact" && name !== "iexact") throw raise("ValueError", messages.noneLookup);
    return makeLookup(left, "isnull", true) ?? lookup;
  }
  checkSubquery(lookup, name);
  lookup.check(query);
  return lookup;
}

function checkSubquery(lookup: Lookup, name: string): void {
  const { rhs } = lookup;
  if (!(rhs instanceof Subselect) || rhs.kind !== "rows") return;
  rhs.query.prepareAsRightSide(
    lookup.lhs instanceof Column && (lookup instanceof RelatedIn || lookup instanceof RelatedExact)
      ? lookup.lhs.relationTarget
      : null,
  );
  if (name === "exact" && !rhs.query.hasLimitOne) throw raise("ValueError", messages.exactRows);
  if (["gt", "gte", "lt", "lte"].includes(name) && rhs.query.selectedCount > 1)
    throw raise("ValueError", "The QuerySet value for a lookup must have 1 selected fields");
  if ((name === "exact" || name === "in") && rhs.query.selectedCount > 1) {
    if (name === "in")
      throw raise(
        "ValueError",
        `The QuerySet value for the 'in' lookup must have 1 selected fields (received ${rhs.query.selectedCount})`,
      );
    throw raise(
      "ValueError",
      `The QuerySet value for the exact lookup must have 1 selected fields (received ${rhs.query.selectedCount})`,
    );
  }
}

/** A transform by name. Throws FieldError in Django's words where there is none. */
export function tryTransform(lhs: Expression, name: string, lookups: readonly string[] = [name]): Expression {
  const made = makeTransform(lhs, name);
  if (made) return made;
  const type =
    lhs instanceof Column && lhs.named !== "value" ? lhs.field.info.type : (lhs.outputTypeOrNull?.name ?? "Field");
  const guesses = closeMatches(name, lookupNames(lhs));
  const suggestion = guesses.length > 0 ? `, perhaps you meant ${guesses.join(" or ")}?` : ".";
  const unsupported = lookups.length > 1 ? lookups.join("__") : name;
  throw fail(
    FieldError,
    `Unsupported lookup '${unsupported}' for ${type} or join on the field not permitted${suggestion}`,
  );
}

/** A negated condition over a multi-valued relation: NOT EXISTS of a query of its own (Django's `split_exclude`). */
function splitExclude(query: Query, condition: Condition, options: FilterOptions, multi: MultiJoin): Built {
  let { value } = condition;
  if (value instanceof OuterRef) value = new OuterRef(value.name);
  else if (value instanceof F && !(value instanceof ResolvedOuterRef)) value = new OuterRef(value.name);
  const inner = query.spawn();
  inner.filteredRelations = new Map(query.filteredRelations);
  inner.addQ(new Q([{ key: condition.key, value }]));
  inner.clearOrdering(true);
  const { prefix, containsLeft, column } = inner.trimStart(multi.names);
  if (options.reuse?.has(column.alias)) {
    const pk = column.field.model.pk;
    const alias = column.alias;
    inner.bumpPrefix(query);
    const renamed = inner.select[0] as Column;
    inner.addCondition(new Exact(new Column(renamed.alias, pk), new Column(alias, pk), "exact"));
    inner.externalAliases.add(alias);
  } else {
    const exact = makeLookup(new Column(column.alias, column.field), "exact", new ResolvedOuterRef(prefix));
    if (exact) inner.addCondition(exact);
  }
  const built = buildFilter(query, new Subselect(inner, "exists"), { ...FILTER_DEFAULTS, reuse: null });
  let clause = built.clause as WhereNode;
  if (containsLeft) {
    const orNull = buildCondition(
      query,
      { key: `${prefix}__isnull`, value: true },
      { ...options, currentNegated: true, branchNegated: true },
    );
    if (orNull.clause) clause = clause.add(orNull.clause, "OR");
  }
  return { clause, needed: built.needed };
}
