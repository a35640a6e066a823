import { type Evaluator, resultNode } from "./evaluate";
import { childrenOf } from "./source";
import { FunctionValue, isList, isObject, textOf, type Value } from "./values";

/** Property paths in `["a", "b.c"]`, and in `(post) => [post.a, post.b.c]`, which is read from its text. */
export function propertyPaths(value: Value, evaluator: Evaluator): readonly string[] {
  if (isList(value)) return value.flatMap((each) => textOf(each) ?? []);
  if (isObject(value)) return [];
  if (!(value instanceof FunctionValue)) return [];
  const body = resultNode(value.node);
  if (body === null) return [];
  const inside = body.name === "ParenthesizedExpression" ? (childrenOf(body, true)[0] ?? body) : body;
  if (inside.name === "ArrayExpression") {
    return childrenOf(inside, true).flatMap(
      (node) => /^\w+\.(.+)$/.exec(value.module.textOf(node).replaceAll(/[\s!?]/g, ""))?.[1] ?? [],
    );
  }
  const result = evaluator.evaluate(inside, value.module);
  return isObject(result) ? [...result.keys()] : [];
}
