import { raise } from "../../python/exceptions";
import { type FieldType, plainRepr } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { EmptyResult, FullResult } from "../query/results";
import type { WhereNode } from "../query/where";
import { joined, type Sql, sql } from "../sql";
import { Expression, type ResolveContext, sharedType } from "./base";
import { NumericExpression } from "./numeric";
import { Q } from "./q";

/** `When(condition, then=…)`. */
export class When extends Expression {
  override readonly typeName = "When";

  constructor(
    readonly condition: Q | Expression | WhereNode,
    readonly result: Expression,
  ) {
    super(null);
    if (condition instanceof Q && condition.isEmpty)
      throw raise("ValueError", "An empty Q() can't be used as a When() condition.");
  }

  children(): readonly Expression[] {
    return this.condition instanceof Q ? [this.result] : [this.condition as Expression, this.result];
  }

  withChildren(children: readonly Expression[]): Expression {
    if (this.condition instanceof Q) return new When(this.condition, children[0] ?? this.result);
    return new When(children[0] ?? this.condition, children[1] ?? this.result);
  }

  protected override inferType(): FieldType | null {
    return this.result.outputTypeOrNull;
  }

  override resolve(context: ResolveContext): Expression {
    const condition =
      this.condition instanceof Q
        ? context.query.resolveCondition(this.condition, context)
        : (this.condition as Expression).resolve({ ...context, forSave: false });
    return new When(condition, this.result.resolve(context));
  }

  sql(compiler: Compiler): Sql {
    const condition = (this.condition as Expression).sql(compiler);
    return sql`WHEN ${condition} THEN ${this.result.sql(compiler)}`;
  }

  override groupBy(): readonly Expression[] {
    return this.children().flatMap((child) => child.groupBy());
  }

  override repr(): string {
    return `<When: ${this.str()}>`;
  }

  override str(): string {
    return `WHEN ${plainRepr(this.condition)} THEN ${plainRepr(this.result)}`;
  }
}

/** `Case(When(…), …, default=…)`. */
export class Case extends NumericExpression {
  override readonly typeName = "Case";

  constructor(
    readonly cases: readonly Expression[],
    readonly otherwise: Expression,
    type: FieldType | null = null,
  ) {
    super(type);
  }

  children(): readonly Expression[] {
    return [...this.cases, this.otherwise];
  }

  withChildren(children: readonly Expression[]): Expression {
    return new Case(children.slice(0, -1), children.at(-1) ?? this.otherwise, this.explicitType);
  }

  protected override inferType(): FieldType | null {
    return sharedType(this.children());
  }

  plainSql(compiler: Compiler): Sql {
    const branches: Sql[] = [];
    let otherwise = this.otherwise;
    for (const branch of this.cases) {
      try {
        branches.push(branch.sql(compiler));
      } catch (error) {
        // A condition that nothing meets drops its branch; one that everything meets ends the list.
        if (error instanceof EmptyResult) continue;
        if (!(error instanceof FullResult) || !(branch instanceof When)) throw error;
        otherwise = branch.result;
        break;
      }
    }
    const rest = otherwise.sql(compiler);
    if (branches.length === 0) return rest;
    return sql`CASE ${joined(branches, " ")} ELSE ${rest} END`;
  }

  override groupBy(): readonly Expression[] {
    return this.containsAggregate ? this.children().flatMap((child) => child.groupBy()) : [this];
  }

  override repr(): string {
    return `<Case: ${this.str()}>`;
  }

  override str(): string {
    return `CASE ${this.cases.map((branch) => branch.text).join(", ")}, ELSE ${plainRepr(this.otherwise)}`;
  }

  override get identity(): string {
    return `Case(${this.cases.map((branch) => branch.identity).join(",")};${this.otherwise.identity})`;
  }
}
