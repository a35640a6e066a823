import type { SqlValue } from "../../database/backend";
import { PyTuple } from "../../python/collections";
import type { Value } from "../../python/objects";
import type { Field } from "../fields";
import type { Conversion, FieldType } from "../fieldTypes";
import type { NamedField } from "../meta";
import type { Compiler } from "../query/compiler";
import { joined, raw, type Sql } from "../sql";
import { Expression } from "./base";

/** A column of a table in the query, by the table's alias. */
export class Column extends Expression {
  override readonly typeName = "Col";

  constructor(
    readonly alias: string,
    readonly field: Field,
    type: FieldType | null = null,
    /**
     * The relation a lookup named, and the field its values are keys of, where that is not `field` itself; "value" where it
     * named the field that a foreign key points at, whose values the key's own column holds.
     */
    readonly named: { readonly relation: NamedField; readonly target: Field } | "value" | null = null,
  ) {
    super(type ?? field.valueType);
  }

  /** Lookups on it compare keys of related rows. */
  get isRelation(): boolean {
    return this.named !== "value" && (this.named !== null || this.field.isForeignKey);
  }

  /** The field of the related model whose values it holds. */
  get relationTarget(): Field {
    const target = this.named === "value" ? null : this.named?.target;
    return target ?? this.field.targetField ?? this.field;
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  sql(compiler: Compiler): Sql {
    return raw(`${compiler.quote(this.alias)}.${compiler.quote(this.field.column)}`);
  }

  override relabel(aliases: ReadonlyMap<string, string>): Expression {
    const alias = aliases.get(this.alias);
    return alias === undefined ? this : new Column(alias, this.field, this.explicitType, this.named);
  }

  override get isNullable(): boolean {
    return this.field.isNullable;
  }

  override fromDb(stored: SqlValue, conversion: Conversion): Value {
    return this.outputType.fromDb(stored, conversion, true);
  }

  override get identity(): string {
    return `Column(${this.alias}.${this.field.column})`;
  }
}

/** Several columns as one value: a composite primary key. */
export class ColumnTuple extends Expression {
  override readonly typeName = "ColPairs";

  constructor(
    readonly field: Field,
    readonly columns: readonly Expression[],
  ) {
    super(null);
  }

  children(): readonly Expression[] {
    return this.columns;
  }

  withChildren(children: readonly Expression[]): Expression {
    return new ColumnTuple(this.field, children);
  }

  protected override inferType(): FieldType | null {
    return this.field.type;
  }

  sql(compiler: Compiler): Sql {
    const parts = joined(
      this.columns.map((column) => column.sql(compiler)),
      ", ",
    );
    return { text: `(${parts.text})`, params: parts.params };
  }

  override groupBy(): readonly Expression[] {
    return this.columns;
  }

  override fromDb(stored: SqlValue): Value {
    return new PyTuple([stored as Value]);
  }
}

/** A reference to an annotation of the query by its name: its alias where the SELECT names it. */
export class Reference extends Expression {
  override readonly typeName = "Ref";

  constructor(
    readonly name: string,
    readonly source: Expression,
  ) {
    super(null);
  }

  children(): readonly Expression[] {
    return [this.source];
  }

  withChildren(children: readonly Expression[]): Expression {
    return new Reference(this.name, children[0] ?? this.source);
  }

  override resolve(): Expression {
    return this;
  }

  protected override inferType(): FieldType | null {
    return this.source.outputTypeOrNull;
  }

  sql(compiler: Compiler): Sql {
    return raw(compiler.quote(this.name));
  }

  override groupBy(): readonly Expression[] {
    return [this];
  }

  override relabel(): Expression {
    return this;
  }

  override fromDb(stored: SqlValue, conversion: Conversion): Value {
    return this.source.fromDb(stored, conversion);
  }

  override get identity(): string {
    return `Ref(${this.name})`;
  }
}
