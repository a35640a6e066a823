import type { SqlValue } from "../../database/backend";
import { messages } from "../../models/vocabulary/messages";
import { raise } from "../../python/exceptions";
import { type MaybePromise, PyObject, type Value } from "../../python/objects";
import { FieldError, fail } from "../errors";
import type { Conversion, FieldType } from "../fieldTypes";
import { plainFromDb } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import type { Query } from "../query/query";
import { EmptyResult, FullResult } from "../query/results";
import { raw, type Sql } from "../sql";

/** What names in an expression are resolved against. */
export interface ResolveContext {
  readonly query: Query;
  readonly allowJoins: boolean;
  /** Aliases of multi-valued joins that may be used again; null for any. */
  readonly reuse: Set<string> | null;
  /** The expression stands in `aggregate()`. */
  readonly summarize: boolean;
  /** The expression is written to a row, not read from one. */
  readonly forSave: boolean;
}

/**
 * What every expression can do with operators and attributes (`F("a") + 1`, `.desc()`); filled by `combined.ts` and
 * `ordering.ts`, whose classes are expressions themselves.
 */
export const behaviour: {
  combine: (operator: string, left: Value, right: Value) => Value | undefined;
  invert: (expression: Expression) => Value;
  attributes: Map<string, (expression: Expression) => Value>;
} = {
  combine: () => undefined,
  invert: (expression) => expression,
  attributes: new Map(),
};

/** A node of a query's expression tree, and the Python object that scripts build it from. Treated as immutable. */
export abstract class Expression extends PyObject {
  /** The type that the script names with `output_field`. */
  readonly explicitType: FieldType | null;

  constructor(explicitType: FieldType | null = null) {
    super();
    this.explicitType = explicitType;
  }

  readonly typeName: string = "Expression";

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    return reflected ? behaviour.combine(operator, other, this) : behaviour.combine(operator, this, other);
  }

  override unary(operator: string): Value {
    if (operator === "~") return behaviour.invert(this);
    if (operator === "-") return behaviour.combine("*", this, -1n) ?? this;
    throw raise("TypeError", `bad operand type for unary ${operator}: '${this.typeName}'`);
  }

  override attribute(name: string): MaybePromise<Value | undefined> {
    return behaviour.attributes.get(name)?.(this);
  }

  abstract children(): readonly Expression[];
  /** A copy over other children, in the order of `children()`. */
  abstract withChildren(children: readonly Expression[]): Expression;
  abstract sql(compiler: Compiler): Sql;

  /** The type that follows from the children; null where none does. */
  protected inferType(): FieldType | null {
    return sharedType(this.children());
  }

  /** The type of the values; null where it cannot be told. */
  get outputTypeOrNull(): FieldType | null {
    return this.explicitType ?? this.inferType();
  }

  /** The type of the values. Throws FieldError where it cannot be told. */
  get outputType(): FieldType {
    const type = this.outputTypeOrNull;
    if (!type) throw fail(FieldError, "Cannot resolve expression type, unknown output_field");
    return type;
  }

  /** As Python's `str()` shows it. */
  get text(): string {
    return String(this.str ? this.str(undefined as never) : this.repr(undefined as never));
  }

  /** What it is, as SQL, where it is known to find no row; null where nothing is known. */
  get emptyValue(): string | null {
    return null;
  }

  /** Its SQL where it stands among others: one without rows is its empty value, one that always holds is true. */
  sqlAsPart(compiler: Compiler): Sql {
    try {
      return this.sql(compiler);
    } catch (error) {
      if (error instanceof FullResult) return raw(compiler.dialect.truth(true));
      if (error instanceof EmptyResult && this.emptyValue !== null) return raw(this.emptyValue);
      throw error;
    }
  }

  /** Throws FieldError where it is selected and its type cannot be told: no row is needed for that. */
  checkType(): void {
    if (this.children().length > 0) void this.outputTypeOrNull;
  }

  resolve(context: ResolveContext): Expression {
    const before = this.children();
    const after = before.map((child) => child.resolve(context));
    return this.withChildren(after);
  }

  get containsAggregate(): boolean {
    return this.children().some((child) => child.containsAggregate);
  }

  get containsWindow(): boolean {
    return this.children().some((child) => child.containsWindow);
  }

  /** It is true or false, so a WHERE can hold it by itself. */
  get isConditional(): boolean {
    return this.outputTypeOrNull?.family === "bool";
  }

  /** May give NULL; decides how a negated filter treats it. */
  get isNullable(): boolean {
    return true;
  }

  /** The expressions that a GROUP BY needs so that this one may be selected. */
  groupBy(): readonly Expression[] {
    if (!this.containsAggregate) return [this];
    return this.children().flatMap((child) => child.groupBy());
  }

  relabel(aliases: ReadonlyMap<string, string>): Expression {
    if (aliases.size === 0) return this;
    const before = this.children();
    if (before.length === 0) return this;
    return this.withChildren(before.map((child) => child.relabel(aliases)));
  }

  /** Every expression in the tree, this one included. */
  *flatten(): Generator<Expression> {
    yield this;
    for (const child of this.children()) yield* child.flatten();
  }

  /** A stored value of this expression as Python sees it. */
  fromDb(stored: SqlValue, conversion: Conversion): Value {
    const type = this.outputTypeOrNull;
    return type ? type.fromDb(stored, conversion, false) : plainFromDb(stored);
  }

  /** What `ORDER BY` and `GROUP BY` compare expressions by. */
  get identity(): string {
    return `${this.typeName}(${this.children()
      .map((child) => child.identity)
      .join(",")})`;
  }
}

/** The one type all children with a type have. Throws FieldError for mixed ones, as Django does. */
export function sharedType(children: readonly Expression[]): FieldType | null {
  const types = children.map((child) => child.outputTypeOrNull).filter((type) => type !== null);
  const first = types[0];
  if (!first) return null;
  for (const type of types) {
    // A subclass's type counts as its base's: EmailField is a CharField to Django.
    if (type.name !== first.name && !isKindOf(first.name, type.name)) {
      throw fail(FieldError, messages.mixedTypes(first.name, type.name));
    }
  }
  return first;
}

const BASES: Readonly<Record<string, string>> = {
  EmailField: "CharField",
  SlugField: "CharField",
  URLField: "CharField",
  CommaSeparatedIntegerField: "CharField",
  AutoField: "IntegerField",
  BigIntegerField: "IntegerField",
  SmallIntegerField: "IntegerField",
  PositiveIntegerField: "IntegerField",
  PositiveSmallIntegerField: "SmallIntegerField",
  PositiveBigIntegerField: "BigIntegerField",
  BigAutoField: "BigIntegerField",
  SmallAutoField: "SmallIntegerField",
  DateTimeField: "DateField",
  ImageField: "FileField",
};

/** Whether Django's field class `name` is `base` or inherits from it. */
export function isKindOf(name: string, base: string): boolean {
  for (let at: string | undefined = name; at; at = BASES[at]) if (at === base) return true;
  return false;
}
