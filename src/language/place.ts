import { parseModule } from "../python/parse";
import type { Literal, Module } from "../python/tree";
import type { ModelGraph } from "./graph";
import type { Names } from "./infer";
import { type Node, pathAt } from "./nodes";
import { namesAt } from "./scope";

/** A place in a script with everything that is known there. */
export interface Place {
  readonly text: string;
  readonly offset: number;
  readonly module: Module;
  /** The nodes around the place, outermost first. */
  readonly path: readonly Node[];
  readonly names: Names;
  readonly graph: ModelGraph;
}

/** Reads the script and looks at one place of it. */
export function placeAt(text: string, offset: number, graph: ModelGraph): Place {
  const module = parseModule(text);
  const path = pathAt(module, offset);
  return { text, offset, module, path, names: namesAt(graph, module, offset, path), graph };
}

/** The string literal that the place is inside of: behind its opening quote and not behind its closing one. */
export function stringAt(place: Place): { readonly literal: Literal; readonly start: number } | undefined {
  const node = place.path.at(-1);
  if (node?.type !== "Literal") return undefined;
  const literal = node as Literal;
  if (literal.kind !== "str") return undefined;
  const quote = /^[a-zA-Z]*("""|'''|"|')/.exec(place.text.slice(literal.from, literal.to))?.[0] ?? "";
  const start = literal.from + quote.length;
  const open = place.module.diagnostics.some(
    ({ code, from }) => code === "unterminated-string" && from === literal.from,
  );
  const inside = start <= place.offset && (place.offset < literal.to || open);
  return quote !== "" && inside ? { literal, start } : undefined;
}

/** Whether the place is in a comment. */
export function inComment(place: Place): boolean {
  const lineStart = place.text.lastIndexOf("\n", place.offset - 1) + 1;
  for (
    let at = place.text.indexOf("#", lineStart);
    at >= 0 && at < place.offset;
    at = place.text.indexOf("#", at + 1)
  ) {
    const last = pathAt(place.module, at).at(-1);
    const inString = last?.type === "Literal" || last?.type === "JoinedString";
    if (!inString || last.to <= at) return true;
  }
  return false;
}

/** The identifier around an offset: from where it starts to where it ends. */
export function wordAround(text: string, offset: number): { readonly from: number; readonly to: number } {
  const before = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, offset))?.[0].length ?? 0;
  const behind = /^[\p{L}\p{N}_]*/u.exec(text.slice(offset))?.[0].length ?? 0;
  return { from: offset - before, to: offset + behind };
}
