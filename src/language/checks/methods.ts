import { messages } from "../../models/vocabulary/messages";
import type { Argument, Call, Expression } from "../../python/tree";
import type { Around } from "../callee";
import { automaticName, rowsOf } from "../infer/methods";
import { fieldName } from "../infer/outputs";
import { infer, type Scope } from "../infer/scope";
import type { Manager, QuerySet, Type } from "../types";
import { type Problem, problem } from "./problem";

/** What single methods refuse, whatever the rows. */
export function methodProblems(call: Call, { scope }: Around): Problem[] {
  const callee = infer(call.callee, scope);
  if (callee.kind !== "method") return [];
  if (callee.of.kind === "instance") return callee.method.name === "save" ? saving(call) : [];
  const rows = rowsOf(callee.of, scope);
  if (rows === undefined) return [];
  const { name } = callee.method;
  switch (name) {
    case "filter":
    case "exclude":
    case "get":
      return conditions(call, scope);
    case "order_by":
      return ordering(call);
    case "values_list":
      return listing(call, rows);
    case "values":
      return selected(call, rows);
    case "earliest":
    case "latest":
      return rows.model.getLatestBy === undefined && call.args.length === 0
        ? [problem(nameOf(call), "no-ordering", "error", messages.noLatest)]
        : [];
    case "dates":
    case "datetimes":
      return cutting(call, name);
    case "annotate":
    case "alias":
      return annotating(call, rows, scope, name);
    case "aggregate":
      return aggregating(call, scope);
    case "bulk_update":
      return bulkUpdating(call);
    case "bulk_create":
      return batch(call);
    case "in_bulk":
      return unique(call, rows, scope);
    case "add":
    case "remove":
    case "set":
      return callee.of.kind === "manager" ? relating(call, callee.of, scope) : [];
    case "select_related":
    case "only":
    case "defer":
      return deferredRelations(call, scope);
    default:
      return [];
  }
}

function nameOf(call: Call): { readonly from: number; readonly to: number } {
  return call.callee.type === "Attribute" ? call.callee.nameSpan : call.callee;
}

function option(call: Call, name: string): Argument | undefined {
  return call.args.find((argument) => argument.name === name);
}

function isTrue(argument: Argument | undefined): boolean {
  return argument?.value.type === "Literal" && argument.value.value === true;
}

function isEmptyOrNone(node: Expression): boolean {
  return node.type === "Literal" && node.kind === "none";
}

function saving(call: Call): Problem[] {
  const update = option(call, "force_update");
  const fields = option(call, "update_fields");
  const other = isTrue(update) ? update : fields && !isEmptyOrNone(fields.value) ? fields : undefined;
  const insert = option(call, "force_insert");
  if (!isTrue(insert) || other === undefined) return [];
  return [problem(other, "force-both", "error", messages.forceBoth)];
}

/** Conditions are keywords, `Q` objects or expressions. */
function conditions(call: Call, scope: Scope): Problem[] {
  return call.args.flatMap(({ name, star, value }): Problem[] => {
    if (name !== null || star > 0 || value.type !== "Literal") return [];
    const type = infer(value, scope);
    const shown = type.kind === "value" ? type.name : "object";
    const pairs =
      shown === "str"
        ? "not enough values to unpack (expected 2)"
        : messages.notUnpackable(shown === "None" ? "NoneType" : shown);
    return [problem(value, "wrong-type", "error", pairs)];
  });
}

/** Names and expressions order rows. */
function ordering(call: Call): Problem[] {
  return call.args.flatMap(({ star, value }): Problem[] => {
    if (star > 0 || value.type !== "Literal" || typeof value.value === "string") return [];
    const shown = value.kind === "none" ? "None" : String(value.value);
    return [problem(value, "wrong-type", "error", messages.orderedBy(shown))];
  });
}

function listing(call: Call, rows: QuerySet): Problem[] {
  const flat = option(call, "flat");
  const several = call.args.filter(({ name }) => name === null).length > 1;
  if (flat && isTrue(flat) && isTrue(option(call, "named"))) {
    return [problem(flat, "wrong-option", "error", messages.flatNamed)];
  }
  if (flat && isTrue(flat) && several) return [problem(flat, "wrong-option", "error", messages.flatSeveral)];
  return selected(call, rows);
}

function selected(call: Call, rows: QuerySet): Problem[] {
  return call.args.flatMap(({ name, value }): Problem[] => {
    if (name !== null || value.type !== "Literal" || typeof value.value !== "string") return [];
    const hidden = rows.annotations.get(value.value)?.alias === true;
    return hidden ? [problem(value, "alias-selected", "error", messages.aliasSelected(value.value))] : [];
  });
}

function cutting(call: Call, name: "dates" | "datetimes"): Problem[] {
  const positional = call.args.filter((argument) => argument.name === null);
  const kind = option(call, "kind") ?? positional[1];
  const order = option(call, "order") ?? positional[2];
  const days = ["year", "month", "week", "day"];
  const kinds = name === "dates" ? days : [...days, "hour", "minute", "second"];
  const message = name === "dates" ? messages.datesKind : messages.datetimesKind;
  return [...oneOf(kind, kinds, message), ...oneOf(order, ["ASC", "DESC"], messages.datesOrder)];
}

function oneOf(argument: Argument | undefined, known: readonly string[], message: string): Problem[] {
  if (argument?.value.type !== "Literal" || typeof argument.value.value !== "string") return [];
  return known.includes(argument.value.value) ? [] : [problem(argument.value, "wrong-option", "error", message)];
}

function annotating(call: Call, rows: QuerySet, scope: Scope, method: string): Problem[] {
  const taken = new Set(rows.model.fields.flatMap(({ name, attname }) => [name, attname]));
  return call.args.flatMap((argument): Problem[] => {
    const { name, star, value, nameSpan } = argument;
    if (star > 0) return [];
    // A queryset of values has given up the model's own names.
    if (name !== null && nameSpan && taken.has(name) && rows.rows === "instances") {
      return [problem(nameSpan, "annotation-taken", "error", messages.annotationTaken(name))];
    }
    return [...nestedAggregates(value, rows, scope), ...notExpression(infer(value, scope), argument, method)];
  });
}

/** `Sum("n")` of an annotation that is an aggregate already. */
function nestedAggregates(node: Expression, { annotations }: QuerySet, scope: Scope): Problem[] {
  if (node.type !== "Call") return [];
  const callee = infer(node.callee, scope);
  const [first] = node.args;
  if (callee.kind !== "function" || !callee.function.aggregate || first?.value.type !== "Literal") return [];
  const name = String(first.value.value);
  if (annotations.get(name)?.output?.aggregate !== true) return [];
  return [problem(first.value, "not-an-expression", "error", messages.nestedAggregate(callee.function.name, name))];
}

function aggregating(call: Call, scope: Scope): Problem[] {
  return call.args.flatMap((argument): Problem[] => {
    const { name, star, value } = argument;
    if (star > 0) return [];
    const type = infer(value, scope);
    const bare = name === null && type.kind === "expression" && value.type === "Call";
    const isAggregate = bare && infer(value.callee, scope);
    if (
      isAggregate &&
      isAggregate.kind === "function" &&
      isAggregate.function.aggregate &&
      automaticName(value, scope) === undefined
    ) {
      return value.args.length > 0 && value.args[0]?.value.type !== "Name"
        ? [problem(value, "not-an-expression", "error", messages.complexAggregate)]
        : [];
    }
    return notExpression(type, argument, "aggregate");
  });
}

/** Plain values are no expressions; `Value(…)` makes one of them. */
function notExpression(type: Type, { value }: Argument, method: string): Problem[] {
  if (value.type !== "Literal" || type.kind !== "value") return [];
  const shown = value.kind === "none" ? "None" : String(value.value);
  const message = messages.notExpressions(method, shown);
  const fix = {
    title: "Wrap in Value(…)",
    edits: [
      { from: value.from, to: value.from, text: "Value(" },
      { from: value.to, to: value.to, text: ")" },
    ],
  };
  return [problem(value, "not-an-expression", "error", message, method === "aggregate" ? [] : [fix])];
}

function bulkUpdating(call: Call): Problem[] {
  const fields = option(call, "fields") ?? call.args.filter(({ name }) => name === null)[1];
  const empty = fields?.value.type === "List" && fields.value.items.length === 0;
  const found = empty && fields ? [problem(fields, "wrong-option", "error", messages.noBulkFields)] : [];
  return [...found, ...batch(call)];
}

function batch(call: Call): Problem[] {
  const size = option(call, "batch_size")?.value;
  const negative = size?.type === "Unary" && size.operator === "-";
  const zero = size?.type === "Literal" && typeof size.value === "bigint" && size.value <= 0n;
  return size && (negative || zero) ? [problem(size, "wrong-option", "error", messages.batchSize)] : [];
}

function unique(call: Call, rows: QuerySet, { graph }: Scope): Problem[] {
  const given = option(call, "field_name")?.value;
  if (given?.type !== "Literal" || typeof given.value !== "string") return [];
  const { value } = given;
  const field = graph.field(rows.model, value);
  if (!field || field.primaryKey || field.unique) return [];
  const constrained = rows.model.constraints.some(
    ({ kind, fields, condition }) => kind === "unique" && !condition && fields.length === 1 && fields[0] === value,
  );
  return constrained ? [] : [problem(given, "wrong-option", "error", messages.notUnique(value))];
}

/** A relation that is fetched along cannot be left unread at the same time. */
function deferredRelations(call: Call, scope: Scope): Problem[] {
  const after = infer(call, scope);
  if (after.kind !== "queryset") return [];
  const { only, deferred, related } = after.state;
  for (const name of related ?? []) {
    const [first = ""] = name.split("__");
    const attname = scope.graph.field(after.model, first)?.attname ?? first;
    const left =
      only !== undefined && !only.some((one) => one === attname || one === first || one.startsWith(`${first}__`));
    const put = deferred?.some((one) => one === first || one === attname) === true;
    if (!left && !put) continue;
    if (scope.graph.field(after.model, first)?.relation === undefined) continue;
    const message = messages.deferredRelated(after.model.name, first);
    return [problem(call.argsSpan, "deferred-relation", "error", message)];
  }
  return [];
}

/** What is related must be rows of the model; only many-to-many relations take keys. */
function relating(call: Call, { model, by }: Manager, scope: Scope): Problem[] {
  const given = call.args.filter(({ name, star }) => (name === null || name === "objs") && star === 0);
  const nodes = given.flatMap(({ value }) => (value.type === "List" || value.type === "Tuple" ? value.items : [value]));
  return nodes.flatMap((node): Problem[] => {
    const type = infer(node, scope);
    const expected = (shown: string): Problem[] => [
      problem(node, "wrong-model", "error", messages.instanceExpected(model.name, shown)),
    ];
    if (type.kind === "instance") {
      const { graph } = scope;
      const fits = graph.isKindOf(type.model, model) || graph.isKindOf(model, type.model);
      return fits ? [] : expected(`<${type.model.name}>`);
    }
    if (node.type !== "Literal" || by?.relation?.kind !== "fk") return [];
    return expected(typeof node.value === "string" ? `'${node.value}'` : String(node.value));
  });
}

/** Whether an argument says the type of an expression: then nothing has to be guessed. */
export function hasOutputField(call: Call): boolean {
  return call.args.some(
    ({ name, value }) => name === "output_field" || (name === null && fieldName(value) !== undefined),
  );
}
