import type { SqlValue } from "../../database/backend";
import type { Value } from "../../python/objects";
import { type Conversion, FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import type { Query } from "../query/query";
import { EmptyResult } from "../query/results";
import { raw, type Sql, sql } from "../sql";
import { Expression, type ResolveContext } from "./base";

/** A query inside a query. `kind` is how it is used: its value, or whether it has rows. */
export class Subselect extends Expression {
  override readonly typeName: string;

  constructor(
    readonly query: Query,
    readonly kind: "value" | "exists" | "rows",
    type: FieldType | null = null,
  ) {
    super(type);
    this.typeName = kind === "exists" ? "Exists" : "Subquery";
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  protected override inferType(): FieldType | null {
    return this.kind === "exists" ? new FieldType("BooleanField") : this.query.firstSelectedType;
  }

  /** Finds what the subquery's OuterRefs mean in the query around it. */
  override resolve(context: ResolveContext): Expression {
    const query = this.query.clone();
    query.resolveOuter(context);
    return new Subselect(query, this.kind, this.explicitType);
  }

  sql(compiler: Compiler): Sql {
    if (this.kind === "exists") {
      try {
        return sql`EXISTS(${compiler.compile(this.query.asExists())})`;
      } catch (error) {
        if (error instanceof EmptyResult) return raw(compiler.dialect.truth(false));
        throw error;
      }
    }
    const piece = compiler.compile(this.query);
    return sql`(${piece})`;
  }

  override relabel(aliases: ReadonlyMap<string, string>): Expression {
    const query = this.query.clone();
    query.relabelOuter(aliases);
    return new Subselect(query, this.kind, this.explicitType);
  }

  override get emptyValue(): string | null {
    return this.kind === "exists" ? null : "NULL";
  }

  override get containsAggregate(): boolean {
    return false;
  }

  override groupBy(): readonly Expression[] {
    return [this];
  }

  override fromDb(stored: SqlValue, conversion: Conversion): Value {
    const selected = this.kind === "value" ? this.query.firstSelected : null;
    return selected && !this.explicitType ? selected.fromDb(stored, conversion) : super.fromDb(stored, conversion);
  }

  override get identity(): string {
    return `${this.typeName}#${this.query.serial}`;
  }
}
