import { raise } from "../../python/exceptions";
import { PySlice, type Value } from "../../python/objects";
import { FieldError, fail, NotSupportedError } from "../errors";
import type { Compiler } from "../query/compiler";
import type { Sql } from "../sql";
import { Expression, type ResolveContext } from "./base";
import { FunctionExpression, type FunctionKind } from "./functions";
import { FUNCTIONS } from "./library";
import { ValueExpression } from "./values";

/** `F("name")`: a field, annotation or related field, by name. */
export class F extends Expression {
  override readonly typeName: string = "F";

  constructor(readonly name: string) {
    super(null);
  }

  children(): readonly Expression[] {
    return [];
  }

  withChildren(): Expression {
    return this;
  }

  override resolve(context: ResolveContext): Expression {
    return context.query.resolveName(this.name, context);
  }

  sql(_compiler: Compiler): Sql {
    throw fail(FieldError, `F('${this.name}') was not resolved`);
  }

  /** `F("title")[:3]`. */
  override item(index: Value): Value {
    return new SlicedF(this, sliceOf(index));
  }

  override get isConditional(): boolean {
    return false;
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof F ? other.typeName === this.typeName && other.name === this.name : undefined;
  }

  override hashKey(): string {
    return `${this.typeName}:${this.name}`;
  }

  override repr(): string {
    return `${this.typeName}(${this.name})`;
  }

  override get identity(): string {
    return `${this.typeName}(${this.name})`;
  }
}

/** Characters of a text: `start` counts from one. */
interface Slice {
  readonly start: bigint;
  readonly length: bigint | null;
}

/** `F("title")[1:4]`: characters of a text (Django 5.1). Throws NotSupportedError for a field that holds no text. */
class SlicedF extends F {
  override readonly typeName = "Sliced";

  constructor(
    readonly sliced: F,
    readonly slice: Slice,
  ) {
    super(sliced.name);
  }

  override resolve(context: ResolveContext): Expression {
    const text = this.sliced.resolve(context);
    // Around an OuterRef it waits for the query that knows the name.
    if (text instanceof F) return new SlicedF(text, this.slice);
    if (!/^(Char|Text|Email|URL|Slug|FilePath)Field$/.test(text.outputType.name))
      throw fail(NotSupportedError, "This field does not support slicing.");
    const { start, length } = this.slice;
    const parts = [start, ...(length === null ? [] : [length])].map((part) => new ValueExpression(part));
    return new FunctionExpression(FUNCTIONS.Substr as FunctionKind, [text, ...parts]);
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof SlicedF ? other.identity === this.identity : undefined;
  }

  override repr(): string {
    const { start, length } = this.slice;
    return `Sliced(${this.sliced.repr()}, slice(${start - 1n}, ${length === null ? "None" : start - 1n + length}, None))`;
  }

  override get identity(): string {
    return this.repr();
  }
}

/** Throws ValueError or TypeError for what Django takes no slice of. */
function sliceOf(index: Value): Slice {
  if (typeof index === "bigint" && index >= 0n) return { start: index + 1n, length: 1n };
  const isSlice = index instanceof PySlice;
  if (!isSlice && typeof index !== "bigint")
    throw raise("TypeError", "Argument to slice must be either int or slice instance.");
  const from = isSlice && typeof index.start === "bigint" ? index.start : 0n;
  const to = isSlice && typeof index.stop === "bigint" ? index.stop : null;
  if (!isSlice || from < 0n || (to ?? 0n) < 0n) throw raise("ValueError", "Negative indexing is not supported.");
  if (index.step !== null) throw raise("ValueError", "Step argument is not supported.");
  if (to && from && to < from) throw raise("ValueError", "Slice stop must be greater than slice start.");
  return { start: from + 1n, length: to === null ? null : to - from };
}

/** `OuterRef("name")`: a name of the query around the subquery it stands in. */
export class OuterRef extends F {
  override readonly typeName = "OuterRef";

  override resolve(): Expression {
    return new ResolvedOuterRef(this.name);
  }

  override relabel(): Expression {
    return this;
  }
}

/** An OuterRef that has passed its own query and waits for the one around it. */
export class ResolvedOuterRef extends F {
  override readonly typeName = "ResolvedOuterRef";

  override resolve(context: ResolveContext): Expression {
    return context.query.resolveName(this.name, context);
  }

  override sql(): Sql {
    throw raise(
      "ValueError",
      "This queryset contains a reference to an outer query and may only be used in a subquery.",
    );
  }

  override relabel(): Expression {
    return this;
  }
}
