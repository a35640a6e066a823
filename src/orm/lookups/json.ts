import type { SqlValue } from "../../database/backend";
import { COMMON_LOOKUPS } from "../../models/vocabulary/lookups";
import { dumpJson, parseJson } from "../../python/jsonModule";
import type { Value } from "../../python/objects";
import { fail, NotSupportedError } from "../errors";
import { Expression } from "../expressions/base";
import { type Conversion, FieldType, plainFromDb, plainText } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { joined, param, type Sql, sql } from "../sql";
import { In, IsNull, Lookup, membersOf, Pattern } from "./lookup";

const JSON_TYPE = new FieldType("JSONField");
const TEXT_TYPE = new FieldType("TextField");

/** A value inside a JSON column: `extra__author__0`. `asText` for lookups that compare text. */
export class KeyTransform extends Expression {
  override readonly typeName = "KeyTransform";

  constructor(
    readonly inner: Expression,
    readonly key: string,
    readonly asText = false,
  ) {
    super(asText ? TEXT_TYPE : JSON_TYPE);
  }

  children(): readonly Expression[] {
    return [this.inner];
  }

  withChildren([inner]: readonly Expression[]): Expression {
    return new KeyTransform(inner ?? this.inner, this.key, this.asText);
  }

  get root(): Expression {
    return this.inner instanceof KeyTransform ? this.inner.root : this.inner;
  }

  get path(): string {
    return `${this.inner instanceof KeyTransform ? this.inner.path : "$"}${step(this.key)}`;
  }

  sql(compiler: Compiler): Sql {
    return compiler.dialect.jsonExtract(this.root.sql(compiler), this.path);
  }

  override fromDb(stored: SqlValue, conversion: Conversion): Value {
    if (this.asText) return super.fromDb(stored, conversion);
    if (typeof stored === "string") {
      try {
        return parseJson(stored);
      } catch {
        return stored;
      }
    }
    return plainFromDb(stored);
  }

  override get identity(): string {
    return `Key(${this.inner.identity},${this.key})`;
  }
}

/** One step of a JSON path: an index where the key is a whole number, else a quoted name. */
function step(key: string): string {
  return /^-?\d+$/.test(key) ? `[${Number(key)}]` : `.${JSON.stringify(key)}`;
}

/** exact and the orders on a JSON column or a value inside one. */
class JsonLookup extends Lookup {
  override readonly typeName = "JsonLookup";

  override sql(compiler: Compiler): Sql {
    if (this.rhs instanceof Expression) return super.sql(compiler);
    const text = dumpJson(this.rhs);
    if (!(this.lhs instanceof KeyTransform)) {
      const left = this.left(compiler);
      if (this.name === "exact") return sql`JSON(${left}) = JSON(${param(text)})`;
      return super.sql(compiler);
    }
    if (this.name === "exact") {
      if (this.rhs === null)
        return sql`${compiler.dialect.jsonType(this.lhs.root.sql(compiler), this.lhs.path)} = ${param("null")}`;
      return sql`${this.left(compiler)} = ${compiler.dialect.jsonValue(param(text))}`;
    }
    return compiler.dialect.lookup(this.name, this.left(compiler), param(numberOf(this.rhs)), false);
  }
}

function numberOf(value: Value): SqlValue {
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "string") return value;
  return dumpJson(value);
}

class JsonIn extends In {
  override sql(compiler: Compiler): Sql {
    const members = this.rhs instanceof Expression ? null : membersOf(this.rhs);
    if (!members || !(this.lhs instanceof KeyTransform)) return super.sql(compiler);
    const pieces = members.map((member) =>
      member instanceof Expression ? member.sql(compiler) : compiler.dialect.jsonValue(param(dumpJson(member))),
    );
    if (pieces.length === 0) return super.sql(compiler);
    return sql`${this.left(compiler)} IN (${joined(pieces, ", ")})`;
  }
}

class JsonIsNull extends IsNull {
  override sql(compiler: Compiler): Sql {
    if (!(this.lhs instanceof KeyTransform)) return super.sql(compiler);
    const root = this.lhs.root.sql(compiler);
    if (this.rhs === true) return sql`${compiler.dialect.jsonType(root, this.lhs.path)} IS NULL`;
    return compiler.dialect.hasJsonKey(root, this.lhs.path);
  }
}

/** has_key, has_keys, has_any_keys. */
class HasKeys extends Lookup {
  override readonly typeName = "HasKeys";

  override check(): void {}

  override sql(compiler: Compiler): Sql {
    const lhs = this.lhs;
    const root = (lhs instanceof KeyTransform ? lhs.root : lhs).sql(compiler);
    const base = lhs instanceof KeyTransform ? lhs.path : "$";
    const keys = this.name === "has_key" ? [this.rhs as Value] : (membersOf(this.rhs as Value) ?? []);
    const tests = keys.map((key) => compiler.dialect.hasJsonKey(root, `${base}.${JSON.stringify(plainText(key))}`));
    const all = joined(tests, this.name === "has_any_keys" ? " OR " : " AND ");
    return tests.length > 1 ? sql`(${all})` : all;
  }
}

class Unsupported extends Lookup {
  override readonly typeName = "UnsupportedLookup";

  override check(): void {}

  override sql(): Sql {
    throw fail(NotSupportedError, `${this.name} lookup is not supported on this database backend.`);
  }
}

/** A lookup on JSON; null where the common ones serve. */
export function jsonLookup(lhs: Expression, name: string, rhs: Lookup["rhs"]): Lookup | null {
  switch (name) {
    case "exact":
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return new JsonLookup(lhs, rhs, name);
    case "in":
      return new JsonIn(lhs, rhs, name);
    case "isnull":
      return new JsonIsNull(lhs, rhs, name);
    case "has_key":
    case "has_keys":
    case "has_any_keys":
      return new HasKeys(lhs, rhs, name);
    case "contained_by":
      return new Unsupported(lhs, rhs, name);
    case "contains":
      return lhs instanceof KeyTransform && lhs.asText ? null : new Unsupported(lhs, rhs, name);
    default:
      if (!(COMMON_LOOKUPS as readonly string[]).includes(name) || name === "range") return null;
      // Text lookups on a key compare its text.
      return lhs instanceof KeyTransform ? new Pattern(new KeyTransform(lhs.inner, lhs.key, true), rhs, name) : null;
  }
}
