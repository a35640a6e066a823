import type { Call } from "../python/tree";
import type { ApiMethod } from "./api/method";
import { type QuerySet, type Type, unknown } from "./types";

/** What a call gives, by what is called. */
export function result(callee: Type, call: Call): Type {
  switch (callee.kind) {
    case "model":
      return { kind: "instance", model: callee.model };
    case "method":
      return methodResult(callee.of, callee.method, call);
    case "ownMethod":
      // A manager's own method nearly always gives a queryset of its model.
      return queryset(callee.of) ?? unknown;
    default:
      return unknown;
  }
}

function methodResult(on: Type, method: ApiMethod, call: Call): Type {
  const rows = queryset(on);
  switch (method.returns) {
    case "same":
      return rows ? annotated(rows, method, call) : unknown;
    case "dicts":
      return rows ? annotated({ ...rows, rows: "dicts" }, method, call) : unknown;
    case "tuples":
      if (method.name === "delete") return { kind: "value", name: "tuple" };
      return rows ? { ...rows, rows: isFlat(call) ? "values" : "tuples" } : unknown;
    case "values":
      return rows ? { ...rows, rows: "values" } : unknown;
    case "instance":
      return rows?.rows === "instances" ? { kind: "instance", model: rows.model } : unknown;
    case "created":
      if (!rows) return unknown;
      return {
        kind: "tuple",
        items: [
          { kind: "instance", model: rows.model },
          { kind: "value", name: "bool" },
        ],
      };
    case "instances":
      return rows ? { kind: "list", of: { kind: "instance", model: rows.model } } : unknown;
    case "none":
      return { kind: "value", name: "None" };
    default:
      return { kind: "value", name: method.returns };
  }
}

/** The queryset that a manager starts, or the queryset itself. */
function queryset(on: Type): QuerySet | undefined {
  if (on.kind === "queryset") return on;
  if (on.kind !== "manager") return undefined;
  return { kind: "queryset", model: on.model, info: on.info, rows: "instances", annotations: [] };
}

/** Keeps the names that a call adds, so that later calls can complete and check them. */
function annotated(rows: QuerySet, method: ApiMethod, call: Call): QuerySet {
  if (method.keywords !== "names") return rows;
  const added = call.args.flatMap(({ name, value, star }) => {
    if (name !== null && star === 0) return [name];
    return value.type === "Call" ? automaticName(value) : [];
  });
  return { ...rows, annotations: [...rows.annotations, ...added] };
}

/** `Count("songs")` without a name is called `songs__count`. */
function automaticName(call: Call): string[] {
  const [first] = call.args;
  if (call.callee.type !== "Name" || first?.value.type !== "Literal" || typeof first.value.value !== "string")
    return [];
  return [`${first.value.value}__${call.callee.id.toLowerCase()}`];
}

function isFlat(call: Call): boolean {
  return call.args.some(({ name, value }) => name === "flat" && value.type === "Literal" && value.value === true);
}
