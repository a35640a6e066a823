import type { SqlValue } from "../../database/backend";
import type { Value } from "../../python/objects";
import type { Conversion, FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { joined, raw, type Sql, sql } from "../sql";
import { Expression } from "./base";
import { NumericExpression } from "./numeric";

/** `RowRange` and `ValueRange`: bounds in rows or values; null is unbounded, zero the current row. */
export class Frame extends Expression {
  override readonly typeName: string;

  constructor(
    readonly unit: "ROWS" | "RANGE",
    readonly start: bigint | null,
    readonly end: bigint | null,
  ) {
    super(null);
    this.typeName = unit === "ROWS" ? "RowRange" : "ValueRange";
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  sql(compiler: Compiler): Sql {
    compiler.dialect.checkFrame(this.unit, this.start, this.end);
    return raw(this.text);
  }

  /** As SQL has it. */
  override get text(): string {
    const bound = (value: bigint | null, open: string): string => {
      if (value === null) return `UNBOUNDED ${open}`;
      if (value === 0n) return "CURRENT ROW";
      return value < 0n ? `${-value} PRECEDING` : `${value} FOLLOWING`;
    };
    return ` ${this.unit} BETWEEN ${bound(this.start, "PRECEDING")} AND ${bound(this.end, "FOLLOWING")}`;
  }
}

/** `Window(expression, partition_by=…, order_by=…, frame=…)`: a function over the rows around each row. */
export class Window extends NumericExpression {
  override readonly typeName = "Window";

  constructor(
    readonly source: Expression,
    readonly partition: readonly Expression[],
    readonly order: readonly Expression[],
    readonly frame: Frame | null,
    type: FieldType | null = null,
  ) {
    super(type);
  }

  children(): readonly Expression[] {
    return [this.source, ...this.partition, ...this.order];
  }

  withChildren([source, ...rest]: readonly Expression[]): Expression {
    const partition = rest.slice(0, this.partition.length);
    return new Window(
      source ?? this.source,
      partition,
      rest.slice(this.partition.length),
      this.frame,
      this.explicitType,
    );
  }

  protected override inferType(): FieldType | null {
    return this.source.outputTypeOrNull;
  }

  /** Its aggregate is over the window, not over the rows of a group. */
  override get containsAggregate(): boolean {
    return false;
  }

  override get containsWindow(): boolean {
    return true;
  }

  override groupBy(): readonly Expression[] {
    return [...this.partition, ...this.order].flatMap((child) => child.groupBy());
  }

  plainSql(compiler: Compiler): Sql {
    const clauses: Sql[] = [];
    if (this.partition.length > 0)
      clauses.push(
        sql`PARTITION BY ${joined(
          this.partition.map((part) => part.sql(compiler)),
          ", ",
        )}`,
      );
    if (this.order.length > 0)
      clauses.push(
        sql`ORDER BY ${joined(
          this.order.map((part) => part.sql(compiler)),
          ", ",
        )}`,
      );
    const frame = this.frame?.sql(compiler) ?? raw("");
    return sql`${this.source instanceof NumericExpression ? this.source.plainSql(compiler) : this.source.sql(compiler)} OVER (${joined(clauses, " ")}${frame})`;
  }

  override fromDb(stored: SqlValue, conversion: Conversion): Value {
    return this.explicitType ? super.fromDb(stored, conversion) : this.source.fromDb(stored, conversion);
  }

  override get identity(): string {
    return `Window(${this.children()
      .map((child) => child.identity)
      .join(",")};${this.frame?.text ?? ""})`;
  }
}
