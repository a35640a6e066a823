import type { Call, Span } from "../python/tree";
import type { Fix, Problem } from "./checks/problem";
import { infer } from "./infer/scope";
import { isCall } from "./nodes";
import { placeAt } from "./script/place";
import type { Script } from "./script/script";

/** Something to do about a span of the script. */
export interface Action extends Fix {
  readonly kind: "quickfix" | "refactor";
  readonly problem?: Problem;
}

/** The ways out of the problems in a span, and other forms of what stands there. */
export function actions(script: Script, text: string, span: Span, found: readonly Problem[]): Action[] {
  const fixes = found
    .filter(({ from, to }) => from <= span.to && span.from <= to)
    .flatMap((problem): Action[] => (problem.fixes ?? []).map((fix) => ({ ...fix, kind: "quickfix", problem })));
  return [...fixes, ...firstForGet(script, text, span.from), ...atomic(script, text, span)];
}

/** `get(…)` raises where there is no row; `filter(…).first()` gives None. */
function firstForGet(script: Script, text: string, offset: number): Action[] {
  const place = placeAt(script, text, offset);
  const call = place.path.findLast(
    (node): node is Call => isCall(node) && node.callee.type === "Attribute" && node.callee.name === "get",
  );
  if (call?.callee.type !== "Attribute" || call.args.length === 0) return [];
  const callee = infer(call.callee, place.scope);
  const onRows = callee.kind === "method" && (callee.of.kind === "manager" || callee.of.kind === "queryset");
  if (!onRows || !place.text.slice(call.from, call.to).endsWith(")")) return [];
  const { nameSpan } = call.callee;
  const edits = [
    { from: nameSpan.from + place.base, to: nameSpan.to + place.base, text: "filter" },
    { from: call.to + place.base, to: call.to + place.base, text: ".first()" },
  ];
  return [{ title: "Change get(…) to filter(…).first()", kind: "refactor", edits }];
}

/** All the statements that the selection touches, or none of them: what was written before an error is undone. */
function atomic(script: Script, text: string, { from, to }: Span): Action[] {
  const touched = script.read(text).filter((piece) => piece.from <= to && from <= piece.to);
  const [first] = touched;
  const last = touched.at(-1);
  const several = touched.length > 1 || (first && /^(for|while)\b/.test(first.text));
  if (!first || !last || !several || touched.some((piece) => /^(with|import|from|def|class|@)\b/.test(piece.text)))
    return [];
  // Text in triple quotes would change with its indentation.
  if (touched.some((piece) => /"""|'''|\\\n/.test(piece.text))) return [];
  const lines = text.slice(first.from, last.to).split("\n");
  const inner = lines.map((line) => (line.trim() === "" ? line : `    ${line}`)).join("\n");
  const edit = { from: first.from, to: last.to, text: `with transaction.atomic():\n${inner}` };
  return [{ title: "Wrap in transaction.atomic()", kind: "refactor", edits: [edit] }];
}
