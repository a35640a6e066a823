import type { Span } from "../../python/tree";

/** Something wrong in a script. An `error` cannot run; a `warning` is about names, which only the database knows for sure. */
export interface Problem extends Span {
  readonly code: string;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** A warning, with the name that was probably meant. */
export function warning(span: Span, code: string, message: string, meant: string | null): Problem {
  const hint = meant === null ? "" : ` Did you mean '${meant}'?`;
  return { from: span.from, to: span.to, code, message: message + hint, severity: "warning" };
}
