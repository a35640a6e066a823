import { PyTimedelta } from "../../python/datetime";
import { raise } from "../../python/exceptions";
import { PyBuiltin, type Value } from "../../python/objects";
import { FieldError, fail } from "../errors";
import { FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import type { Sql } from "../sql";
import { behaviour, Expression, isKindOf } from "./base";
import { NegatedExpression } from "./conditions";
import { NumericExpression } from "./numeric";
import { Q } from "./q";
import { ValueExpression } from "./values";

/** Types an arithmetic operator gives, as Django registers them (django.db.models.expressions, "_connector_combinators"). */
const NUMBERS = ["IntegerField", "FloatField", "DecimalField"];

function combinedType(operator: string, left: FieldType | null, right: FieldType | null): string | null {
  const is = (type: FieldType | null, base: string): boolean => type !== null && isKindOf(type.name, base);
  if (["+", "-", "*", "/", "%%", "^"].includes(operator)) {
    for (const name of NUMBERS) {
      if (is(left, name) && is(right, name)) return name;
      if ((left === null && is(right, name)) || (right === null && is(left, name))) return name;
    }
    if (is(left, "IntegerField") && is(right, "DecimalField")) return "DecimalField";
    if (is(left, "DecimalField") && is(right, "IntegerField")) return "DecimalField";
    if (is(left, "IntegerField") && is(right, "FloatField")) return "FloatField";
    if (is(left, "FloatField") && is(right, "IntegerField")) return "FloatField";
  }
  if (["&", "|", "<<", ">>", "#"].includes(operator) && is(left, "IntegerField") && is(right, "IntegerField"))
    return "IntegerField";
  const duration = (type: FieldType | null): boolean => is(type, "DurationField");
  if (operator === "+" || operator === "-") {
    if (duration(left) && duration(right)) return "DurationField";
    for (const name of ["DateTimeField", "DateField", "TimeField"]) {
      if (is(left, name) && duration(right)) return name === "TimeField" ? "TimeField" : "DateTimeField";
      if (operator === "+" && duration(left) && is(right, name))
        return name === "TimeField" ? "TimeField" : "DateTimeField";
    }
  }
  if (operator === "-") {
    for (const name of ["DateTimeField", "DateField", "TimeField"])
      if (is(left, name) && is(right, name)) return "DurationField";
  }
  return null;
}

/** Two expressions with an operator between them. */
export class CombinedExpression extends NumericExpression {
  override readonly typeName = "CombinedExpression";

  constructor(
    readonly left: Expression,
    readonly operator: string,
    readonly right: Expression,
    type: FieldType | null = null,
  ) {
    super(type);
  }

  children(): readonly Expression[] {
    return [this.left, this.right];
  }

  withChildren([left, right]: readonly Expression[]): Expression {
    return new CombinedExpression(left ?? this.left, this.operator, right ?? this.right, this.explicitType);
  }

  protected override inferType(): FieldType {
    const [left, right] = [this.left.outputTypeOrNull, this.right.outputTypeOrNull];
    const name = combinedType(this.operator, left, right);
    if (!name) {
      throw fail(
        FieldError,
        `Cannot infer type of '${this.operator}' expression involving these types: ${left?.name ?? "NoneType"}, ${right?.name ?? "NoneType"}. You must set output_field.`,
      );
    }
    return new FieldType(name);
  }

  plainSql(compiler: Compiler): Sql {
    const [left, right] = [this.left.sql(compiler), this.right.sql(compiler)];
    return compiler.dialect.combine(
      this.operator,
      { sql: left, type: typeOf(this.left) },
      { sql: right, type: typeOf(this.right) },
    );
  }

  override repr(): string {
    return `<CombinedExpression: ${this.left.text} ${this.operator === "%%" ? "%" : this.operator} ${this.right.text}>`;
  }

  override str(): string {
    return `${this.left.text} ${this.operator === "%%" ? "%" : this.operator} ${this.right.text}`;
  }

  override get identity(): string {
    return `(${this.left.identity}${this.operator}${this.right.identity})`;
  }
}

const OPERATORS: Readonly<Record<string, string>> = { "+": "+", "-": "-", "*": "*", "/": "/", "%": "%%", "**": "^" };

/** The type of an operand; null also where it cannot be told, which is an error only where it is asked for. */
function typeOf(expression: Expression): FieldType | null {
  try {
    return expression.outputTypeOrNull;
  } catch {
    return null;
  }
}

/** An operand as an expression: itself, or a Value. */
export function asExpression(value: Value): Expression {
  if (value instanceof Expression) return value;
  return new ValueExpression(value, value instanceof PyTimedelta ? new FieldType("DurationField") : null);
}

behaviour.combine = (operator, left, right) => {
  const arithmetic = OPERATORS[operator];
  if (arithmetic) return new CombinedExpression(asExpression(left), arithmetic, asExpression(right));
  if (operator === "&" || operator === "|" || operator === "^") {
    if (isCondition(left) && isCondition(right))
      return Q.of(left).combine(Q.of(right), operator === "&" ? "AND" : operator === "|" ? "OR" : "XOR");
    throw raise("NotImplementedError", "Use .bitand(), .bitor(), and .bitxor() for bitwise logical operations.");
  }
  return undefined;
};

function isCondition(value: Value): value is Q | Expression {
  if (value instanceof Q) return true;
  if (!(value instanceof Expression)) return false;
  try {
    return value.isConditional;
  } catch {
    return false;
  }
}

behaviour.invert = (expression) => new NegatedExpression(expression);

for (const [name, operator] of [
  ["bitand", "&"],
  ["bitor", "|"],
  ["bitxor", "#"],
  ["bitleftshift", "<<"],
  ["bitrightshift", ">>"],
] as const) {
  behaviour.attributes.set(
    name,
    (expression) =>
      new PyBuiltin(
        name,
        (args) => new CombinedExpression(expression, operator, asExpression(args.positional[0] ?? null)),
      ),
  );
}
