import type { BinaryOperator, CompareOperator, Expression, Span } from "./tree";

export interface Operand {
  readonly operand: Expression;
}

/** `binary` tells `a - b` from `-b`, and `a not in b` from `not b`. */
export interface Operator extends Span {
  readonly operator: string;
  readonly binary: boolean;
}

/** Binding powers of Python's binary operators (Python Language Reference, 6.17), loosest first. */
const POWER: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  "|": 5,
  "^": 6,
  "&": 7,
  "<<": 8,
  ">>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "//": 10,
  "%": 10,
  "@": 10,
  "**": 12,
};
const COMPARE = new Set(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]);
const NOT = 3;
const COMPARISON = 4;
const SIGN = 11;

/**
 * Puts a flat run of operands and operators together by Python's precedence. The parser's own tree cannot be used for
 * this: it lets `not a or b` bind as `not (a or b)`. `missing` makes the node for an operand that is not there.
 */
export function climb(
  tokens: readonly (Operand | Operator)[],
  missing: (at: number, words?: string) => Expression,
  whole: Span,
): Expression {
  let at = 0;
  const peek = (): Operator | null => {
    const token = tokens[at];
    return token && "operator" in token ? token : null;
  };

  const primary = (least: number): Expression => {
    const token = tokens[at];
    if (!token) return missing(whole.to);
    if ("operand" in token) {
      at++;
      return token.operand;
    }
    const { operator, from } = token;
    // `a == not b` is no Python: `not` binds looser than a comparison.
    if (operator === "not" && least <= NOT) {
      at++;
      const operand = binary(NOT);
      return { type: "Unary", operator, operand, from, to: operand.to };
    }
    if (operator === "-" || operator === "+" || operator === "~") {
      at++;
      const operand = binary(SIGN);
      return { type: "Unary", operator, operand, from, to: operand.to };
    }
    return missing(from);
  };

  const comparison = (first: Expression): Expression => {
    const operands = [first];
    const operators: CompareOperator[] = [];
    for (let next = peek(); next && COMPARE.has(next.operator); next = peek()) {
      at++;
      operators.push(next.operator as CompareOperator);
      operands.push(binary(COMPARISON + 1));
    }
    return { type: "Compare", operands, operators, from: first.from, to: (operands.at(-1) ?? first).to };
  };

  const binary = (least: number): Expression => {
    let left = primary(least);
    for (let next = peek(); next; next = peek()) {
      const { operator } = next;
      if (COMPARE.has(operator)) {
        if (least > COMPARISON) break;
        left = comparison(left);
        continue;
      }
      const power = POWER[operator];
      if (power === undefined || power < least) break;
      at++;
      // `**` binds to the right, and its right side may carry a sign.
      const right = binary(operator === "**" ? SIGN : power + 1);
      const span = { from: left.from, to: right.to };
      left =
        operator === "and" || operator === "or"
          ? { type: "BoolOperation", operator, left, right, ...span }
          : { type: "Binary", operator: operator as BinaryOperator, left, right, ...span };
    }
    return left;
  };

  const conditional = (): Expression => {
    const then = binary(1);
    if (peek()?.operator !== "if") return then;
    at++;
    const test = binary(1);
    let otherwise: Expression;
    if (peek()?.operator === "else") {
      at++;
      otherwise = conditional();
    } else otherwise = missing(test.to, "expected 'else' after 'if' expression");
    return { type: "Conditional", test, then, otherwise, from: then.from, to: otherwise.to };
  };

  return conditional();
}
