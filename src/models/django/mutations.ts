import type { Expression, Statement } from "../../python/tree";

type Changes = ReadonlyMap<string, readonly Statement[]>;

const known = new WeakMap<readonly Statement[], Changes>();

/** Methods that change a list or dictionary in place. */
export const CHANGES = new Set([
  "append",
  "extend",
  "insert",
  "remove",
  "update",
  "setdefault",
  "pop",
  "add",
  "reverse",
  "sort",
  "clear",
]);

/**
 * The names that a body changes after it has made them (`X += …`, `X.append(…)`, a loop that fills X), each with all the
 * statements that make or change it, in order.
 */
export function changedByBody(body: readonly Statement[]): Changes {
  const found = known.get(body);
  if (found !== undefined) return found;
  const changed = new Set<string>();
  const all = new Map<string, Statement[]>();
  for (const statement of body) {
    const marks = { binds: new Set<string>(), changes: new Set<string>() };
    visit(statement, marks, 0);
    for (const name of marks.changes) changed.add(name);
    for (const name of new Set([...marks.binds, ...marks.changes])) {
      const list = all.get(name);
      if (list === undefined) all.set(name, [statement]);
      else list.push(statement);
    }
  }
  const result = new Map([...all].filter(([name]) => changed.has(name)));
  known.set(body, result);
  return result;
}

interface Marks {
  readonly binds: Set<string>;
  readonly changes: Set<string>;
}

function visit(statement: Statement, marks: Marks, loops: number): void {
  const all = (statements: readonly Statement[], inside = loops) => {
    for (const each of statements) visit(each, marks, inside);
  };
  switch (statement.type) {
    case "Assign":
      for (const target of statement.targets) assigned(target, marks, loops);
      return;
    case "AnnotatedAssign":
      if (statement.value !== null) assigned(statement.target, marks, loops);
      return;
    case "AugmentedAssign":
      changedBy(statement.target, marks);
      return;
    case "ExpressionStatement": {
      const { value } = statement;
      if (value.type === "Call" && value.callee.type === "Attribute" && CHANGES.has(value.callee.name))
        changedBy(value.callee.value, marks);
      return;
    }
    case "If":
      all(statement.body);
      all(statement.otherwise);
      return;
    case "Try":
      all(statement.body);
      for (const handler of statement.handlers) all(handler.body);
      all(statement.otherwise);
      all(statement.finally);
      return;
    case "With":
      all(statement.body);
      return;
    case "For":
    case "While":
      all(statement.body, loops + 1);
      return;
    default:
  }
}

function assigned(target: Expression, marks: Marks, loops: number): void {
  if (target.type === "Name") (loops > 0 ? marks.changes : marks.binds).add(target.id);
  else if (target.type === "Tuple" || target.type === "List")
    for (const item of target.items) assigned(item, marks, loops);
  else changedBy(target, marks);
}

function changedBy(target: Expression, marks: Marks): void {
  let root = target;
  while (root.type === "Subscript" || root.type === "Attribute") root = root.value;
  if (root.type === "Name") marks.changes.add(root.id);
}
