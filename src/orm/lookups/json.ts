import type { SqlValue } from "../../database/backend";
import { COMMON_LOOKUPS } from "../../models/vocabulary/lookups";
import { dumpJson, parseJson } from "../../python/jsonModule";
import type { Value } from "../../python/objects";
import { fail, NotSupportedError } from "../errors";
import { Expression } from "../expressions/base";
import { type Conversion, FieldType, plainFromDb, plainText } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import type { Sql } from "../sql";
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

  /** The keys from the root to here. */
  get keys(): readonly string[] {
    return [...(this.inner instanceof KeyTransform ? this.inner.keys : []), this.key];
  }

  sql(compiler: Compiler): Sql {
    return compiler.dialect.json.at(this.root.sql(compiler), this.keys, this.asText);
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

/** The column that a JSON lookup is on, and the keys that lead into it. */
function placeOf(lhs: Expression, compiler: Compiler): { readonly root: Sql; readonly keys: readonly string[] } {
  const root = (lhs instanceof KeyTransform ? lhs.root : lhs).sql(compiler);
  return { root, keys: lhs instanceof KeyTransform ? lhs.keys : [] };
}

/** exact and the orders on a JSON column or a value inside one. */
class JsonLookup extends Lookup {
  override readonly typeName = "JsonLookup";

  override sql(compiler: Compiler): Sql {
    if (this.rhs instanceof Expression) return super.sql(compiler);
    const text = dumpJson(this.rhs);
    if (!(this.lhs instanceof KeyTransform) && this.name !== "exact") return super.sql(compiler);
    const { root, keys } = placeOf(this.lhs, compiler);
    const { json } = compiler.dialect;
    if (this.name === "exact") return json.equals(root, keys, text);
    return json.compare(this.name, root, keys, text, numberOf(this.rhs));
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
    if (members.length === 0) return super.sql(compiler);
    const { root, keys } = placeOf(this.lhs, compiler);
    const given = members.map((member) => (member instanceof Expression ? member.sql(compiler) : dumpJson(member)));
    return compiler.dialect.json.isAmong(root, keys, given);
  }
}

class JsonIsNull extends IsNull {
  override sql(compiler: Compiler): Sql {
    if (!(this.lhs instanceof KeyTransform)) return super.sql(compiler);
    const { root, keys } = placeOf(this.lhs, compiler);
    return compiler.dialect.json.isMissing(root, keys, this.rhs === true);
  }
}

/** has_key, has_keys, has_any_keys. */
class HasKeys extends Lookup {
  override readonly typeName = "HasKeys";

  override check(): void {}

  override sql(compiler: Compiler): Sql {
    const { root, keys } = placeOf(this.lhs, compiler);
    const names = this.name === "has_key" ? [this.rhs as Value] : (membersOf(this.rhs as Value) ?? []);
    const how = this.name === "has_any_keys" ? "any" : "all";
    return compiler.dialect.json.hasNames(root, keys, names.map(plainText), how);
  }
}

/** contains, contained_by. */
class JsonContains extends Lookup {
  override readonly typeName = "JsonContains";

  override check(): void {}

  override sql(compiler: Compiler): Sql {
    const name = this.name === "contains" ? "contains" : "contained_by";
    const text = this.rhs instanceof Expression ? "" : dumpJson(this.rhs);
    const own = this.rhs instanceof Expression ? null : compiler.dialect.json.contains(name, this.left(compiler), text);
    if (own) return own;
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
      return new JsonContains(lhs, rhs, name);
    case "contains":
      return lhs instanceof KeyTransform && lhs.asText ? null : new JsonContains(lhs, rhs, name);
    default:
      if (!(COMMON_LOOKUPS as readonly string[]).includes(name) || name === "range") return null;
      // Text lookups on a key compare its text.
      return lhs instanceof KeyTransform ? new Pattern(new KeyTransform(lhs.inner, lhs.key, true), rhs, name) : null;
  }
}
