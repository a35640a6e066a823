import type { ModelInfo } from "../protocol/models";
import type { Call } from "../python/tree";
import type { Arguments } from "./api/method";
import { describe } from "./describe";
import { rowsOf, withAdded } from "./infer/methods";
import { infer, type Scope } from "./infer/scope";
import { isArgument, isCall, type Node } from "./nodes";
import { type Annotations, noAnnotations, type QuerySet, type Type } from "./types";

/** What the arguments of one call can name. */
export interface Accepted {
  readonly callee: Type;
  readonly accepts: Arguments;
  /** The model whose fields are meant, where it is known. */
  readonly model: ModelInfo | undefined;
  /** The rows that the call is about, where it is about rows. */
  readonly rows: QuerySet | undefined;
  readonly annotations: Annotations;
  /** The method around a `Q` or `F`, else the call's own. */
  readonly method: string | undefined;
}

/** A place in a tree with what is known there. */
export interface Around {
  readonly path: readonly Node[];
  readonly scope: Scope;
}

/** What `call` takes. The model of a `Q` or `F` is that of the queryset method around it. */
export function acceptedBy(call: Call, { path, scope }: Around): Accepted {
  const callee = infer(call.callee, scope);
  if (callee.kind !== "function") return byItself(call, callee, scope);
  const around = enclosing(path, path.indexOf(call), scope);
  // `OuterRef` names a field of the query around the one that it stands in.
  const outer = callee.function.strings === "outer" ? enclosing(path, around.at, scope) : around;
  const found = outer.accepted;
  const accepts =
    callee.function.strings === "outer" ? { ...callee.function, strings: "paths" as const } : callee.function;
  if (found) return { ...found, callee, accepts };
  return { callee, accepts, model: undefined, rows: undefined, annotations: noAnnotations, method: undefined };
}

/** The innermost call in front of `before` in whose arguments the path goes on and that names a model. */
function enclosing(
  path: readonly Node[],
  before: number,
  scope: Scope,
): { readonly accepted: Accepted | undefined; readonly at: number } {
  for (let at = before - 1; at >= 0; at--) {
    const node = path[at];
    const next = path[at + 1];
    if (node === undefined || !isCall(node) || next === undefined || !isArgument(next)) continue;
    const accepted = byItself(node, infer(node.callee, scope), scope);
    if (accepted.model) return { accepted, at };
  }
  return { accepted: undefined, at: -1 };
}

function byItself(call: Call, callee: Type, scope: Scope): Accepted {
  const nothing = { rows: undefined, annotations: noAnnotations, method: undefined };
  if (callee.kind === "model") return { ...nothing, callee, accepts: { keywords: "fields" }, model: callee.model };
  if (callee.kind === "method") {
    const rows = rowsOf(callee.of, scope);
    const model = rows?.model ?? (callee.of.kind === "instance" ? callee.of.model : undefined);
    const accepts = isMixinCall(call, callee.method.name) ? conditional(callee.method) : callee.method;
    return {
      callee,
      accepts,
      model,
      rows,
      annotations: annotationsIn(call, callee.method.name, rows, scope),
      method: callee.method.name,
    };
  }
  if (callee.kind === "ownMethod" || callee.kind === "scriptFunction") {
    const parameters =
      callee.kind === "ownMethod"
        ? callee.method.parameters.filter((name) => !/^(self|cls|\*.*)$/.test(name))
        : callee.node.parameters.filter(({ kind }) => kind !== "*" && kind !== "**").map(({ name }) => name);
    return { ...nothing, callee, accepts: { options: parameters }, model: undefined };
  }
  return { ...nothing, callee, accepts: shortcut(call), model: shortcutModel(call, scope) };
}

/** `bulk_update(["level"], ["Free"], id__in=[1, 2])`: names, values and conditions, as tutorials write it. */
function isMixinCall(call: Call, name: string): boolean {
  if (name !== "bulk_update") return false;
  const first = call.args[0]?.value;
  return first?.type === "List" && first.items.length > 0 && first.items.every((item) => item.type === "Literal");
}

function conditional(method: Arguments): Arguments {
  return { ...method, keywords: "lookups", listAt: 0 };
}

/** Later annotations of a call may use its earlier ones. */
function annotationsIn(call: Call, name: string, rows: QuerySet | undefined, scope: Scope): Annotations {
  if (rows === undefined) return noAnnotations;
  if (name === "aggregate") return withAdded(rows, call, scope);
  if (name !== "annotate" && name !== "alias" && name !== "values" && name !== "values_list") return rows.annotations;
  const after = infer(call, scope);
  return after.kind === "queryset" ? after.annotations : rows.annotations;
}

const shortcuts = new Set(["get_object_or_404", "get_list_or_404"]);

function shortcut(call: Call): Arguments {
  return call.callee.type === "Name" && shortcuts.has(call.callee.id) ? { keywords: "lookups" } : {};
}

function shortcutModel(call: Call, scope: Scope): ModelInfo | undefined {
  if (call.callee.type !== "Name" || !shortcuts.has(call.callee.id)) return undefined;
  const first = call.args[0] && infer(call.args[0].value, scope);
  return first?.kind === "model" || first?.kind === "manager" || first?.kind === "queryset" ? first.model : undefined;
}

/** How a call is written: its name, its parameters, and a sentence about it. */
export function signatureOf(
  callee: Type,
): { readonly label: string; readonly parameters: string; readonly doc: string } | undefined {
  switch (callee.kind) {
    case "method":
      return { label: callee.method.name, parameters: callee.method.parameters, doc: callee.method.doc };
    case "ownMethod": {
      const { name, parameters, defaults, doc } = callee.method;
      const shown = parameters
        .filter((each) => each !== "self" && each !== "cls")
        .map((each) => (defaults && Object.hasOwn(defaults, each) ? `${each}=${defaults[each]}` : each));
      return { label: name, parameters: shown.join(", "), doc: doc ?? `A method of ${describe(callee.of)}.` };
    }
    case "function":
      return { label: callee.function.name, parameters: callee.function.parameters, doc: callee.function.doc };
    case "scriptFunction": {
      const { node } = callee;
      const parameters = node.parameters.map(({ kind, name, default: value }) => {
        const star = kind === "*" || kind === "**" ? kind : "";
        return `${star}${name}${value ? "=…" : ""}`;
      });
      const label = node.type === "Lambda" ? "lambda" : node.name;
      return { label, parameters: parameters.join(", "), doc: docOf(node) };
    }
    case "model": {
      const names = callee.model.fields.filter(({ autoCreated, column }) => !autoCreated && column !== null);
      const parameters = names.map(({ name }) => `${name}=…`).join(", ");
      return { label: callee.model.name, parameters, doc: "A new row, not in the database before `save()`." };
    }
    default:
      return undefined;
  }
}

function docOf(node: Extract<Type, { kind: "scriptFunction" }>["node"]): string {
  const first = node.type === "FunctionDefinition" ? node.body[0] : undefined;
  const literal =
    first?.type === "ExpressionStatement" && first.value.type === "Literal" ? first.value.value : undefined;
  return typeof literal === "string" ? literal.trim() : "A function of this script.";
}
