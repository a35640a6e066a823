import { PyObject } from "../../python/objects";
import type { Subselect } from "../expressions/subselect";
import type { Model } from "../meta";
import type { Query } from "./query";

/** A queryset as filters and expressions see it. */
export interface QueryLike {
  readonly query: Query;
  readonly model: Model;
  asSubselect(kind: "value" | "exists" | "rows"): Subselect;
}

export function isQueryLike(value: unknown): value is PyObject & QueryLike {
  return value instanceof PyObject && "asSubselect" in value;
}
