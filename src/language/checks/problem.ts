import type { Span } from "../../python/tree";

/** One replacement of a piece of text. */
export interface Edit extends Span {
  readonly text: string;
}

/** A way out of a problem that can be taken with one click. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/**
 * Something to say about a script. An `error` cannot run, whatever is in the database; a `warning` fails or does
 * something unexpected most of the time; `information` and `hint` are about statements that run as they are.
 */
export interface Problem extends Span {
  readonly code: ProblemCode;
  readonly message: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly fixes?: readonly Fix[];
}

/** Every code there is. Each is explained in docs/diagnostics.md. */
export const problemCodes = [
  "syntax",
  "unclosed",
  "unmatched",
  "unterminated-string",
  "indent",
  "unsupported",
  "unknown-model",
  "unknown-field",
  "unknown-lookup",
  "unknown-argument",
  "unknown-attribute",
  "unknown-choice",
  "wrong-value",
  "wrong-type",
  "wrong-model",
  "too-long",
  "not-a-relation",
  "not-an-expression",
  "not-updatable",
  "joined-update",
  "alias-selected",
  "annotation-taken",
  "mixed-types",
  "deferred-relation",
  "sliced",
  "combined",
  "after-values",
  "distinct-write",
  "force-both",
  "get-without-arguments",
  "no-ordering",
  "wrong-option",
  "many-to-many-assignment",
  "duplicate-rows",
  "none-comparison",
  "whole-table",
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** Whether a parser's code is one of ours; it may know more than are told apart here. */
export function problemCode(code: string): ProblemCode {
  return (problemCodes as readonly string[]).includes(code) ? (code as ProblemCode) : "syntax";
}

/** A problem at a span. */
export function problem(
  { from, to }: Span,
  code: ProblemCode,
  severity: Problem["severity"],
  message: string,
  fixes: readonly Fix[] = [],
): Problem {
  return { from, to, code, severity, message, ...(fixes.length > 0 ? { fixes } : {}) };
}

/** A problem about a name, with the name that was probably meant as its fix. */
export function misspelt(
  span: Span,
  code: ProblemCode,
  severity: Problem["severity"],
  message: string,
  meant: string | null,
): Problem {
  if (meant === null) return problem(span, code, severity, message);
  const fix: Fix = { title: `Change to '${meant}'`, edits: [{ from: span.from, to: span.to, text: meant }] };
  const end = /[.?!]$/.test(message) ? "" : ".";
  return problem(span, code, severity, `${message}${end} Did you mean '${meant}'?`, [fix]);
}
