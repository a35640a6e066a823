import { FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { type Sql, sql } from "../sql";
import { Expression, type ResolveContext } from "./base";
import type { Q } from "./q";

const BOOLEAN = new FieldType("BooleanField");

/** NOT of a condition. */
export class NegatedExpression extends Expression {
  override readonly typeName = "NegatedExpression";

  constructor(readonly inner: Expression) {
    super(BOOLEAN);
  }

  children(): readonly Expression[] {
    return [this.inner];
  }

  withChildren([inner]: readonly Expression[]): Expression {
    return new NegatedExpression(inner ?? this.inner);
  }

  sql(compiler: Compiler): Sql {
    return sql`NOT ${this.inner.sql(compiler)}`;
  }
}

/** A Q used as a value: true, false or NULL a row. */
export class ConditionValue extends Expression {
  override readonly typeName = "Condition";

  constructor(readonly q: Q) {
    super(BOOLEAN);
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  override resolve(context: ResolveContext): Expression {
    return context.query.resolveCondition(this.q, context);
  }

  sql(): never {
    throw new Error("a condition is resolved before it is written");
  }
}
