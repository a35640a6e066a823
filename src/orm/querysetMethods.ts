import { messages } from "../models/vocabulary/messages";
import { PyDict } from "../python/collections";
import { raise } from "../python/exceptions";
import { type CallArguments, type MaybePromise, PyBuiltin, type Runtime, type Value } from "../python/objects";
import { type BoundArguments, bind } from "../python/signature";
import { conditionsOf } from "./conditions";
import { fail, NotSupportedError } from "./errors";
import { Q } from "./expressions/q";
import { Prefetch } from "./prefetchRequest";
import { WrongInstance } from "./query/checks";
import { EmptyResult } from "./query/results";
import type { QuerySet } from "./queryset";
import { aggregate } from "./querysets/aggregating";
import { annotated, named } from "./querysets/annotating";
import { combine, edge, latest, ordered, reversed } from "./querysets/arranging";
import { dates } from "./querysets/dating";
import { extra } from "./querysets/extra";
import { containsObject, inBulk } from "./querysets/finding";
import { deferring, relatedTree } from "./querysets/loading";
import { rawRows } from "./querysets/raw";
import { strings, valuesOf } from "./querysets/valuing";
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
    throw raise("TypeError", messages.filterSliced);
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
  throw fail(NotSupportedError, messages.afterCombining(name, plainCombinator(self)));
}

function plainCombinator(self: QuerySet): string {
  return self.query.combinator === "union all" ? "union" : String(self.query.combinator);
}

const METHODS: Readonly<Record<string, Method>> = {
  all: method([], (self) => self.chain()),
  filter: method(ANYTHING, (self, _args, runtime, call) => filtered(self, call, false, runtime, "filter")),
  exclude: method(ANYTHING, (self, _args, runtime, call) => filtered(self, call, true, runtime, "exclude")),
  get: method(ANYTHING, async (self, _args, runtime, call) => {
    if (self.query.combinator && (call.positional.length > 0 || call.keywords.size > 0)) {
      throw fail(NotSupportedError, messages.getAfterCombining(plainCombinator(self)));
    }
    if (self.query.isSliced && (call.positional.length > 0 || call.keywords.size > 0))
      throw raise("TypeError", messages.filterSliced);
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
    if (self.query.isSliced) throw raise("TypeError", messages.distinctSliced);
    if (args.length > 0 && !self.orm.compiler.dialect.distinctOn)
      throw fail(NotSupportedError, "DISTINCT ON fields is not supported by this database backend");
    const copy = self.chain();
    copy.query.distinct = true;
    copy.query.distinctFields = args.map(String);
    return copy;
  }),
  values: method(["*fields", "**expressions"], (self, { args, kwargs }) => valuesOf(self, args, kwargs, "values")),
  values_list: method(["*fields", "flat?", "named?"], (self, { args, named: given }) => {
    const flat = given.flat === true;
    const isNamed = given.named === true;
    if (flat && isNamed) throw raise("TypeError", messages.flatNamed);
    if (flat && args.length > 1) throw raise("TypeError", messages.flatSeveral);
    return valuesOf(self, args, new Map(), isNamed ? "named" : flat ? "flat" : "list");
  }),
  dates: method(["field_name", "kind", "order?"], (self, args) => dates(self, args, "date")),
  datetimes: method(["field_name", "kind", "order?", "tzinfo?"], (self, args) => dates(self, args, "datetime")),
  extra: method(
    ["select?", "where?", "params?", "tables?", "order_by?", "select_params?"],
    (self, { named: given }, runtime) => {
      unsupportedAfterCombining(self, "extra");
      return extra(self, given, runtime);
    },
  ),
  complex_filter: method(["filter_obj"], (self, { named: given }, runtime) => {
    const { filter_obj: condition = null } = given;
    const keywords =
      condition instanceof PyDict ? condition.entries().map(([key, value]) => [String(key), value] as const) : [];
    const positional = condition instanceof PyDict ? [] : [condition];
    return filtered(self, { positional, keywords: new Map(keywords) }, false, runtime, "complex_filter");
  }),
  raw: method(["raw_query", "params?", "translations?", "using?"], (self, { named: given }, runtime) => {
    self.orm.databases.check(given.using);
    return rawRows(self, given.raw_query ?? null, given.params ?? null, runtime);
  }),
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
    if (self.shape !== "model") throw raise("TypeError", messages.afterValues("select_related"));
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
    self.orm.databases.check(given.alias);
    return self.chain();
  }),
  select_for_update: method(["nowait?", "skip_locked?", "of?", "no_key?"], async (self, { named: given }, runtime) => {
    const [nowait, skipLocked] = [given.nowait === true, given.skip_locked === true];
    if (nowait && skipLocked) throw raise("ValueError", "The nowait option cannot be used with skip_locked.");
    const of = given.of === undefined || given.of === null ? [] : (await runtime.list(given.of)).map(String);
    const copy = self.chain();
    copy.query.forUpdate = { nowait, skipLocked, of, noKey: given.no_key === true };
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
      text: `${self.orm.compiler.dialect.explain.prefix}${plan.sql.text}`,
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

/** The names of all of them, without their async twins. */
export function querySetMethodNames(): Iterable<string> {
  return ALL.keys();
}

export function isQuerySetMethod(name: string): boolean {
  return ALL.has(plainName(name));
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
