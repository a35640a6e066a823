import type { Argument, Call, Literal, Span } from "../../python/tree";
import { type Accepted, type Around, acceptedBy } from "../callee";
import { kindOf } from "../strings";
import { ownField } from "./ownFields";
import { type NamedPath, pathProblem } from "./pathProblems";
import type { Problem } from "./problem";
import { relationProblem } from "./relations";

/** Field paths of a call, in its keywords and in its strings, that lead nowhere. */
export function fieldProblems(call: Call, around: Around): Problem[] {
  const accepted = acceptedBy(call, around);
  if (!accepted.model) return [];
  return call.args.flatMap((argument) => [
    ...keywordProblems(argument, accepted, around),
    ...literalsIn(argument).flatMap((literal) => stringProblems(call, argument, literal, accepted, around)),
  ]);
}

function keywordProblems({ name, nameSpan, star }: Argument, accepted: Accepted, around: Around): Problem[] {
  const { accepts, model } = accepted;
  if (!model || star > 0 || name === null || nameSpan === null || accepts.options?.includes(name)) return [];
  if (accepts.keywords === "fields") return ownField({ model, name, span: nameSpan }, accepted, around);
  if (accepts.keywords !== "lookups") return [];
  const path = { model, path: name, span: nameSpan, annotations: accepted.annotations, lookups: true };
  return pathProblem({ ...path, ...beforeCall(accepted) }, around.scope.graph);
}

function stringProblems(
  call: Call,
  argument: Argument,
  literal: Literal,
  accepted: Accepted,
  around: Around,
): Problem[] {
  const kind = kindOf(call, argument, literal, accepted);
  const { model, rows, annotations } = accepted;
  if (kind === undefined || !model || typeof literal.value !== "string") return [];
  const span = inside(literal);
  switch (kind) {
    case "fields":
      return ownField({ model, name: literal.value, span, keyword: argument.name }, accepted, around);
    case "relations":
    case "prefetches":
      return relationProblem({ model, path: literal.value, span }, kind, accepted, around);
    default: {
      const sign = kind === "ordering" ? (/^[-+]/.exec(literal.value)?.[0].length ?? 0) : 0;
      const path = literal.value.slice(sign);
      // `order_by("?")`, `Count("*")`, and names that are no path at all; after `union()` only columns count.
      if (!/^\w+$/.test(path) || rows?.state.combined !== undefined) return [];
      const named: NamedPath = {
        model,
        path,
        span: { from: span.from + sign, to: span.to },
        annotations,
        lookups: false,
        ...beforeCall(accepted),
      };
      if (isFieldList(accepted)) return ownField({ model, name: path, span }, accepted, around);
      const found = pathProblem(named, around.scope.graph);
      return found.length > 0 ? found : relationProblem({ model, path, span }, "update", accepted, around);
    }
  }
}

/** What was known in front of the call. */
function beforeCall({ rows }: Accepted): Pick<NamedPath, "open" | "added"> {
  return { open: rows?.state.open === true, added: [...(rows?.annotations.keys() ?? [])] };
}

function isFieldList({ callee, method }: Accepted): boolean {
  return callee.kind === "method" && (method === "only" || method === "defer");
}

/** The text between the quotes, as far as it can be told from the literal alone. */
function inside({ from, to, value }: Literal): Span {
  const quotes = to - from - String(value).length;
  return quotes === 2 ? { from: from + 1, to: to - 1 } : { from, to };
}

/** The string literals of an argument that may name fields: itself, items of a list, keys of a dictionary. */
function literalsIn({ value }: Argument): readonly Literal[] {
  const isText = (node: { readonly type: string }): node is Literal =>
    node.type === "Literal" && typeof (node as Literal).value === "string";
  if (isText(value)) return [value];
  if (value.type === "List" || value.type === "Tuple" || value.type === "Set") return value.items.filter(isText);
  if (value.type !== "Dict") return [];
  return value.items.flatMap(({ key }) => (key !== null && isText(key) ? [key] : []));
}
