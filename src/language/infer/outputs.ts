import { fieldClass } from "../../models/vocabulary/fields";
import type { FieldInfo } from "../../protocol/models";
import type { Call, Expression } from "../../python/tree";
import type { ApiFunction } from "../api/expressions";
import type { ModelGraph } from "../graph";
import { follow, namesIn } from "../paths";
import { type Output, type QuerySet, type Type, unknown, value } from "../types";
import { infer, type Scope } from "./scope";

/** The Python value that a field holds. */
export function fieldValue(field: FieldInfo, graph: ModelGraph): Type {
  const target = graph.target(field);
  const key = target && graph.field(target, "pk");
  if (key && key !== field) return fieldValue(key, graph);
  if (field.compositeOf) return { kind: "tuple", items: field.compositeOf.map(() => unknown) };
  return pythonValue({ type: field.generated?.outputType ?? field.type });
}

/** The Python value of what the database gives. */
export function pythonValue(output: Output | undefined): Type {
  if (output === undefined || output.type === "Field") return unknown;
  const { python } = fieldClass(output.type);
  return python === "Model" || python === "object" ? unknown : value(python);
}

/** What a path of fields comes to as a value. */
export function pathOutput(path: string, rows: QuerySet | undefined, scope: Scope): Output | undefined {
  if (rows === undefined) return undefined;
  const names = namesIn(path, rows.annotations);
  const { steps, lost } = follow(scope.graph, rows.model, names, { annotations: rows.annotations });
  return lost ? undefined : steps.at(-1)?.output;
}

/** The Python value of a path as `values()` gives it: a relation gives its key. */
export function pathValue(path: string, rows: QuerySet, scope: Scope): Type {
  const names = namesIn(path, rows.annotations);
  const { steps, lost } = follow(scope.graph, rows.model, names, { annotations: rows.annotations });
  const last = steps.at(-1);
  if (lost || !last) return unknown;
  if (last.field) return fieldValue(last.field, scope.graph);
  if (last.model) {
    const key = scope.graph.field(last.model, "pk");
    return key ? fieldValue(key, scope.graph) : unknown;
  }
  return pythonValue(last.output);
}

/** The database's type of an expression of a queryset's rows; undefined where it cannot be told. */
export function outputOf(node: Expression, rows: QuerySet | undefined, scope: Scope): Output | undefined {
  switch (node.type) {
    case "Literal":
      return literalOutput(node.kind);
    case "JoinedString":
      return { type: "CharField" };
    case "Call":
      return callOutput(node, rows, scope);
    case "Binary": {
      const left = outputOf(node.left, rows, scope);
      const right = outputOf(node.right, rows, scope);
      const aggregate = left?.aggregate === true || right?.aggregate === true;
      return mixed(left, right, aggregate);
    }
    case "Unary":
      return node.operator === "~" ? { type: "BooleanField" } : outputOf(node.operand, rows, scope);
    default: {
      const type = infer(node, scope);
      if (type.kind === "expression") {
        if (type.node === node) return type.output;
        return outputOf(type.node, rows, { ...scope, depth: scope.depth + 1 });
      }
      return type.kind === "value" ? valueOutput(type.name) : undefined;
    }
  }
}

/** Two types in one sum: the wider of two numbers. */
function mixed(left: Output | undefined, right: Output | undefined, aggregate: boolean): Output | undefined {
  const one = left && right ? wider(left, right) : undefined;
  return one && (aggregate ? { ...one, aggregate } : { type: one.type });
}

const ranks: Readonly<Record<string, number>> = { integer: 1, decimal: 2, float: 3 };

function wider(left: Output, right: Output): Output | undefined {
  const a = fieldClass(left.type).family;
  const b = fieldClass(right.type).family;
  if (a === b) return left;
  const [x, y] = [ranks[a], ranks[b]];
  if (x !== undefined && y !== undefined) return x > y ? left : right;
  if (a === "datetime" || a === "date") return b === "duration" ? left : undefined;
  return undefined;
}

function literalOutput(kind: string): Output | undefined {
  return valueOutput(kind);
}

function valueOutput(name: string): Output | undefined {
  const types: Readonly<Record<string, string>> = {
    int: "IntegerField",
    float: "FloatField",
    str: "CharField",
    bool: "BooleanField",
    bytes: "BinaryField",
    Decimal: "DecimalField",
    "datetime.date": "DateField",
    "datetime.datetime": "DateTimeField",
    "datetime.time": "TimeField",
    "datetime.timedelta": "DurationField",
    "uuid.UUID": "UUIDField",
  };
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  return type === undefined ? undefined : { type };
}

function callOutput(call: Call, rows: QuerySet | undefined, scope: Scope): Output | undefined {
  const callee = infer(call.callee, scope);
  if (callee.kind !== "function") {
    // `F("title").desc()`, `Q(…)` in a variable, and methods on expressions.
    if (call.callee.type === "Attribute") return outputOf(call.callee.value, rows, scope);
    const type = infer(call, scope);
    return type.kind === "value" ? valueOutput(type.name) : undefined;
  }
  const given = call.args.find(({ name }) => name === "output_field");
  const declared = given && fieldName(given.value);
  const output = declared === undefined ? functionOutput(call, callee.function, rows, scope) : { type: declared };
  return output && callee.function.aggregate ? { type: output.type, aggregate: true } : output;
}

function functionOutput(
  call: Call,
  { name, output, strings }: ApiFunction,
  rows: QuerySet | undefined,
  scope: Scope,
): Output | undefined {
  const first = call.args.find(({ star }) => star === 0)?.value;
  const operand = (node: Expression | undefined): Output | undefined => {
    if (node === undefined) return undefined;
    const path =
      strings === "paths" && node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
    return path === undefined ? outputOf(node, rows, scope) : pathOutput(path, rows, scope);
  };
  switch (output) {
    case undefined:
      return undefined;
    case "first":
    case "value": {
      const found = operand(first);
      return found && { type: found.type, ...(found.aggregate ? { aggregate: true } : {}) };
    }
    case "output": {
      const field = call.args.findLast(({ star }) => star === 0)?.value;
      const type = name === "Func" ? undefined : field && fieldName(field);
      return type === undefined ? undefined : { type };
    }
    case "case":
      return caseOutput(call, rows, scope);
    case "rows": {
      const inner = first && infer(first, scope);
      const column = inner?.kind === "queryset" ? inner.columns?.[0] : undefined;
      return column?.type.kind === "value" ? valueOutput(column.type.name) : undefined;
    }
    case "FloatField": {
      // The mean of decimals is a decimal.
      const type = ["Avg", "StdDev", "Variance"].includes(name) ? operand(first)?.type : undefined;
      return { type: type === "DecimalField" || type === "DurationField" ? type : "FloatField" };
    }
    default:
      return output.startsWith("=") ? valueOutput(output.slice(1)) : { type: output };
  }
}

function caseOutput(call: Call, rows: QuerySet | undefined, scope: Scope): Output | undefined {
  for (const { name, value: node } of call.args) {
    if (name === "default") continue;
    const when = node.type === "Call" ? (node.args.find(({ name: key }) => key === "then") ?? node.args[1]) : undefined;
    const found = when && outputOf(when.value, rows, scope);
    if (found) return { type: found.type };
  }
  return undefined;
}

/** The field class that `IntegerField()` or `models.IntegerField()` names. */
export function fieldName(node: Expression): string | undefined {
  const named = node.type === "Call" ? node.callee : node;
  const name = named.type === "Name" ? named.id : named.type === "Attribute" ? named.name : "";
  return name.endsWith("Field") ? name : undefined;
}
