import { Expression, type ResolveContext } from "../expressions/base";
import type { Connector } from "../expressions/q";
import { FieldType } from "../fieldTypes";
import { joined, type Sql, sql } from "../sql";
import type { Compiler } from "./compiler";
import { EmptyResult, FullResult } from "./results";

const BOOLEAN = new FieldType("BooleanField");

/** Conditions joined by AND, OR or XOR, perhaps negated: a WHERE or HAVING clause, or part of one. */
export class WhereNode extends Expression {
  override readonly typeName = "WhereNode";

  constructor(
    readonly conditions: readonly Expression[] = [],
    readonly connector: Connector = "AND",
    readonly negated = false,
  ) {
    super(BOOLEAN);
  }

  children(): readonly Expression[] {
    return this.conditions;
  }

  withChildren(children: readonly Expression[]): WhereNode {
    return new WhereNode(children, this.connector, this.negated);
  }

  /** Both conditions; a node of the same connector takes the other's in. */
  add(other: Expression, connector: Connector = "AND"): WhereNode {
    if (this.conditions.length === 0)
      return other instanceof WhereNode && !this.negated ? other : new WhereNode([other], connector, this.negated);
    if (other instanceof WhereNode && other.conditions.length === 0) return this;
    const mine = this.connector === connector && !this.negated ? this.conditions : [this as Expression];
    const flat =
      other instanceof WhereNode && !other.negated && (other.connector === connector || other.conditions.length === 1);
    return new WhereNode([...mine, ...(flat ? (other as WhereNode).conditions : [other])], connector);
  }

  get isEmpty(): boolean {
    return this.conditions.length === 0;
  }

  /** Throws EmptyResult where nothing can match and FullResult where everything does. */
  sql(compiler: Compiler): Sql {
    let connector: string = this.connector;
    if (connector === "XOR") return this.#xor().sql(compiler);
    const all = this.conditions.length;
    let fullNeeded = connector === "AND" ? all : 1;
    let emptyNeeded = connector === "AND" ? 1 : all;
    const pieces: Sql[] = [];
    for (const condition of this.conditions) {
      try {
        const piece = condition.sql(compiler);
        if (piece.text === "") fullNeeded--;
        else pieces.push(piece);
      } catch (error) {
        if (error instanceof EmptyResult) emptyNeeded--;
        else if (error instanceof FullResult) fullNeeded--;
        else throw error;
      }
      if (emptyNeeded === 0) {
        if (this.negated) throw new FullResult();
        throw new EmptyResult();
      }
      if (fullNeeded === 0) {
        if (this.negated) throw new EmptyResult();
        throw new FullResult();
      }
    }
    if (pieces.length === 0) throw new FullResult();
    connector = ` ${connector} `;
    const body = joined(pieces, connector);
    if (this.negated) return sql`NOT (${body})`;
    return pieces.length > 1 ? sql`(${body})` : body;
  }

  /** a XOR b as (a OR b) AND an odd count, which every database can say. */
  #xor(): WhereNode {
    const odd = new OddCount(this.conditions);
    return new WhereNode([new WhereNode(this.conditions, "OR"), odd], "AND", this.negated);
  }

  override resolve(context: ResolveContext): WhereNode {
    return this.withChildren(this.conditions.map((condition) => condition.resolve(context)));
  }

  override groupBy(): readonly Expression[] {
    return this.conditions.flatMap((condition) => condition.groupBy());
  }

  override get identity(): string {
    return `${this.negated ? "NOT" : ""}(${this.conditions.map((condition) => condition.identity).join(this.connector)})`;
  }

  /** Splits into what can stand in WHERE, what needs HAVING, and what needs a query around (window functions). */
  split(): { where: WhereNode | null; having: WhereNode | null; qualify: WhereNode | null } {
    if (!this.containsAggregate && !this.containsWindow) return { where: this, having: null, qualify: null };
    const inSeveral = this.negated || this.connector !== "AND";
    if (this.containsWindow && inSeveral) return { where: null, having: null, qualify: this };
    if (this.containsAggregate && inSeveral) return { where: null, having: this, qualify: null };
    const parts: { where: Expression[]; having: Expression[]; qualify: Expression[] } = {
      where: [],
      having: [],
      qualify: [],
    };
    for (const condition of this.conditions) {
      if (condition instanceof WhereNode) {
        const inner = condition.split();
        if (inner.where) parts.where.push(inner.where);
        if (inner.having) parts.having.push(inner.having);
        if (inner.qualify) parts.qualify.push(inner.qualify);
      } else if (condition.containsWindow) parts.qualify.push(condition);
      else if (condition.containsAggregate) parts.having.push(condition);
      else parts.where.push(condition);
    }
    const node = (conditions: Expression[]): WhereNode | null =>
      conditions.length > 0 ? new WhereNode(conditions, this.connector, this.negated) : null;
    return { where: node(parts.where), having: node(parts.having), qualify: node(parts.qualify) };
  }
}

/** True where an odd number of the conditions hold. */
class OddCount extends Expression {
  override readonly typeName = "OddCount";

  constructor(readonly conditions: readonly Expression[]) {
    super(BOOLEAN);
  }

  children(): readonly Expression[] {
    return this.conditions;
  }

  withChildren(children: readonly Expression[]): Expression {
    return new OddCount(children);
  }

  sql(compiler: Compiler): Sql {
    const terms = this.conditions.map((condition) => {
      try {
        return sql`CASE WHEN ${condition.sql(compiler)} THEN 1 ELSE 0 END`;
      } catch (error) {
        if (error instanceof EmptyResult) return sql`0`;
        if (error instanceof FullResult) return sql`1`;
        throw error;
      }
    });
    return sql`(${joined(terms, " + ")}) % 2 = 1`;
  }
}

/** A condition that no row meets. */
export class Nothing extends Expression {
  override readonly typeName = "NothingNode";

  constructor() {
    super(BOOLEAN);
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  sql(): Sql {
    throw new EmptyResult();
  }
}
