import { PyDict } from "../python/collections";
import { raise } from "../python/exceptions";
import { type CallArguments, type MaybePromise, PyBuiltin, type Runtime, type Value } from "../python/objects";
import { type BoundArguments, bind } from "../python/signature";
import { conditionsOf } from "./conditions";
import { ConnectionDoesNotExist, FieldError, fail, NotSupportedError } from "./errors";
import { Aggregate } from "./expressions/aggregates";
import { Expression } from "./expressions/base";
import { truncated } from "./expressions/library";
import { F } from "./expressions/names";
import { Q } from "./expressions/q";
import { FieldType, plainText } from "./fieldTypes";
import { isInstanceLike } from "./lookups/related";
import { ReverseRelation } from "./meta";
import { Prefetch } from "./prefetchRequest";
import { planAggregation } from "./query/aggregation";
import { WrongInstance } from "./query/checks";
import type { Combinator, RelatedTree } from "./query/query";
import { EmptyResult } from "./query/results";
import type { QuerySet } from "./queryset";
import { readable } from "./sql";
import { writeMethods } from "./writes/querysetWrites";

type Run = (self: QuerySet, args: BoundArguments, runtime: Runtime, call: CallArguments) => MaybePromise<Value>;

interface Method {
  readonly signature: readonly string[];
  readonly run: Run;
}

const method = (signature: readonly string[], run: Run): Method => ({ signature, run });
const ANYTHING = ["*args", "**kwargs"];

async function filtered(
  self: QuerySet,
  call: CallArguments,
  negate: boolean,
  runtime: Runtime,
  name: string,
): Promise<QuerySet> {
  unsupportedAfterCombining(self, name);
  if ((call.positional.length > 0 || call.keywords.size > 0) && self.query.isSliced) {
    throw raise("TypeError", "Cannot filter a query once a slice has been taken.");
  }
  const copy = self.chain();
  const q = conditionsOf(call);
  try {
    copy.query.addQ(negate ? new Q([q], "AND", true) : q);
  } catch (error) {
    throw error instanceof WrongInstance ? await error.toPython(runtime) : error;
  }
  return copy;
}

function unsupportedAfterCombining(self: QuerySet, name: string): void {
  if (!self.query.combinator) return;
  throw fail(NotSupportedError, `Calling QuerySet.${name}() after ${plainCombinator(self)}() is not supported.`);
}

function plainCombinator(self: QuerySet): string {
  return self.query.combinator === "union all" ? "union" : String(self.query.combinator);
}

function strings(values: readonly Value[]): string[] {
  return values.map((value) => {
    if (typeof value !== "string") throw raise("TypeError", `expected a field name, got ${plainText(value)}`);
    return value;
  });
}

/** `values()` and `values_list()`: names, and expressions as annotations of their own. */
function valuesOf(
  self: QuerySet,
  fields: readonly Value[],
  expressions: ReadonlyMap<string, Value>,
  shape: QuerySet["shape"],
): QuerySet {
  const names: string[] = [];
  const extra = new Map<string, Expression>();
  const known = new Set([...fields.filter((field) => typeof field === "string"), ...expressions.keys()]);
  let counter = 1;
  for (const field of fields) {
    if (field instanceof Expression) {
      const base =
        field instanceof Aggregate && field.inner instanceof F ? field.defaultAlias : field.typeName.toLowerCase();
      let alias = base;
      while (known.has(alias) || !(field instanceof Aggregate)) {
        alias = `${base}${counter++}`;
        if (!known.has(alias)) break;
      }
      known.add(alias);
      extra.set(alias, field);
      names.push(alias);
    } else names.push(...strings([field]));
  }
  for (const [name, value] of expressions) {
    if (!(value instanceof Expression)) throw raise("TypeError", "QuerySet.values() received non-expression(s)");
    extra.set(name, value);
    names.push(name);
  }
  const copy = annotated(self, extra, true);
  setValues(copy, names);
  copy.shape = shape;
  copy.fields = names;
  return copy;
}

function setValues(self: QuerySet, names: readonly string[]): void {
  const { query } = self;
  query.selectRelated = false;
  query.deferred = { names: new Set(), defer: true };
  query.select = [];
  query.selectNames = [];
  let fields: string[];
  if (names.length > 0) {
    const annotations = names.filter((name) => query.annotations.has(name));
    const hidden = annotations.find((name) => !query.selectedAnnotations.has(name));
    if (hidden) throw fail(FieldError, `Cannot select the '${hidden}' alias. Use annotate() to promote it.`);
    query.annotationMask = new Set(annotations);
    fields = names.filter((name) => !query.annotations.has(name));
    query.defaultColumns = false;
  } else {
    fields = self.model.fields.map((field) => field.attname);
    query.defaultColumns = false;
  }
  if (query.groupBy === true) {
    query.addFields(self.model.fields.map((field) => field.attname));
    query.groupBy = [...query.select];
    query.select = [];
  }
  query.valuesSelect = fields;
  query.addFields(fields);
  query.selectNames = fields.map((name) => (name === "pk" ? "pk" : name));
}

/** `annotate()` and `alias()`. */
function annotated(self: QuerySet, expressions: ReadonlyMap<string, Value>, selected: boolean): QuerySet {
  const copy = self.chain();
  const { query } = copy;
  const taken =
    copy.shape === "model" || copy.fields.length === 0
      ? new Set(
          [...self.model.names].flatMap(([name, field]) =>
            field instanceof ReverseRelation ? [name] : [field.name, field.attname],
          ),
        )
      : new Set<string>();
  for (const [name, value] of expressions) {
    if (taken.has(name)) throw raise("ValueError", `The annotation '${name}' conflicts with a field on the model.`);
    if (!(value instanceof Expression) && !(value instanceof Q))
      throw raise("TypeError", `QuerySet.annotate() received non-expression(s): ${plainText(value)}.`);
    query.addAnnotation(name, value instanceof Q ? conditionExpression(value) : value, selected);
  }
  for (const name of expressions.keys()) {
    const annotation = query.annotations.get(name);
    if (!annotation?.containsAggregate) continue;
    if (copy.shape === "model" && query.groupBy === null) query.groupBy = true;
    else if (copy.shape !== "model") setGroupBy(copy);
    break;
  }
  return copy;
}

/** Rows grouped by what `values()` chose. */
function setGroupBy(self: QuerySet): void {
  const { query } = self;
  const group: Expression[] = [...query.select];
  for (const annotation of query.selectedAnnotations.values()) {
    if (annotation.containsAggregate) continue;
    group.push(...annotation.groupBy());
  }
  query.groupBy = group;
}

function conditionExpression(q: Q): Expression {
  return new ConditionValue(q);
}

/** A Q used as a value: true or false a row. */
class ConditionValue extends Expression {
  override readonly typeName = "Condition";

  constructor(readonly q: Q) {
    super(new FieldType("BooleanField"));
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  override resolve(context: Parameters<Expression["resolve"]>[0]): Expression {
    return context.query.resolveCondition(this.q, context);
  }

  sql(): never {
    throw new Error("a condition is resolved before it is written");
  }
}

/** Keyword annotations and those whose name follows from the expression. */
function named(call: CallArguments, method: string): Map<string, Value> {
  const out = new Map<string, Value>();
  for (const value of call.positional) {
    if (!(value instanceof Aggregate)) {
      if (value instanceof Expression) throw raise("TypeError", "Complex annotations require an alias");
      throw raise("TypeError", `QuerySet.${method}() received non-expression(s): ${plainText(value)}.`);
    }
    let name: string;
    try {
      name = value.defaultAlias;
    } catch {
      throw raise(
        "TypeError",
        method === "aggregate" ? "Complex aggregates require an alias" : "Complex annotations require an alias",
      );
    }
    if (call.keywords.has(name))
      throw raise(
        "ValueError",
        `The named annotation '${name}' conflicts with the default name for another annotation.`,
      );
    out.set(name, value);
  }
  for (const [name, value] of call.keywords) out.set(name, value);
  return out;
}

async function aggregate(self: QuerySet, call: CallArguments): Promise<Value> {
  if (self.query.distinctFields.length > 0)
    throw raise("NotImplementedError", "aggregate() + distinct(fields) not implemented.");
  const aggregates = named(call, "aggregate");
  const expressions = new Map<string, Expression>();
  for (const [name, value] of aggregates) {
    if (!(value instanceof Expression))
      throw raise("TypeError", `QuerySet.aggregate() received non-expression(s): ${plainText(value)}.`);
    const resolved = value.resolve({ ...self.query.clone().context, summarize: true });
    if (!resolved.containsAggregate) throw raise("TypeError", `${name} is not an aggregate expression`);
    expressions.set(name, value);
  }
  if (expressions.size === 0) return new PyDict();
  const { orm } = self;
  const plan = planAggregation(orm.compiler, self.query, expressions);
  const row = plan.sql ? (await orm.connection.read(plan.sql))[0] : undefined;
  return new PyDict(
    plan.columns.map(({ expression, alias }) => {
      const stored = row?.[alias] ?? null;
      if (!row) return [alias, emptyAggregate(expression)] as const;
      return [alias, expression.fromDb(stored, orm.conversion)] as const;
    }),
  );
}

function emptyAggregate(expression: Expression): Value {
  if (expression instanceof Aggregate) return expression.options.default ?? (expression.name === "Count" ? 0n : null);
  return null;
}

function combine(self: QuerySet, others: readonly Value[], combinator: Combinator): QuerySet {
  const querysets = others.filter(
    (other): other is QuerySet => other !== null && typeof other === "object" && "query" in other,
  );
  const all = [self, ...querysets];
  const copy = self.chain();
  copy.query.clearOrdering(true);
  copy.query.clearLimits();
  copy.query.combined = all.map((queryset) => queryset.query.clone());
  copy.query.combinator = combinator;
  return copy;
}

function ordered(self: QuerySet, fields: readonly Value[]): QuerySet {
  if (self.query.isSliced) throw raise("TypeError", "Cannot reorder a query once a slice has been taken.");
  const copy = self.chain();
  copy.query.clearOrdering(true, false);
  copy.query.addOrdering(
    fields.map((field) => {
      if (typeof field === "string" || field instanceof Expression) return field;
      throw raise("TypeError", `order_by() needs field names or expressions, not ${plainText(field)}`);
    }),
  );
  return copy;
}

async function edge(self: QuerySet, reverse: boolean, name: string): Promise<Value> {
  unsupportedIfSlicedUnordered(self, name);
  let source = self;
  if (!self.isOrdered) {
    if (self.query.groupBy && self.query.groupBy !== true && !self.query.ordering.length) {
      throw raise(
        "TypeError",
        `Cannot use QuerySet.${name}() on an unordered queryset performing aggregation. Add an ordering with order_by().`,
      );
    }
    source = ordered(self, [reverse ? "-pk" : "pk"]);
  } else if (reverse) source = reversed(self);
  const rows = await source.limited(0, 1).rows();
  return rows[0] ?? null;
}

function unsupportedIfSlicedUnordered(self: QuerySet, name: string): void {
  if (name === "last" && self.query.isSliced)
    throw raise("TypeError", "Cannot reverse a query once a slice has been taken.");
}

function reversed(self: QuerySet): QuerySet {
  if (self.query.isSliced) throw raise("TypeError", "Cannot reverse a query once a slice has been taken.");
  const copy = self.chain();
  copy.query.reversed = !copy.query.reversed;
  return copy;
}

async function latest(self: QuerySet, args: BoundArguments, earliest: boolean): Promise<Value> {
  const given = args.args.length > 0 ? args.args : [self.model.info.getLatestBy ?? []].flat();
  if (given.length === 0)
    throw raise(
      "ValueError",
      "earliest() and latest() require either fields as positional arguments or 'get_latest_by' in the model's Meta.",
    );
  if (self.query.isSliced) throw raise("TypeError", "Cannot change a query once a slice has been taken.");
  const names = given.map((field) =>
    typeof field === "string" && !earliest ? (field.startsWith("-") ? field.slice(1) : `-${field}`) : field,
  );
  return ordered(self, names as Value[])
    .limited(null, 1)
    .one();
}

function relatedTree(self: QuerySet, names: readonly string[]): RelatedTree {
  const tree: Record<string, RelatedTree> =
    typeof self.query.selectRelated === "object"
      ? (structuredClone(self.query.selectRelated) as Record<string, RelatedTree>)
      : {};
  for (const name of names) {
    let at = tree;
    for (const part of name.split("__")) {
      at[part] ??= {};
      at = at[part] as Record<string, RelatedTree>;
    }
  }
  return tree;
}

function deferring(self: QuerySet, names: readonly Value[], defer: boolean): QuerySet {
  if (self.shape !== "model")
    throw raise("TypeError", `Cannot call ${defer ? "defer" : "only"}() after .values() or .values_list()`);
  const copy = self.chain();
  if (defer && names.length === 1 && names[0] === null) {
    copy.query.deferred = { names: new Set(), defer: true };
    return copy;
  }
  if (!defer && names.includes(null)) throw raise("TypeError", "Cannot pass None as an argument to only().");
  // Only `only()` knows "pk" (Django's select masks).
  const given = strings(names).map((name) => (name === "pk" && !defer ? self.model.pk.name : name));
  for (const name of given) checkLoadable(self, name);
  const before = copy.query.deferred;
  if (defer) {
    copy.query.deferred = before.defer
      ? { names: new Set([...before.names, ...given]), defer: true }
      : { names: new Set([...before.names].filter((name) => !given.includes(name))), defer: false };
  } else
    copy.query.deferred = {
      names: new Set(before.defer ? given.filter((name) => !before.names.has(name)) : given),
      defer: false,
    };
  return copy;
}

function checkLoadable(self: QuerySet, name: string): void {
  const first = name.split("__")[0] ?? name;
  if (!self.model.relations.some((relation) => relation.name === first)) self.model.field(first);
}

function dates(self: QuerySet, args: BoundArguments, kind: "date" | "datetime"): QuerySet {
  const { named: given } = args;
  const field = String(given.field_name);
  const part = String(given.kind);
  const order = given.order === undefined ? "ASC" : String(given.order);
  const parts =
    kind === "date" ? ["year", "month", "week", "day"] : ["year", "month", "week", "day", "hour", "minute", "second"];
  if (!parts.includes(part)) {
    const list = parts.map((name) => `'${name}'`);
    throw raise(
      "ValueError",
      kind === "date"
        ? "'kind' must be one of 'year', 'month', 'week', or 'day'."
        : `'kind' must be one of ${list.slice(0, -1).join(", ")}, or ${list.at(-1)}.`,
    );
  }
  if (order !== "ASC" && order !== "DESC") throw raise("ValueError", "'order' must be either 'ASC' or 'DESC'.");
  const trunc = truncated(
    part,
    new F(field),
    kind === "date" ? new FieldType("DateField") : new FieldType("DateTimeField"),
  );
  const copy = annotated(
    self,
    new Map<string, Value>([
      ["datefield", trunc],
      ["plain_field", new F(field)],
    ]),
    true,
  );
  setValues(copy, ["datefield"]);
  copy.shape = "dates";
  copy.fields = ["datefield"];
  copy.query.distinct = true;
  copy.query.addQ(new Q([{ key: "plain_field__isnull", value: false }]));
  copy.query.clearOrdering(true, false);
  copy.query.ordering = [order === "DESC" ? "-datefield" : "datefield"];
  return copy;
}

async function inBulk(self: QuerySet, { named: given }: BoundArguments, runtime: Runtime): Promise<Value> {
  if (self.query.isSliced) throw raise("TypeError", "Cannot use 'limit' or 'offset' with in_bulk().");
  const name = given.field_name === undefined ? "pk" : String(given.field_name);
  const field = name === "pk" ? self.model.pk : self.model.field(name);
  if (name !== "pk" && !field.isUnique)
    throw raise("ValueError", `in_bulk()'s field_name must be a unique field but '${name}' isn't.`);
  let rows: readonly Value[];
  if (given.id_list === undefined || given.id_list === null) rows = await self.rows();
  else {
    const ids = await runtime.list(given.id_list);
    if (ids.length === 0) return new PyDict();
    const copy = self.where(new Q([{ key: `${name}__in`, value: ids }]));
    copy.query.clearOrdering(true);
    rows = await copy.rows();
  }
  return new PyDict(
    rows
      .filter(isInstanceLike)
      .map(
        (row) =>
          [(name === "pk" ? row.pk : (row.fieldValue(field) ?? null)) as Value, row as unknown as Value] as const,
      ),
  );
}

async function containsObject(self: QuerySet, value: Value): Promise<boolean> {
  if (self.shape !== "model")
    throw raise("TypeError", "Cannot call QuerySet.contains() after .values() or .values_list().");
  if (!isInstanceLike(value)) throw raise("TypeError", "'obj' must be a model instance.");
  if (value.model.concrete !== self.model.concrete) return false;
  if (value.pk === null) throw raise("ValueError", "QuerySet.contains() cannot be used on unsaved objects.");
  return self.where(new Q([{ key: "pk", value: value.pk }])).exists();
}

const METHODS: Readonly<Record<string, Method>> = {
  all: method([], (self) => self.chain()),
  filter: method(ANYTHING, (self, _args, runtime, call) => filtered(self, call, false, runtime, "filter")),
  exclude: method(ANYTHING, (self, _args, runtime, call) => filtered(self, call, true, runtime, "exclude")),
  get: method(ANYTHING, async (self, _args, runtime, call) => {
    if (self.query.combinator && (call.positional.length > 0 || call.keywords.size > 0)) {
      throw fail(NotSupportedError, `Calling QuerySet.get(...) with filters after ${plainCombinator(self)}() is not supported.`);
    }
    if (self.query.isSliced && (call.positional.length > 0 || call.keywords.size > 0))
      throw raise("TypeError", "Cannot filter a query once a slice has been taken.");
    const narrow =
      call.positional.length > 0 || call.keywords.size > 0 ? await filtered(self, call, false, runtime, "get") : self;
    return narrow.one();
  }),
  annotate: method(ANYTHING, (self, _args, _runtime, call) => {
    unsupportedAfterCombining(self, "annotate");
    return annotated(self, named(call, "annotate"), true);
  }),
  alias: method(ANYTHING, (self, _args, _runtime, call) => annotated(self, named(call, "alias"), false)),
  aggregate: method(ANYTHING, (self, _args, _runtime, call) => aggregate(self, call)),
  order_by: method(["*field_names"], (self, { args }) => ordered(self, args)),
  reverse: method([], (self) => reversed(self)),
  distinct: method(["*field_names"], (self, { args }) => {
    unsupportedAfterCombining(self, "distinct");
    if (self.query.isSliced) throw raise("TypeError", "Cannot create distinct fields once a slice has been taken.");
    if (args.length > 0) throw fail(NotSupportedError, "DISTINCT ON fields is not supported by this database backend");
    const copy = self.chain();
    copy.query.distinct = true;
    return copy;
  }),
  values: method(["*fields", "**expressions"], (self, { args, kwargs }) => valuesOf(self, args, kwargs, "values")),
  values_list: method(["*fields", "flat?", "named?"], (self, { args, named: given }) => {
    const flat = given.flat === true;
    const isNamed = given.named === true;
    if (flat && isNamed) throw raise("TypeError", "'flat' and 'named' can't be used together.");
    if (flat && args.length > 1)
      throw raise("TypeError", "'flat' is not valid when values_list is called with more than one field.");
    return valuesOf(self, args, new Map(), isNamed ? "named" : flat ? "flat" : "list");
  }),
  dates: method(["field_name", "kind", "order?"], (self, args) => dates(self, args, "date")),
  datetimes: method(["field_name", "kind", "order?", "tzinfo?"], (self, args) => dates(self, args, "datetime")),
  none: method([], (self) => {
    const copy = self.chain();
    copy.query.setEmpty();
    return copy;
  }),
  union: method(["*other_qs", "all?"], (self, { args, named: given }) => {
    const live = [self, ...(args as QuerySet[])].filter((queryset) => !queryset.query.isEmpty);
    if (self.query.isEmpty) {
      if (live.length === 0) return self;
      if (live.length === 1) return live[0] as QuerySet;
      return combine(live[0] as QuerySet, live.slice(1), given.all === true ? "union all" : "union");
    }
    return combine(self, args, given.all === true ? "union all" : "union");
  }),
  intersection: method(["*other_qs"], (self, { args }) => {
    if (self.query.isEmpty) return self;
    const empty = (args as QuerySet[]).find((other) => other.query.isEmpty);
    return empty ?? combine(self, args, "intersection");
  }),
  difference: method(["*other_qs"], (self, { args }) =>
    self.query.isEmpty ? self : combine(self, args, "difference"),
  ),
  select_related: method(["*fields"], (self, { args }) => {
    unsupportedAfterCombining(self, "select_related");
    if (self.shape !== "model")
      throw raise("TypeError", "Cannot call select_related() after .values() or .values_list()");
    const copy = self.chain();
    copy.query.selectRelated =
      args.length === 1 && args[0] === null ? false : args.length > 0 ? relatedTree(self, strings(args)) : true;
    return copy;
  }),
  prefetch_related: method(["*lookups"], (self, { args }) => {
    unsupportedAfterCombining(self, "prefetch_related");
    const copy = self.chain();
    copy.prefetches =
      args.length === 1 && args[0] === null
        ? []
        : [...self.prefetches, ...args.map((arg) => (arg instanceof Prefetch ? arg : (strings([arg])[0] as string)))];
    return copy;
  }),
  defer: method(["*fields"], (self, { args }) => deferring(self, args, true)),
  only: method(["*fields"], (self, { args }) => deferring(self, args, false)),
  using: method(["alias"], (self, { named: given }) => {
    const alias = plainText(given.alias ?? null);
    if (given.alias !== null && alias !== "default") throw fail(ConnectionDoesNotExist, `The connection '${alias}' doesn't exist.`);
    return self.chain();
  }),
  select_for_update: method(["nowait?", "skip_locked?", "of?", "no_key?"], (self) => {
    const copy = self.chain();
    copy.query.forUpdate = true;
    return copy;
  }),
  count: method([], (self) => self.count()),
  exists: method([], (self) => self.exists()),
  contains: method(["obj"], (self, { named: given }) => containsObject(self, given.obj as Value)),
  first: method([], (self) => edge(self, false, "first")),
  last: method([], (self) => edge(self, true, "last")),
  earliest: method(["*fields"], (self, args) => latest(self, args, true)),
  latest: method(["*fields"], (self, args) => latest(self, args, false)),
  in_bulk: method(["id_list?", "*", "field_name?"], (self, args, runtime) => inBulk(self, args, runtime)),
  iterator: method(["chunk_size?"], async (self) => [...(await self.rows())]),
  explain: method(["format?", "**options"], async (self) => {
    const plan = self.plan();
    const rows = await self.orm.connection.read({
      text: `EXPLAIN QUERY PLAN ${plan.sql.text}`,
      params: plan.sql.params,
    });
    return rows.map((row) => Object.values(row).map(String).join(" ")).join("\n");
  }),
};

/** Every queryset method by name, reading and writing ones. */
const ALL: ReadonlyMap<string, Method> = new Map([...Object.entries(METHODS), ...Object.entries(writeMethods)]);

/** Async twins mean their plain forms. */
function plainName(name: string): string {
  return name.startsWith("a") && !ALL.has(name) && ALL.has(name.slice(1)) ? name.slice(1) : name;
}

/** The method of that name bound to a queryset; undefined where there is none. */
export function querySetMethods(self: QuerySet, name: string): Value | undefined {
  if (name === "query") return sqlText(self);
  const found = ALL.get(plainName(name));
  if (!found) return undefined;
  return new PyBuiltin(name, (call, runtime) =>
    found.run(self, bind(`QuerySet.${name}`, found.signature, call), runtime, call),
  );
}

export function isQuerySetMethod(name: string): boolean {
  return ALL.has(plainName(name));
}

export function querySetMethodNames(): string[] {
  return [...ALL.keys()];
}

/** `str(queryset.query)`: the SQL with its parameters written in. */
function sqlText(self: QuerySet): string {
  try {
    return readable(self.plan().sql);
  } catch (error) {
    if (error instanceof EmptyResult) return "";
    throw error;
  }
}
