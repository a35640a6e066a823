import { parseModule } from "../../python/parse";
import type { Attribute, Module, Statement } from "../../python/tree";
import type { ModelGraph } from "../graph";
import type { Names } from "../infer";
import { children, isCall, isComprehension, type Node } from "../nodes";
import type { Place } from "../place";
import { namesAt } from "../scope";
import { unknownAttribute } from "./attributes";
import { unknownFields } from "./fields";
import type { Problem } from "./problem";

/** What is wrong in a script, as far as its text and the models tell, in the order of the text. */
export function problems(text: string, graph: ModelGraph): Problem[] {
  const module = parseModule(text);
  const found = module.diagnostics.map(
    ({ from, to, code, message }): Problem => ({ from, to, code, message, severity: "error" }),
  );
  // Without models every name would be unknown.
  if (graph.models.length > 0)
    for (const statement of module.body) found.push(...check(statement, text, module, graph));
  return found.sort((a, b) => a.from - b.from);
}

function check(statement: Statement, text: string, module: Module, graph: ModelGraph): Problem[] {
  const before = namesAt(graph, module, statement.from, []);
  const found: Problem[] = [];
  walk(statement, []);
  return found;

  function walk(node: Node, above: readonly Node[]): void {
    const path = [...above, node];
    if (isCall(node) || node.type === "Attribute") {
      const place: Place = { text, offset: node.from, module, path, names: namesOf(node, path), graph };
      found.push(...(isCall(node) ? unknownFields(node, place) : unknownAttribute(node as Attribute, place)));
    }
    for (const child of children(node)) walk(child, path);
  }

  /** Only a block or a comprehension can know other names than the statement it is in. */
  function namesOf(node: Node, path: readonly Node[]): Names {
    const nested = "body" in statement || path.some(isComprehension);
    return nested ? namesAt(graph, module, node.from, path) : before;
  }
}
