import type { PyDict } from "../../python/collections";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import { fail, ProgrammingError } from "../errors";
import { type Conversion, type FieldType, plainToDb } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { MARK, type Sql } from "../sql";
import { Expression } from "./base";

/** SQL that a script wrote (`RawSQL`, `extra()`), with its parameters. Placeholders are Python's: `%s`, and `%%` for a plain one. */
export class WrittenSql extends Expression {
  override readonly typeName = "RawSQL";

  constructor(
    readonly source: string,
    readonly params: readonly Value[],
    type: FieldType | null = null,
  ) {
    super(type);
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  sql(compiler: Compiler): Sql {
    const { text, params } = withMarks(this.source, this.params, compiler.conversion);
    return { text: `(${text})`, params };
  }

  override repr(): string {
    return `RawSQL(${this.source}, [${this.params.map(String).join(", ")}])`;
  }

  override get identity(): string {
    return this.repr();
  }
}

/** A script's SQL with our placeholders in place of Python's. */
export function withMarks(text: string, values: readonly Value[], conversion: Conversion): Sql {
  assertSingle(text);
  // Without parameters Python leaves the text alone.
  const marked = values.length > 0 ? text.replace(/%s|%%/g, (found) => (found === "%s" ? MARK : "%")) : text;
  return { text: marked, params: values.map((value) => plainToDb(value, conversion)) };
}

/** The same where the placeholders are named, `%(name)s`. Throws KeyError for a name that is not given. */
export function withNamedMarks(text: string, given: PyDict, conversion: Conversion): Sql {
  const values: Value[] = [];
  const marked = text.replace(/%\((\w+)\)s|%%/g, (found, name: string | undefined) => {
    if (name === undefined) return found;
    const value = given.get(name);
    if (value === undefined) throw raise("KeyError", `'${name}'`);
    values.push(value);
    return "%s";
  });
  return withMarks(marked, values, conversion);
}

/** Quoted texts and names, dollar-quoted texts, and comments: a semicolon in them ends nothing. */
const QUIET = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|(\$\w*\$)[\s\S]*?\1|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** Throws ProgrammingError for SQL of several statements: drivers would run the first one alone. */
function assertSingle(text: string): void {
  if (!text.includes(";")) return;
  const bare = text.replace(QUIET, (found) => (/^(--|\/\*)/.test(found) ? " " : "x"));
  if (!/;\s*[^\s;]/.test(bare)) return;
  throw fail(ProgrammingError, "You can only execute one statement at a time.", {
    hint: "Run each statement by a raw() of its own.",
  });
}
