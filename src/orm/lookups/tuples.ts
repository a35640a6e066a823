import { PyTuple } from "../../python/collections";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { Expression } from "../expressions/base";
import type { ColumnTuple } from "../expressions/columns";
import { FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { EmptyResult } from "../query/results";
import { joined, param, type Sql, sql } from "../sql";
import { membersOf, type RightSide } from "./lookup";

/** exact, in, isnull and the orders on a composite primary key, column by column. */
export class TupleLookup extends Expression {
  override readonly typeName = "TupleLookup";

  constructor(
    readonly lhs: ColumnTuple,
    readonly rhs: RightSide,
    readonly name: string,
  ) {
    super(new FieldType("BooleanField"));
  }

  children(): readonly Expression[] {
    return [this.lhs];
  }

  withChildren([lhs]: readonly Expression[]): Expression {
    return new TupleLookup((lhs as ColumnTuple) ?? this.lhs, this.rhs, this.name);
  }

  sql(compiler: Compiler): Sql {
    const columns = this.lhs.columns.map((column) => column.sql(compiler));
    if (this.name === "isnull")
      return joined(
        columns.map((column) => sql`${column} IS ${this.rhs === true ? "" : "NOT "}NULL`),
        this.rhs === true ? " OR " : " AND ",
      );
    if (this.rhs instanceof Expression)
      return sql`(${joined(columns, ", ")}) ${this.name === "in" ? "IN" : "="} ${this.rhs.sql(compiler)}`;
    if (this.name === "in") {
      const tests = (membersOf(this.rhs) ?? []).map((member) => this.#equal(columns, member, compiler));
      if (tests.length === 0) throw new EmptyResult();
      return sql`(${joined(tests, " OR ")})`;
    }
    if (this.name === "exact") return this.#equal(columns, this.rhs, compiler);
    const operator = { gt: ">", gte: ">=", lt: "<", lte: "<=" }[this.name];
    if (!operator) throw raise("ValueError", `Unsupported lookup '${this.name}' for CompositePrimaryKey`);
    return sql`(${joined(columns, ", ")}) ${operator} (${joined(this.#values(this.rhs, compiler), ", ")})`;
  }

  #equal(columns: readonly Sql[], value: Value, compiler: Compiler): Sql {
    const values = this.#values(value, compiler);
    return sql`(${joined(
      columns.map((column, i) => sql`${column} = ${values[i] as Sql}`),
      " AND ",
    )})`;
  }

  #values(value: Value, compiler: Compiler): Sql[] {
    const members = value instanceof PyTuple ? value.items : Array.isArray(value) ? value : null;
    const parts = this.lhs.field.parts;
    if (members?.length !== parts.length) {
      throw raise("ValueError", `'${this.name}' lookup of '${this.lhs.field.name}' must be a tuple or a list`);
    }
    return parts.map((part, i) =>
      param(part.valueType.toDb(part.valueType.prep(members[i] as Value, compiler.conversion), compiler.conversion)),
    );
  }
}
