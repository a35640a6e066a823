import { raise } from "../../python/exceptions";
import { PyBuiltin, type Value } from "../../python/objects";
import { bind } from "../../python/signature";
import type { Dialect } from "../dialects/dialect";
import type { Compiler } from "../query/compiler";
import { type Sql, sql } from "../sql";
import { behaviour, Expression } from "./base";

/** One entry of ORDER BY. */
export class OrderBy extends Expression {
  override readonly typeName = "OrderBy";

  constructor(
    readonly inner: Expression,
    readonly descending = false,
    readonly nulls: "first" | "last" | null = null,
  ) {
    super(null);
  }

  children(): readonly Expression[] {
    return [this.inner];
  }

  withChildren([inner]: readonly Expression[]): Expression {
    return new OrderBy(inner ?? this.inner, this.descending, this.nulls);
  }

  reversed(): OrderBy {
    const nulls = this.nulls === "first" ? "last" : this.nulls === "last" ? "first" : null;
    return new OrderBy(this.inner, !this.descending, nulls);
  }

  sql(compiler: Compiler): Sql {
    const inner = this.inner.sql(compiler);
    const test = this.nullTest(compiler.dialect);
    if (test !== null) return sql`${inner} ${test}, ${inner} ${this.descending ? "DESC" : "ASC"}`;
    return sql`${inner} ${compiler.dialect.ordersNulls ? this.direction : this.descending ? "DESC" : "ASC"}`;
  }

  /** What to order by first where NULLS cannot be written, and NULL would not stand where it is to. */
  nullTest(dialect: Dialect): "IS NULL" | "IS NOT NULL" | null {
    if (this.nulls === null || dialect.ordersNulls) return null;
    const standsFirst = dialect.nullsFirst !== this.descending;
    return (this.nulls === "first") === standsFirst ? null : this.nulls === "first" ? "IS NOT NULL" : "IS NULL";
  }

  /** `ASC`, `DESC NULLS LAST`. */
  get direction(): string {
    return `${this.descending ? "DESC" : "ASC"}${this.nulls ? ` NULLS ${this.nulls.toUpperCase()}` : ""}`;
  }

  override groupBy(): readonly Expression[] {
    return this.inner.groupBy();
  }

  override get identity(): string {
    return `${this.inner.identity} ${this.direction}`;
  }
}

function ordered(name: string, descending: boolean): (expression: Expression) => Value {
  return (expression) =>
    new PyBuiltin(name, (args) => {
      const { named } = bind(name, ["nulls_first?", "nulls_last?"], args);
      if (named.nulls_first === true && named.nulls_last === true)
        throw raise("ValueError", "nulls_first and nulls_last are mutually exclusive");
      return new OrderBy(
        expression,
        descending,
        named.nulls_first === true ? "first" : named.nulls_last === true ? "last" : null,
      );
    });
}

behaviour.attributes.set("asc", ordered("asc", false));
behaviour.attributes.set("desc", ordered("desc", true));
behaviour.attributes.set(
  "reverse_ordering",
  (expression) =>
    new PyBuiltin("reverse_ordering", () => (expression instanceof OrderBy ? expression.reversed() : expression)),
);
