import type { Argument, Call, Expression, Literal } from "../python/tree";
import { type Accepted, type Around, acceptedBy } from "./callee";
import { isArgument, isCall } from "./nodes";

/** What a string names where it stands. */
export interface StringUse {
  readonly call: Call;
  readonly accepted: Accepted;
  readonly kind: "paths" | "ordering" | "fields" | "relations" | "prefetches";
  /** Relations back go by their attribute. */
  readonly accessors: boolean;
}

/** What a string names by its place in the innermost call around it; undefined where it is just a text. */
export function stringUse(around: Around): StringUse | undefined {
  const { path } = around;
  const at = path.findLastIndex(isCall);
  const call = path[at];
  if (call === undefined || !isCall(call)) return undefined;
  const argument = path.slice(at).find(isArgument);
  const literal = path.at(-1) as Literal | undefined;
  if (argument === undefined || literal === undefined) return undefined;
  const accepted = acceptedBy(call, around);
  if (accepted.model === undefined) return undefined;
  const kind = kindOf(call, argument, literal, accepted);
  return kind && { call, accepted, kind, accessors: kind === "prefetches" };
}

/** The kind of names that a literal within an argument stands for. */
export function kindOf(
  call: Call,
  argument: Argument,
  literal: Literal,
  { accepts }: Accepted,
): StringUse["kind"] | undefined {
  if (argument.star > 0) return undefined;
  if (argument.name !== null) {
    if (!accepts.fieldOptions?.includes(argument.name)) return optionKind(argument, literal, accepts.strings);
    return isListed(argument.value, literal) ? "fields" : undefined;
  }
  const index = call.args.indexOf(argument);
  if (accepts.listAt !== undefined) {
    return index === accepts.listAt && isListed(argument.value, literal) ? "fields" : undefined;
  }
  if (accepts.firstOnly && index > 0) return undefined;
  const kind = accepts.strings;
  return argument.value === literal && kind !== "outer" ? kind : undefined;
}

/** `Window(partition_by="genre", order_by="-title")`. */
function optionKind(
  { name, value }: Argument,
  literal: Literal,
  strings: Accepted["accepts"]["strings"],
): StringUse["kind"] | undefined {
  if (!isListed(value, literal)) return undefined;
  if (name === "order_by") return "ordering";
  if (name === "partition_by") return "paths";
  return name === "expression" || name === "field" || name === "relation_name" || name === "lookup"
    ? strings === "outer"
      ? undefined
      : strings
    : undefined;
}

/** Whether a literal is a value itself, an item of it, or a key of it. */
function isListed(value: Expression, literal: Literal): boolean {
  if (value === literal) return true;
  if (value.type === "List" || value.type === "Tuple" || value.type === "Set") return value.items.includes(literal);
  return value.type === "Dict" && value.items.some(({ key }) => key === literal);
}
