import type { Argument, Call, Expression } from "../../python/tree";
import type { ApiMethod } from "../api/method";
import { follow } from "../paths";
import {
  type Annotation,
  type Annotations,
  type Attributes,
  allRows,
  type Column,
  type QuerySet,
  type RowState,
  type Type,
  unknown,
  value,
} from "../types";
import { rowOf } from "./elements";
import { defaultManager } from "./managers";
import { fieldValue, outputOf, pathValue, pythonValue } from "./outputs";
import { initialRows } from "./own";
import { infer, type Scope } from "./scope";
import { valueResult } from "./values";

/** What one of Django's methods gives. */
export function methodResult(on: Type, method: ApiMethod, call: Call, scope: Scope): Type {
  const rows = rowsOf(on, scope);
  if (method.name === "delete" && method.returns === "deleted") {
    return { kind: "tuple", items: [value("int"), { kind: "dict", value: value("int") }] };
  }
  if (rows === undefined) {
    if (on.kind !== "instance" && on.kind !== "value" && on.kind !== "list" && on.kind !== "dict") return unknown;
    return on.kind === "instance" || method.doc.startsWith("The label")
      ? simple(method.returns)
      : valueResult(on, method.name);
  }
  switch (method.returns) {
    case "same":
      return refined(rows, method, call, scope);
    case "dicts":
      return columned(rows, "dicts", call, scope);
    case "tuples":
      return columned(rows, "tuples", call, scope);
    case "values":
      return {
        ...rows,
        rows: "values",
        columns: [{ name: "", type: value(method.name === "dates" ? "datetime.date" : "datetime.datetime") }],
      };
    case "instance":
      return method.name === "create" ? { kind: "instance", model: rows.model } : rowOf(rows);
    case "created":
      return { kind: "tuple", items: [{ kind: "instance", model: rows.model }, value("bool")] };
    case "instances":
      return { kind: "list", of: method.writes ? { kind: "instance", model: rows.model } : rowOf(rows) };
    case "bulk":
      return { kind: "dict", value: rowOf(rows) };
    case "aggregates":
      return aggregated(rows, call, scope);
    default:
      return simple(method.returns);
  }
}

function simple(returns: ApiMethod["returns"]): Type {
  if (returns === "values") return { kind: "list", of: value("str") };
  return value(returns === "none" ? "None" : returns);
}

/** The queryset that a manager starts, or the queryset itself. */
export function rowsOf(on: Type, scope: Scope): QuerySet | undefined {
  if (on.kind === "queryset") return on;
  return on.kind === "manager" ? initialRows(on, scope) : undefined;
}

function refined(rows: QuerySet, { name }: ApiMethod, call: Call, scope: Scope): QuerySet {
  const state = { ...rows.state, ...stateAfter(name, call, rows) };
  const next: QuerySet = { ...rows, state };
  switch (name) {
    case "annotate":
    case "alias":
      return withColumns({ ...next, annotations: annotated(next, call, scope, name === "alias") }, call, scope);
    case "extra":
      return { ...next, annotations: selectedSql(next, call) };
    case "prefetch_related":
      return { ...next, attributes: prefetched(next, call, scope) };
    default:
      return next;
  }
}

/** What a call changes about what may follow. */
function stateAfter(name: string, call: Call, rows: QuerySet): RowState {
  switch (name) {
    case "filter":
    case "exclude":
    case "none":
      return call.args.length > 0 || name === "none" ? { filtered: true } : {};
    case "distinct":
      return { distinct: call.args.length > 0 ? "fields" : "rows" };
    case "union":
    case "intersection":
    case "difference":
      return { combined: name, filtered: true };
    case "only":
      return { only: texts(call.args) };
    case "defer":
      return { deferred: [...(rows.state.deferred ?? []), ...texts(call.args)] };
    case "select_related":
      return { related: [...(rows.state.related ?? []), ...texts(call.args)] };
    case "order_by":
      return { ordered: call.args.length > 0 };
    default:
      return {};
  }
}

function texts(args: readonly Argument[]): string[] {
  return args.flatMap(({ value: node }) =>
    node.type === "Literal" && typeof node.value === "string" ? [node.value] : [],
  );
}

/** The names that `annotate`, `values` or `aggregate` adds, with what they come to. */
function added(rows: QuerySet, call: Call, scope: Scope): readonly (readonly [string, Annotation])[] {
  return call.args.flatMap(({ name, value: node, star }): (readonly [string, Annotation])[] => {
    if (star > 0) return [];
    if (name !== null) return [[name, annotation(node, rows, scope)]];
    const automatic = automaticName(node, scope);
    return automatic === undefined ? [] : [[automatic, annotation(node, rows, scope)]];
  });
}

function annotation(node: Expression, rows: QuerySet, scope: Scope): Annotation {
  if (node.type === "Call") {
    const callee = infer(node.callee, scope);
    if (callee.kind === "function" && callee.function.name === "FilteredRelation") {
      const [relation = ""] = texts(node.args.slice(0, 1));
      return { output: { type: "ForeignKey" }, relation };
    }
  }
  return { output: outputOf(node, rows, scope) };
}

/** The annotations with those of a call: an aggregate may name an earlier one of its own call. */
export function withAdded(rows: QuerySet, call: Call, scope: Scope): Annotations {
  return new Map([...rows.annotations, ...added(rows, call, scope)]);
}

/** `extra(select={"double": "pages * 2"})`: names for pieces of SQL, whose types are not known. */
function selectedSql(rows: QuerySet, call: Call): Annotations {
  const found = new Map(rows.annotations);
  const select = call.args.find(({ name }, at) => name === "select" || (name === null && at === 0))?.value;
  for (const { key } of select?.type === "Dict" ? select.items : [])
    if (key?.type === "Literal" && typeof key.value === "string") found.set(key.value, { output: undefined });
  return found;
}

/** `Count("songs")` without a name is called `songs__count`. */
export function automaticName(node: Expression, scope: Scope): string | undefined {
  if (node.type !== "Call") return undefined;
  const callee = infer(node.callee, scope);
  const first = node.args.find(({ star }) => star === 0)?.value;
  if (callee.kind !== "function" || !callee.function.aggregate || first === undefined) return undefined;
  const inner = first.type === "Call" && first.args[0] ? first.args[0].value : first;
  const isPath =
    first.type === "Literal" || (first.type === "Call" && first.callee.type === "Name" && first.callee.id === "F");
  if (!isPath || inner.type !== "Literal" || typeof inner.value !== "string") return undefined;
  return `${inner.value}__${callee.function.name.toLowerCase()}`;
}

function annotated(rows: QuerySet, call: Call, scope: Scope, alias: boolean): Annotations {
  const found = new Map(rows.annotations);
  for (const [name, entry] of added(rows, call, scope)) {
    // Later names of one call may use the earlier ones.
    found.set(name, alias ? { ...entry, alias } : entry);
  }
  if (
    found.size > 0 &&
    [...found.values()].some(({ output, relation }) => output === undefined && relation === undefined)
  ) {
    const sofar: QuerySet = { ...rows, annotations: found };
    for (const [name, entry] of added(sofar, call, scope)) found.set(name, alias ? { ...entry, alias } : entry);
  }
  return found;
}

/** `values("genre").annotate(n=…)`: the new name is a column as well. */
function withColumns(rows: QuerySet, call: Call, scope: Scope): QuerySet {
  if (rows.columns === undefined || rows.rows === "values") return rows;
  const more = added(rows, call, scope).flatMap(([name]): Column[] => {
    const entry = rows.annotations.get(name);
    return entry === undefined || entry.alias ? [] : [{ name, type: pythonValue(entry.output) }];
  });
  return { ...rows, columns: [...rows.columns.filter(({ name }) => !more.some((one) => one.name === name)), ...more] };
}

/** `values()` and `values_list()`: the columns that are asked for, or all of them. */
function columned(rows: QuerySet, kind: "dicts" | "tuples", call: Call, scope: Scope): QuerySet {
  const isSet = (name: string): boolean =>
    call.args.some((arg) => arg.name === name && arg.value.type === "Literal" && arg.value.value === true);
  const options = kind === "tuples" ? ["flat", "named"] : [];
  const columns: Column[] = [];
  let annotations = rows.annotations;
  for (const { name, value: node, star } of call.args) {
    if (star > 0) return { ...rows, rows: isSet("flat") ? "values" : kind, columns: undefined };
    if (name !== null && options.includes(name)) continue;
    if (name === null && node.type === "Literal" && typeof node.value === "string") {
      columns.push({ name: node.value, type: pathValue(node.value, { ...rows, annotations }, scope) });
      continue;
    }
    const key = name ?? automaticName(node, scope) ?? `${columns.length}`;
    const entry = annotation(node, { ...rows, annotations }, scope);
    annotations = new Map([...annotations, [key, entry]]);
    columns.push({ name: key, type: pythonValue(entry.output) });
  }
  const all = columns.length > 0 ? columns : allColumns(rows, scope);
  return {
    ...rows,
    annotations,
    rows: isSet("flat") ? "values" : kind,
    columns: all,
    ...(isSet("named") ? { named: true } : {}),
  };
}

function allColumns(rows: QuerySet, { graph }: Scope): Column[] {
  const fields = rows.model.fields.filter(({ column }) => column !== null);
  const extra = [...rows.annotations].filter(([, entry]) => !entry.alias && entry.relation === undefined);
  return [
    ...fields.map((field) => ({ name: field.attname, type: fieldValue(field, graph) })),
    ...extra.map(([name, entry]) => ({ name, type: pythonValue(entry.output) })),
  ];
}

function aggregated(rows: QuerySet, call: Call, scope: Scope): Type {
  const keys = new Map(added(rows, call, scope).map(([name, { output }]) => [name, pythonValue(output)]));
  return { kind: "dict", value: [...keys.values()][0] ?? unknown, keys };
}

/** `Prefetch("songs", to_attr="all_songs")` puts a list on each row. */
function prefetched(rows: QuerySet, call: Call, scope: Scope): Attributes {
  const found = new Map(rows.attributes);
  for (const { value: node } of call.args) {
    if (node.type !== "Call") continue;
    const callee = infer(node.callee, scope);
    if (callee.kind !== "function" || callee.function.name !== "Prefetch") continue;
    const [path = ""] = texts(node.args.slice(0, 1));
    const [attribute] = texts(
      node.args.filter(({ name }, index) => name === "to_attr" || (name === null && index === 2)),
    );
    if (attribute === undefined || path.includes("__")) continue;
    const given = node.args.find(({ name }, index) => name === "queryset" || (name === null && index === 1));
    const queryset = given && infer(given.value, scope);
    const model = follow(scope.graph, rows.model, [path], { accessors: true }).steps[0]?.model;
    const of =
      queryset?.kind === "queryset" ? rowOf(queryset) : model ? rowOf(allRows(model, defaultManager(model))) : unknown;
    found.set(attribute, { kind: "list", of });
  }
  return found;
}
