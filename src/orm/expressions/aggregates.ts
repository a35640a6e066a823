import { messages } from "../../models/vocabulary/messages";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { FieldError, fail } from "../errors";
import type { FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { FullResult } from "../query/results";
import { raw, type Sql, sql } from "../sql";
import { Expression, type ResolveContext } from "./base";
import { asExpression } from "./combined";
import { TYPES } from "./functions";
import { F } from "./names";
import { NumericExpression } from "./numeric";
import { Q } from "./q";

export type AggregateName = "Count" | "Sum" | "Avg" | "Min" | "Max" | "StdDev" | "Variance";

/** An aggregate over the rows of a group. */
export class Aggregate extends NumericExpression {
  override readonly typeName: string;

  constructor(
    readonly name: AggregateName,
    readonly inner: Expression | "*",
    readonly options: {
      readonly distinct: boolean;
      readonly filter: Q | Expression | null;
      readonly default: Value | undefined;
      /** `sample=True` of StdDev and Variance. */
      readonly sample: boolean;
    },
    type: FieldType | null = null,
  ) {
    super(type);
    this.typeName = name;
  }

  children(): readonly Expression[] {
    const filter = this.options.filter;
    return [...(this.inner === "*" ? [] : [this.inner]), ...(filter instanceof Expression ? [filter] : [])];
  }

  withChildren(children: readonly Expression[]): Expression {
    const inner = this.inner === "*" ? "*" : (children[0] ?? this.inner);
    const filter =
      this.options.filter instanceof Expression ? (children.at(-1) ?? this.options.filter) : this.options.filter;
    return new Aggregate(this.name, inner, { ...this.options, filter }, this.explicitType);
  }

  protected override inferType(): FieldType | null {
    const own = this.inner === "*" ? null : this.inner.outputTypeOrNull;
    switch (this.name) {
      case "Count":
        return TYPES.integer;
      case "Avg":
      case "StdDev":
      case "Variance":
        return own?.family === "integer" || this.name !== "Avg" ? (own?.family === "decimal" ? own : TYPES.float) : own;
      default:
        return own;
    }
  }

  override get containsAggregate(): boolean {
    return true;
  }

  override groupBy(): readonly Expression[] {
    return [];
  }

  /** The name `annotate()` and `aggregate()` give it where none is written: `pages__sum`. */
  get defaultAlias(): string {
    if (this.inner instanceof F) return `${this.inner.name}__${this.name.toLowerCase()}`;
    throw raise("TypeError", "Complex expressions require an alias");
  }

  override resolve(context: ResolveContext): Expression {
    const inner = this.inner === "*" ? "*" : this.inner.resolve(context);
    if (inner !== "*" && !context.summarize) {
      const nested = [...inner.flatten()].find((part) => part.containsAggregate && part instanceof Aggregate);
      if (nested) {
        const shown = this.inner instanceof F ? this.inner.name : nested.typeName;
        throw fail(FieldError, messages.nestedAggregate(this.name, shown));
      }
    }
    const { filter } = this.options;
    const condition =
      filter instanceof Q ? context.query.resolveCondition(filter, context) : filter ? filter.resolve(context) : null;
    return new Aggregate(this.name, inner, { ...this.options, filter: condition }, this.explicitType);
  }

  plainSql(compiler: Compiler): Sql {
    const piece = this.#call(compiler);
    const fallback = this.options.default;
    if (fallback === undefined || fallback === null) return piece;
    return sql`COALESCE(${piece}, ${asExpression(fallback).sql(compiler)})`;
  }

  #call(compiler: Compiler): Sql {
    const given = this.inner === "*" ? raw("*") : this.inner.sql(compiler);
    const { filter } = this.options;
    const { supportsFilterClause } = compiler.dialect;
    const inner = filter instanceof Expression && !supportsFilterClause ? this.#where(given, filter, compiler) : given;
    const distinct = this.options.distinct ? "DISTINCT " : "";
    const pop = this.options.sample ? "_SAMP" : "_POP";
    const names: Readonly<Record<AggregateName, string>> = {
      Count: "COUNT",
      Sum: "SUM",
      Avg: "AVG",
      Min: "MIN",
      Max: "MAX",
      StdDev: `STDDEV${pop}`,
      Variance: `VAR${pop}`,
    };
    compiler.dialect.checkAggregate(this.name, this.inner === "*" ? null : this.inner.outputTypeOrNull);
    const plain = sql`${names[this.name]}(${distinct}${inner})`;
    if (!(filter instanceof Expression) || !supportsFilterClause) return plain;
    try {
      return sql`${plain} FILTER (WHERE ${filter.sql(compiler)})`;
    } catch (error) {
      if (error instanceof FullResult) return plain;
      throw error;
    }
  }

  /** What is counted or added up, where only some rows are: NULL for the others. */
  #where(inner: Sql, filter: Expression, compiler: Compiler): Sql {
    try {
      return sql`CASE WHEN ${filter.sql(compiler)} THEN ${inner.text === "*" ? raw("1") : inner} ELSE NULL END`;
    } catch (error) {
      if (error instanceof FullResult) return inner;
      throw error;
    }
  }

  override get emptyValue(): string {
    return this.name === "Count" ? "0" : "NULL";
  }

  override get identity(): string {
    const { filter, distinct } = this.options;
    const of = this.inner === "*" ? "*" : this.inner.identity;
    return `${this.name}(${distinct ? "DISTINCT " : ""}${of};${filter instanceof Expression ? filter.identity : ""})`;
  }

  override repr(): string {
    return `${this.name}(${this.inner === "*" ? "'*'" : this.inner.repr(undefined as never)})`;
  }
}

/** A count of rows. */
export const COUNT_ROWS = new Aggregate("Count", "*", {
  distinct: false,
  filter: null,
  default: undefined,
  sample: false,
});
