import type { ModelInfo, SourcePlace } from "../../protocol/models";
import type { Attribute, Call, Expression, Literal, Name, Span } from "../../python/tree";
import { type Accepted, type Around, acceptedBy } from "../callee";
import { walk } from "../checks/walk";
import { managersOf } from "../infer/managers";
import { member } from "../infer/members";
import { infer, type Scope } from "../infer/scope";
import { isCall, type Node } from "../nodes";
import { follow, namesIn, type Step } from "../paths";
import type { Script } from "../script/script";
import { kindOf } from "../strings";
import type { Type } from "../types";

/** A name that stands for something of the models, of Django or of Python. */
export interface Occurrence extends Span {
  /** What it stands for: `model music.Album`, `field music.Album.title`, `method music.Album.recent`; empty for Django's own. */
  readonly key: string;
  readonly kind: "model" | "field" | "manager" | "method" | "function" | "annotation" | "lookup";
  /** Where it is written in the workspace. */
  readonly place?: SourcePlace;
  /** The method writes to the database. */
  readonly writes?: boolean;
}

/** Everything of the models and of Django that one statement names, in the order of its text. */
export function occurrences(script: Script, index: number): Occurrence[] {
  return script.fact("occurrences", index, () => {
    const found: Occurrence[] = [];
    script.watch(index, (expression, scope, statement) => {
      walk(expression, scope, statement, (node, around) => found.push(...at(node, around)));
    });
    const seen = new Set<number>();
    const unique = found.filter(({ from }) => !seen.has(from) && seen.add(from));
    return unique.sort((a, b) => a.from - b.from);
  });
}

function at(node: Node, around: Around): Occurrence[] {
  if (node.type === "Name") return ofName(node as Name, around.scope);
  if (node.type === "Attribute") return ofAttribute(node as Attribute, around.scope);
  return isCall(node) ? ofCall(node, around) : [];
}

function ofName(node: Name, scope: Scope): Occurrence[] {
  const type = infer(node, scope);
  if (type.kind === "model" && (node.id === type.model.name || !scope.names.has(node.id)))
    return [modelAt(node, type.model)];
  if (type.kind === "function" && !scope.names.has(node.id)) return [{ ...spanOf(node), key: "", kind: "function" }];
  return [];
}

function modelAt(span: Span, model: ModelInfo): Occurrence {
  return { ...spanOf(span), key: `model ${model.label}`, kind: "model", ...placed(model, model.place) };
}

function ofAttribute({ value, name, nameSpan }: Attribute, scope: Scope): Occurrence[] {
  if (name === "") return [];
  const owner = infer(value, scope);
  const span = spanOf(nameSpan);
  if (owner.kind === "instance") {
    const field = scope.graph.field(owner.model, name);
    if (field) return [fieldAt(span, { field, owner: owner.model })];
    const reverse = scope.graph.reverse(owner.model).find(({ accessor }) => accessor === name);
    if (reverse) return [fieldAt(span, { field: reverse.field, owner: reverse.model })];
    const own = owner.model.methods.find((method) => method.name === name);
    if (own) return [{ ...span, key: `method ${owner.model.label}.${name}`, kind: "method", place: own.code }];
  }
  if (owner.kind === "model") {
    const manager = managersOf(owner.model).find((one) => one.name === name);
    const source = manager?.info?.source;
    if (manager) {
      const key = manager.info?.source ? `manager ${owner.model.label}.${name}` : "";
      return [{ ...span, key, kind: "manager", ...(source ? { place: source } : {}) }];
    }
  }
  return ofMethod(span, scope, owner, name);
}

function ofMethod(span: Span, scope: Scope, owner: Type, name: string): Occurrence[] {
  if (owner.kind === "module") {
    const model = scope.graph.named(name);
    return model ? [modelAt(span, model)] : [{ ...span, key: "", kind: "function" }];
  }
  if (owner.kind !== "manager" && owner.kind !== "queryset" && owner.kind !== "instance" && owner.kind !== "model")
    return [];
  const methods = owner.kind === "manager" || owner.kind === "queryset" ? owner.info?.methods : owner.model.methods;
  const own = methods?.find((method) => method.name === name);
  if (own)
    return [{ ...span, key: `method ${own.code.file}:${own.code.line}.${name}`, kind: "method", place: own.code }];
  // Only what the type is known to have is a method of it.
  if (member(owner, name, scope).kind === "unknown") return [];
  return [{ ...span, key: "", kind: "method", ...(isWrite(owner, name) ? { writes: true } : {}) }];
}

const writing = new Set(
  "create get_or_create update_or_create bulk_create bulk_update update delete save add remove clear set".split(" "),
);

function isWrite(owner: Type, name: string): boolean {
  return owner.kind !== "model" && writing.has(name.replace(/^a(?=save|delete|create|update|bulk|get_or)/, ""));
}

function ofCall(call: Call, around: Around): Occurrence[] {
  const accepted = acceptedBy(call, around);
  if (!accepted.model) return [];
  const { accepts } = accepted;
  return call.args.flatMap((argument): Occurrence[] => {
    const { name, nameSpan, value } = argument;
    const found: Occurrence[] = [];
    const isPath = accepts.keywords === "lookups" || accepts.keywords === "fields";
    if (name !== null && nameSpan && isPath && !accepts.options?.includes(name)) {
      found.push(...ofPath(name, nameSpan, accepted, around.scope, false));
    }
    for (const literal of textsIn(value)) {
      const kind = kindOf(call, argument, literal, accepted);
      const text = String(literal.value);
      if (kind === undefined || literal.to - literal.from !== text.length + 2) continue;
      const sign = kind === "ordering" ? (/^[-+]/.exec(text)?.[0].length ?? 0) : 0;
      const span = { from: literal.from + 1 + sign, to: literal.to - 1 };
      found.push(...ofPath(text.slice(sign), span, accepted, around.scope, kind === "prefetches"));
    }
    return found;
  });
}

function textsIn(value: Expression): readonly Literal[] {
  const isText = (node: Expression | null): node is Literal =>
    node?.type === "Literal" && typeof node.value === "string";
  if (isText(value)) return [value];
  if (value.type === "List" || value.type === "Tuple" || value.type === "Set") return value.items.filter(isText);
  return value.type === "Dict" ? value.items.map(({ key }) => key).filter(isText) : [];
}

function ofPath(path: string, span: Span, accepted: Accepted, scope: Scope, accessors: boolean): Occurrence[] {
  const { model, annotations } = accepted;
  if (!model) return [];
  const names = namesIn(path, annotations);
  let { from } = span;
  return follow(scope.graph, model, names, { annotations, accessors }).steps.map((step, i) => {
    const to = from + (names[i]?.length ?? 0);
    const found = ofStep(step, { from, to });
    from = to + 2;
    return found;
  });
}

function ofStep(step: Step, span: Span): Occurrence {
  if (step.field) return fieldAt(span, { field: step.field, owner: step.owner });
  if (step.reverse) return fieldAt(span, { field: step.reverse.field, owner: step.reverse.model });
  return { ...span, key: "", kind: step.annotation ? "annotation" : "lookup" };
}

/** A field stands where it is declared: an inherited one with its parent. */
function fieldAt(
  span: Span,
  { field, owner }: { readonly field: NonNullable<Step["field"]>; readonly owner: Step["owner"] },
): Occurrence {
  const label = field.inheritedFrom ?? owner.label;
  const key = `field ${label}.${field.name}`;
  return { ...spanOf(span), key, kind: "field", ...placed(owner, field.source ?? owner.place) };
}

/** What comes with a package is in no file of the workspace. */
function placed(model: ModelInfo, place: SourcePlace | undefined): { readonly place?: SourcePlace } {
  return place === undefined || model.origin === "contrib" ? {} : { place };
}

function spanOf({ from, to }: Span): Span {
  return { from, to };
}
