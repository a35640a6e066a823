import type { SqlValue } from "../../database/backend";
import type { Value } from "../../python/objects";
import { type Conversion, FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { joined, type Sql, sql } from "../sql";
import type { Expression, ResolveContext } from "./base";
import { NumericExpression } from "./numeric";

/** How a database function is written: from its arguments' SQL to its own. */
export type FunctionTemplate = (args: readonly Sql[], compiler: Compiler, call: FunctionExpression) => Sql;

/** What there is to know of one database function, whatever its arguments. */
export interface FunctionKind {
  readonly name: string;
  readonly template?: FunctionTemplate;
  /** The type of the result from those of the arguments; without it, the type they share. */
  readonly type?: (args: readonly Expression[]) => FieldType | null;
  /** Looked at when the value comes back. */
  readonly fromDb?: (stored: SqlValue, conversion: Conversion, call: FunctionExpression) => Value | undefined;
  /** Looks at a call whose names are resolved. Throws what Django throws for arguments of the wrong type. */
  readonly checkResolved?: (call: FunctionExpression) => void;
  /** Arguments are wrapped in this before they are written. */
  readonly wrap?: (arg: Expression) => Expression;
}

/** A call of a database function. `extra` is what the kind needs beside its arguments (a date part, a type). */
export class FunctionExpression extends NumericExpression {
  override readonly typeName: string;

  constructor(
    readonly kind: FunctionKind,
    readonly args: readonly Expression[],
    type: FieldType | null = null,
    readonly extra: Readonly<Record<string, Value | string | boolean | null>> = {},
  ) {
    super(type);
    // The class that a script called may be a narrower one than the kind: `ExtractMonth`.
    this.typeName = typeof extra.shown === "string" ? extra.shown : kind.name;
  }

  children(): readonly Expression[] {
    return this.args;
  }

  withChildren(children: readonly Expression[]): Expression {
    return new FunctionExpression(this.kind, children, this.explicitType, this.extra);
  }

  override resolve(context: ResolveContext): Expression {
    const call = super.resolve(context);
    if (call instanceof FunctionExpression) this.kind.checkResolved?.(call);
    return call;
  }

  protected override inferType(): FieldType | null {
    return this.kind.type ? this.kind.type(this.args) : super.inferType();
  }

  plainSql(compiler: Compiler): Sql {
    const args = this.args.map((arg) => (this.kind.wrap ? this.kind.wrap(arg) : arg).sqlAsPart(compiler));
    const own = compiler.dialect.functions[this.kind.name];
    if (own) return own(args, this);
    return this.kind.template ? this.kind.template(args, compiler, this) : call(this.kind.name.toUpperCase(), args);
  }

  override fromDb(stored: SqlValue, conversion: Conversion): Value {
    const own = this.kind.fromDb?.(stored, conversion, this);
    return own === undefined ? super.fromDb(stored, conversion) : own;
  }

  override repr(): string {
    return `${this.typeName}(${this.args.map((arg) => arg.text).join(", ")})`;
  }

  override get identity(): string {
    return `${this.kind.name}(${this.args.map((arg) => arg.identity).join(",")};${JSON.stringify(Object.entries(this.extra).map(([k, v]) => [k, String(v)]))};${this.explicitType?.name ?? ""})`;
  }
}

/** `NAME(arg, arg)`. */
export function call(name: string, args: readonly Sql[]): Sql {
  return sql`${name}(${joined(args, ", ")})`;
}

export const TYPES = {
  integer: new FieldType("IntegerField"),
  float: new FieldType("FloatField"),
  text: new FieldType("CharField"),
  bool: new FieldType("BooleanField"),
  date: new FieldType("DateField"),
  datetime: new FieldType("DateTimeField"),
  time: new FieldType("TimeField"),
  duration: new FieldType("DurationField"),
  json: new FieldType("JSONField"),
  decimal: new FieldType("DecimalField"),
} as const;
