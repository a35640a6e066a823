import { messages } from "../../models/vocabulary/messages";
import { PySet, PyTuple } from "../../python/collections";
import { PyDecimal } from "../../python/decimal";
import { typeNameOf } from "../../python/equality";
import { raise } from "../../python/exceptions";
import { PyObject, type Value } from "../../python/objects";
import { PyUuid } from "../../python/uuid";
import type { TypedSql } from "../dialects/dialect";
import { Expression, type ResolveContext } from "../expressions/base";
import { Subselect } from "../expressions/subselect";
import { FieldType, plainRepr, plainText, plainToDb } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { EmptyResult, FullResult } from "../query/results";
import { joined, param, type Sql, sql } from "../sql";

const BOOLEAN = new FieldType("BooleanField");

/** What stands right of a lookup: an expression, a subquery, or a Python value (a list for `in` and `range`). */
export type RightSide = Expression | Value;

/** A condition on an expression: `lhs OPERATOR rhs`. One class for all; what is special stands in its own subclass. */
export class Lookup extends Expression {
  override readonly typeName: string = "Lookup";

  constructor(
    readonly lhs: Expression,
    readonly rhs: RightSide,
    readonly name: string,
  ) {
    super(BOOLEAN);
  }

  /** A lookup of the same kind over other sides. */
  protected remake(lhs: Expression, rhs: RightSide): Lookup {
    return new (this.constructor as new (lhs: Expression, rhs: RightSide, name: string) => Lookup)(lhs, rhs, this.name);
  }

  children(): readonly Expression[] {
    return this.rhs instanceof Expression ? [this.lhs, this.rhs] : [this.lhs];
  }

  withChildren(children: readonly Expression[]): Expression {
    return this.remake(children[0] ?? this.lhs, this.rhs instanceof Expression ? (children[1] ?? this.rhs) : this.rhs);
  }

  /** The Python value right of the operator as the left side's field prepares it. */
  prepare(value: Value, compiler: Compiler): Value {
    const type = this.lhs.outputTypeOrNull;
    return type ? type.prep(value, compiler.conversion) : value;
  }

  toParam(value: Value, compiler: Compiler): Sql {
    const type = this.lhs.outputTypeOrNull;
    const prepared = this.prepare(value, compiler);
    const stored = type ? type.toDb(prepared, compiler.conversion) : plainToDb(prepared, compiler.conversion);
    return compiler.dialect.operand(stored, type?.family ?? null);
  }

  right(compiler: Compiler): Sql {
    const { rhs } = this;
    if (rhs instanceof Expression) {
      const piece = rhs.sql(compiler);
      return rhs instanceof Lookup || rhs.typeName === "WhereNode" ? sql`(${piece})` : piece;
    }
    return this.toParam(rhs, compiler);
  }

  left(compiler: Compiler): Sql {
    const piece = this.lhs.sql(compiler);
    return this.lhs instanceof Lookup ? sql`(${piece})` : piece;
  }

  /** The left side with its type. */
  protected leftSide(compiler: Compiler): TypedSql {
    return { sql: this.left(compiler), type: this.lhs.outputTypeOrNull };
  }

  sql(compiler: Compiler): Sql {
    return compiler.dialect.lookup(this.name, this.leftSide(compiler), this.right(compiler), false);
  }

  override groupBy(): readonly Expression[] {
    return this.children().flatMap((child) => child.groupBy());
  }

  override get identity(): string {
    return `${this.name}(${this.lhs.identity},${this.rhs instanceof Expression ? this.rhs.identity : plainRepr(this.rhs)})`;
  }

  /** Prepares the value once, when the filter is written, so that a wrong one is told there. */
  check(compiler: { readonly conversion: Compiler["conversion"] }): void {
    if (!(this.rhs instanceof Expression)) this.prepare(this.rhs, compiler as Compiler);
  }
}

/** `exact`, with Django's rules for booleans and subqueries. */
export class Exact extends Lookup {
  override readonly typeName = "Exact";

  override sql(compiler: Compiler): Sql {
    if (typeof this.rhs === "boolean" && this.lhs.isConditional && !this.#isColumn()) {
      const left = this.left(compiler);
      return this.rhs ? left : sql`NOT ${left}`;
    }
    return integerOverflow(this, compiler, "empty") ?? super.sql(compiler);
  }

  #isColumn(): boolean {
    return this.lhs.typeName === "Col" || this.lhs.typeName === "Ref";
  }
}

/** Where an integer does not fit the column, nothing (or everything) matches and nothing is sent. */
function integerOverflow(
  lookup: Lookup,
  compiler: Compiler,
  whenOver: "empty" | "full",
  whenUnder: "empty" | "full" = whenOver,
): Sql | null {
  const type = lookup.lhs.outputTypeOrNull;
  if (lookup.rhs instanceof Expression || type?.family !== "integer") return null;
  const range = type.range(compiler.dialect);
  const value = lookup.prepare(lookup.rhs, compiler);
  if (!range || typeof value !== "bigint") return null;
  const outcome =
    value > range[1] ? whenOver : value < (range[0] === 0n ? -9223372036854775808n : range[0]) ? whenUnder : null;
  if (outcome === null) return null;
  throw outcome === "empty" ? new EmptyResult() : new FullResult();
}

/** gt, gte, lt, lte: a float bound on an integer column keeps its meaning. */
export class Comparison extends Lookup {
  override readonly typeName = "Comparison";

  override prepare(value: Value, compiler: Compiler): Value {
    const integer = this.lhs.outputTypeOrNull?.family === "integer";
    if (integer && (this.name === "gte" || this.name === "lt")) {
      if (typeof value === "number")
        return super.prepare(Number.isFinite(value) ? BigInt(Math.ceil(value)) : value, compiler);
      if (value instanceof PyDecimal && value.isFinite) return BigInt(value.big.ceil().toFixed(0));
    }
    return super.prepare(value, compiler);
  }

  override sql(compiler: Compiler): Sql {
    const up = this.name === "gt" || this.name === "gte";
    return integerOverflow(this, compiler, up ? "empty" : "full", up ? "full" : "empty") ?? super.sql(compiler);
  }
}

/** contains, startswith, endswith and their case-blind twins; regex. The value is text, whatever the field. */
export class Pattern extends Lookup {
  override readonly typeName = "Pattern";

  override prepare(value: Value): Value {
    return value;
  }

  override sql(compiler: Compiler): Sql {
    const { rhs } = this;
    const left = this.leftSide(compiler);
    if (rhs instanceof Expression) return compiler.dialect.lookup(this.name, left, this.right(compiler), true);
    const text = plainText(rhs);
    const sought = left.type?.family === "uuid" ? uuidText(text, left.type, compiler) : text;
    return compiler.dialect.lookup(this.name, left, param(this.#pattern(text, sought)), false);
  }

  #pattern(given: string, text: string): string {
    if (this.name === "regex" || this.name === "iregex") return given;
    const escaped = text.replaceAll("\\", "\\\\").replaceAll("%", "\\%").replaceAll("_", "\\_");
    const kind = this.name.replace(/^i/, "");
    if (kind === "contains") return `%${escaped}%`;
    if (kind === "startswith") return `${escaped}%`;
    return kind === "endswith" ? `%${escaped}` : escaped;
  }
}

/** A part of a UUID as its column holds it: without dashes where the database has no type for them (Django's UUIDTextMixin). */
function uuidText(text: string, type: FieldType, { conversion }: Compiler): string {
  const stored = String(type.toDb(new PyUuid("0".repeat(32)), conversion));
  return stored.includes("-") ? text : text.replaceAll("-", "");
}

/** `isnull`. */
export class IsNull extends Lookup {
  override readonly typeName = "IsNull";

  override prepare(value: Value): Value {
    return value;
  }

  override sql(compiler: Compiler): Sql {
    if (typeof this.rhs !== "boolean") throw raise("ValueError", messages.isnullValue);
    return sql`${this.left(compiler)} IS ${this.rhs ? "" : "NOT "}NULL`;
  }
}

/** The members of a list, tuple or set; null for a value that is none of them. */
export function membersOf(value: Value): readonly Value[] | null {
  if (Array.isArray(value)) return value;
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PySet) return value.values();
  if (typeof value === "string") return [...value];
  if (value instanceof PyObject && value.iterate && !(value instanceof Expression)) {
    const items = value.iterate(undefined as never);
    if (Symbol.iterator in items) return [...items];
  }
  return null;
}

/** `in`: a list, or a subquery. */
export class In extends Lookup {
  override readonly typeName = "In";

  override prepare(value: Value, compiler: Compiler): Value {
    return value === null ? null : super.prepare(value, compiler);
  }

  override check(compiler: { readonly conversion: Compiler["conversion"] }): void {
    if (this.rhs instanceof Expression) return;
    const members = membersOf(this.rhs);
    if (!members) throw raise("TypeError", `'${typeNameOf(this.rhs)}' object is not iterable`);
    for (const member of members) if (!(member instanceof Expression)) this.prepare(member, compiler as Compiler);
  }

  override resolve(context: ResolveContext): Expression {
    const lhs = this.lhs.resolve(context);
    if (this.rhs instanceof Expression) return this.remake(lhs, this.rhs.resolve(context));
    const members = membersOf(this.rhs);
    if (!members?.some((member) => member instanceof Expression)) return this.remake(lhs, this.rhs);
    return this.remake(
      lhs,
      members.map((member) => (member instanceof Expression ? member.resolve(context) : member)),
    );
  }

  override sql(compiler: Compiler): Sql {
    if (this.rhs instanceof Expression) {
      const piece = this.rhs.sql(compiler);
      return sql`${this.left(compiler)} IN ${this.rhs instanceof Subselect || piece.text.startsWith("(") ? piece : sql`(${piece})`}`;
    }
    const pieces: Sql[] = [];
    const seen = new Set<string>();
    const type = this.lhs.outputTypeOrNull;
    for (const member of membersOf(this.rhs) ?? []) {
      if (member === null) continue;
      const piece = member instanceof Expression ? member.sql(compiler) : this.toParam(member, compiler);
      const key = `${piece.text}:${piece.params.map((p) => `${typeof p}${String(p)}`).join()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      pieces.push(piece);
    }
    if (pieces.length === 0) throw new EmptyResult();
    const left = this.left(compiler);
    if (pieces.length > compiler.dialect.maxParameters - 500 && type)
      return compiler.dialect.isAmongMany(
        left,
        pieces.map((piece) => piece.params[0] ?? null),
      );
    return sql`${left} IN (${joined(pieces, ", ")})`;
  }
}

/** `range`: two bounds, both included. */
export class Range extends Lookup {
  override readonly typeName = "Range";

  #bounds(): readonly [RightSide, RightSide] {
    const members = this.rhs instanceof Expression ? null : membersOf(this.rhs);
    if (!members) throw raise("TypeError", `'${typeNameOf(this.rhs as Value)}' object is not iterable`);
    if (members.length !== 2)
      throw raise("ValueError", `not enough values to unpack (expected 2, got ${members.length})`);
    return [members[0] as RightSide, members[1] as RightSide];
  }

  override check(compiler: { readonly conversion: Compiler["conversion"] }): void {
    for (const bound of this.#bounds()) if (!(bound instanceof Expression)) this.prepare(bound, compiler as Compiler);
  }

  override resolve(context: ResolveContext): Expression {
    const bounds = this.#bounds().map((bound) => (bound instanceof Expression ? bound.resolve(context) : bound));
    return this.remake(this.lhs.resolve(context), bounds as Value[]);
  }

  override sql(compiler: Compiler): Sql {
    const [low, high] = this.#bounds().map((bound) =>
      bound instanceof Expression ? bound.sql(compiler) : this.toParam(bound, compiler),
    );
    return sql`${this.left(compiler)} BETWEEN ${low as Sql} AND ${high as Sql}`;
  }
}
