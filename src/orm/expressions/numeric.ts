import type { Compiler } from "../query/compiler";
import type { Sql } from "../sql";
import { Expression } from "./base";

/** An expression whose decimals need telling that they are numbers, where a database keeps them as something else (Django's SQLiteNumericMixin). */
export abstract class NumericExpression extends Expression {
  /** The SQL without that. */
  abstract plainSql(compiler: Compiler): Sql;

  sql(compiler: Compiler): Sql {
    const piece = this.plainSql(compiler);
    return this.#isDecimal() ? compiler.dialect.decimal(piece) : piece;
  }

  #isDecimal(): boolean {
    try {
      return this.outputTypeOrNull?.family === "decimal";
    } catch {
      // A type that cannot be told is an error only where it is asked for.
      return false;
    }
  }
}
