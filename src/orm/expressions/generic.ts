import { FieldType } from "../fieldTypes";
import type { Model } from "../meta";
import type { Compiler } from "../query/compiler";
import { param, type Sql, sql } from "../sql";
import { Expression } from "./base";

/** A content type column names this model: by a subquery, since its id is the database's own. */
export class GenericRestriction extends Expression {
  override readonly typeName = "GenericRestriction";

  constructor(
    readonly column: Expression,
    readonly model: Model,
  ) {
    super(new FieldType("BooleanField"));
  }

  children(): readonly Expression[] {
    return [this.column];
  }

  withChildren([column]: readonly Expression[]): Expression {
    return new GenericRestriction(column ?? this.column, this.model);
  }

  sql(compiler: Compiler): Sql {
    const q = (name: string): string => compiler.quote(name);
    const { app, modelName } = this.model.concrete;
    const id = sql`(SELECT ${q("id")} FROM ${q("django_content_type")} WHERE ${q("app_label")} = ${param(app)} AND ${q("model")} = ${param(modelName)})`;
    return sql`${this.column.sql(compiler)} = ${id}`;
  }
}
