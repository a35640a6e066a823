import { PyDate, PyDateTime, PyTime, PyTimedelta } from "../../python/datetime";
import { PyDecimal } from "../../python/decimal";
import { unmixed } from "../../python/modules/enum";
import type { Value as PyValue } from "../../python/objects";
import { PyUuid } from "../../python/uuid";
import { FieldType, plainRepr, plainToDb } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { raw, type Sql } from "../sql";
import { Expression, type ResolveContext } from "./base";
import { NumericExpression } from "./numeric";

/** The type Django gives a bare Python value; null where it gives none. */
export function typeOfValue(value: PyValue): FieldType | null {
  const name = typeNameFor(value);
  return name ? new FieldType(name) : null;
}

function typeNameFor(value: PyValue): string | null {
  if (typeof value === "string") return "CharField";
  if (typeof value === "boolean") return "BooleanField";
  if (typeof value === "bigint") return "IntegerField";
  if (typeof value === "number") return "FloatField";
  if (value instanceof PyDateTime) return "DateTimeField";
  if (value instanceof PyDate) return "DateField";
  if (value instanceof PyTime) return "TimeField";
  if (value instanceof PyTimedelta) return "DurationField";
  if (value instanceof PyDecimal) return "DecimalField";
  if (value instanceof Uint8Array) return "BinaryField";
  return value instanceof PyUuid ? "UUIDField" : null;
}

/** A Python value in an expression: always a parameter, never text. */
export class ValueExpression extends NumericExpression {
  override readonly typeName = "Value";

  readonly value: PyValue;

  constructor(
    value: PyValue,
    type: FieldType | null = null,
    readonly forSave = false,
  ) {
    super(type);
    this.value = unmixed(value);
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  protected override inferType(): FieldType | null {
    return typeOfValue(this.value);
  }

  override resolve(context: ResolveContext): Expression {
    return context.forSave ? new ValueExpression(this.value, this.explicitType, true) : this;
  }

  plainSql(compiler: Compiler): Sql {
    const type = this.explicitType;
    // A JSON null is a value; without that type None is SQL's NULL.
    const { conversion, dialect } = compiler;
    if (this.value === null) return type?.family === "json" ? dialect.param("null", "json") : raw("NULL");
    if (!type) return dialect.param(plainToDb(this.value, conversion), typeOfValue(this.value)?.family ?? null);
    return dialect.param(type.toDb(type.prep(this.value, conversion), conversion), type.family);
  }

  override get isNullable(): boolean {
    return this.value === null;
  }

  override groupBy(): readonly Expression[] {
    return [];
  }

  override repr(): string {
    return `Value(${plainRepr(this.value)})`;
  }

  override equals(other: PyValue): boolean | undefined {
    return other instanceof ValueExpression ? plainRepr(other.value) === plainRepr(this.value) : undefined;
  }

  override get identity(): string {
    return `Value(${plainRepr(this.value)})`;
  }
}

/** SQL text of our own making (`*` in COUNT(*)). */
export class RawSql extends Expression {
  constructor(
    readonly piece: Sql,
    type: FieldType | null = null,
  ) {
    super(type);
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  sql(): Sql {
    return this.piece;
  }

  override groupBy(): readonly Expression[] {
    return [];
  }

  override get identity(): string {
    return `Raw(${this.piece.text})`;
  }
}
