import type { Attribute, Call, Compare, Expression } from "../../python/tree";
import type { Around } from "../callee";
import { infer, type Scope } from "../infer/scope";
import { isCall } from "../nodes";
import type { Script } from "../script/script";
import { unknownArguments } from "./arguments";
import { unknownAttribute } from "./attributes";
import { comparedWithNone } from "./comparisons";
import { mixedTypes } from "./expressions";
import { fieldProblems } from "./fields";
import { methodProblems } from "./methods";
import { type Problem, problem, problemCode } from "./problem";
import { rowProblems } from "./rows";
import { stateProblems } from "./state";
import { valueProblems, writtenProblems } from "./values";
import { walk } from "./walk";

/** What is wrong in a script, as far as its text and the models tell, in the order of the text. */
export function problems(script: Script, text: string): Problem[] {
  const pieces = script.read(text);
  const found: Problem[] = [];
  for (const [index, piece] of pieces.entries()) {
    for (const { from, to, code, message } of piece.parsed.diagnostics) {
      // A statement is parsed by itself; its lines are counted in the script.
      const placed = message.replace(
        /\(detected at line (\d+)\)/,
        (_, line) => `(detected at line ${Number(line) + piece.line - 1})`,
      );
      found.push(problem({ from: from + piece.from, to: to + piece.from }, problemCode(code), "error", placed));
    }
    // Without models every name would be unknown.
    if (script.graph.models.length === 0) continue;
    const own = script.fact("problems", index, () => check(script, index));
    for (const one of own) found.push(shifted(one, piece.from));
  }
  return found.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** A statement's own problems, counted from its beginning, in the whole script. */
function shifted(one: Problem, by: number): Problem {
  const move = <T extends { readonly from: number; readonly to: number }>(span: T): T => ({
    ...span,
    from: span.from + by,
    to: span.to + by,
  });
  const fixes = one.fixes?.map((fix) => ({ ...fix, edits: fix.edits.map(move) }));
  return { ...move(one), ...(fixes ? { fixes } : {}) };
}

function check(script: Script, index: number): Problem[] {
  const found: Problem[] = [];
  script.watch(index, (expression, scope, statement) => {
    if (statement.type === "Assign" && expression === statement.value) {
      for (const target of statement.targets) found.push(...assignmentProblems(target, expression, scope));
    }
    walk(expression, scope, statement, (node, around) => {
      if (isCall(node)) found.push(...checkCall(node, around));
      else if (node.type === "Attribute") found.push(...unknownAttribute(node as Attribute, around));
      else if (node.type === "Compare") found.push(...comparedWithNone(node as Compare));
    });
  });
  return unique(found);
}

function checkCall(call: Call, around: Around): Problem[] {
  return [
    ...fieldProblems(call, around),
    ...valueProblems(call, around),
    ...unknownArguments(call, around),
    ...stateProblems(call, around),
    ...methodProblems(call, around),
    ...mixedTypes(call, around),
    ...rowProblems(call, around),
  ];
}

/** `album.genre = …`: the value must fit the field. */
function assignmentProblems(target: Expression, value: Expression, scope: Scope): Problem[] {
  if (target.type !== "Attribute") return [];
  const owner = infer(target.value, scope);
  return owner.kind === "instance"
    ? writtenProblems({ model: owner.model, name: target.name, value }, "attribute", scope)
    : [];
}

/** One statement may be read twice, a loop's body for instance. */
function unique(found: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return found.filter(({ from, to, code }) => {
    const key = `${from} ${to} ${code}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
