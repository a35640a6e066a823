import { PyObject, type Value } from "../python/objects";
import type { Orm } from "./context";
import { Expression } from "./expressions/base";
import type { Field } from "./fields";

/** Stands for "the database's own default" until the row is inserted. */
export class DatabaseDefault extends Expression {
  override readonly typeName = "DatabaseDefault";

  constructor(readonly field: Field) {
    super(field.type);
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  sql(): { text: string; params: [] } {
    return { text: "DEFAULT", params: [] };
  }

  override repr(): string {
    return "<django.db.models.expressions.DatabaseDefault object>";
  }
}

/** A default that is written as a number, a plain string, True, False or None is the same each time. */
const LITERAL = /^(?:-?\d+(?:\.\d+)?|True|False|None|"[^"\\]*"|'[^'\\]*')$/;
const literals = new WeakMap<Field, Value>();

/** `Field.get_default()`: the default, a callable's result, `""` for text that may not be null, else None. */
export async function defaultOf(orm: Orm, field: Field): Promise<Value> {
  const ready = readyDefault(field);
  if (ready !== undefined || !field.default) return ready ?? null;
  const value = await orm.evaluate(field.default, field.model);
  if (value instanceof PyObject && value.call && !(value instanceof Expression))
    return orm.interpreter.call(value, { positional: [], keywords: new Map() });
  if (LITERAL.test(field.default.source)) literals.set(field, value);
  return value;
}

/** The same where it needs no code to be run; undefined where it does. */
export function readyDefault(field: Field): Value | undefined {
  if (field.default) return literals.get(field);
  if (field.info.dbDefault) return new DatabaseDefault(field);
  // The database fills in what the code gives no default for: TypeORM's defaults are all the database's own.
  if (field.info.databaseDefault !== undefined && isOfDatabase(field)) return new DatabaseDefault(field);
  const text =
    (field.type.family === "text" || field.type.family === "file" || field.type.family === "binary") &&
    !field.isForeignKey;
  if (text && !field.isNullable && !field.isPrimaryKey) return field.type.family === "binary" ? new Uint8Array() : "";
  if (text && field.isPrimaryKey && field.type.family === "text") return "";
  return null;
}

function isOfDatabase({ model }: Field): boolean {
  return model.info.origin === "database" || model.info.origin === "typeorm";
}
