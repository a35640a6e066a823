import { compare, itemsOf, LONGEST_LIST } from "./builtins";
import { type Constant, type Evaluated, equal, truthy, UNKNOWN } from "./constant";
import { joinPath, PathValue, parentPath } from "./paths";
import { percentFormat } from "./texts";

/** `-x`, `not x`. */
export function unary(operator: string, value: Evaluated): Evaluated {
  if (value === UNKNOWN) return UNKNOWN;
  if (operator === "not") return !truthy(value);
  if (operator === "-" && typeof value === "bigint") return -value;
  if (operator === "-" && typeof value === "number") return -value;
  return operator === "+" && (typeof value === "bigint" || typeof value === "number") ? value : UNKNOWN;
}

/** An operator on known values. */
export function binary(operator: string, left: Constant, right: Constant): Evaluated {
  if (operator === "+") {
    if (typeof left === "string" && typeof right === "string")
      return left.length + right.length > 1e6 ? UNKNOWN : left + right;
    if (left instanceof PathValue && typeof right === "string") return new PathValue(left.path + right);
    if (Array.isArray(left) && Array.isArray(right))
      return left.length + right.length > LONGEST_LIST ? UNKNOWN : [...left, ...right];
  }
  if (operator === "|" && left instanceof Map && right instanceof Map) return new Map([...left, ...right]);
  if (operator === "|" && Array.isArray(left) && Array.isArray(right))
    return [...left, ...right.filter((item) => !left.some((other) => equal(item, other)))];
  // django-environ's `Path(__file__) - 3`.
  if (operator === "-" && left instanceof PathValue && typeof right === "bigint" && right < 20n) {
    return Array.from({ length: Number(right) }).reduce((path: PathValue) => parentPath(path), left);
  }
  if (operator === "/" && left instanceof PathValue && (typeof right === "string" || right instanceof PathValue))
    return typeof right === "string" ? joinPath(left, right) : right;
  if (operator === "%" && typeof left === "string") return percentFormat(left, right);
  if (operator === "*" && typeof right === "bigint" && right >= 0n && right < 1000n) {
    if (typeof left === "string")
      return left.repeat(Math.min(Number(right), Math.floor(1e6 / Math.max(1, left.length))));
    if (Array.isArray(left)) return Array.from({ length: Number(right) }, () => left).flat();
  }
  if (typeof left === "bigint" && typeof right === "bigint") return integers(operator, left, right);
  return typeof left === "number" || typeof right === "number"
    ? floats(operator, Number(left), Number(right))
    : UNKNOWN;
}

function integers(operator: string, left: bigint, right: bigint): Evaluated {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "//":
      return right > 0n && left >= 0n ? left / right : UNKNOWN;
    case "%":
      return right > 0n && left >= 0n ? left % right : UNKNOWN;
    case "/":
      return right === 0n ? UNKNOWN : Number(left) / Number(right);
    case "**":
      return right >= 0n && right < 100n && left < 10_000n && left > -10_000n ? left ** right : UNKNOWN;
    case "<<":
      return right >= 0n && right < 200n ? left << right : UNKNOWN;
    case "|":
      return left | right;
    case "&":
      return left & right;
    default:
      return UNKNOWN;
  }
}

function floats(operator: string, left: number, right: number): Evaluated {
  const value =
    operator === "+"
      ? left + right
      : operator === "-"
        ? left - right
        : operator === "*"
          ? left * right
          : operator === "/"
            ? left / right
            : Number.NaN;
  return Number.isFinite(value) ? value : UNKNOWN;
}

/** One comparison; UNKNOWN where a side is, or has no order. */
export function compared(operator: string, left: Evaluated, right: Evaluated): boolean | typeof UNKNOWN {
  if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN;
  switch (operator) {
    case "==":
    case "is":
      return equal(left, right);
    case "!=":
    case "is not":
      return !equal(left, right);
    case "in":
    case "not in": {
      if (typeof right === "string")
        return typeof left === "string" ? right.includes(left) === (operator === "in") : UNKNOWN;
      const items = itemsOf(right);
      return items === null ? UNKNOWN : items.some((item) => equal(item, left)) === (operator === "in");
    }
    default: {
      const order = compare(left, right);
      if (order === null) return UNKNOWN;
      return operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
    }
  }
}
