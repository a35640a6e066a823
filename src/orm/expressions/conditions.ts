import { FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { type Sql, sql } from "../sql";
import { Expression } from "./base";

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
