import { PyObject } from "../python/objects";
import type { QuerySet } from "./queryset";

/** `Prefetch("songs", queryset=…, to_attr=…)`. */
export class Prefetch extends PyObject {
  readonly typeName = "Prefetch";

  constructor(
    readonly path: string,
    readonly queryset: QuerySet | null,
    readonly toAttribute: string | null,
  ) {
    super();
  }
}
