import type { Value } from "../../python/objects";
import { FieldError, fail } from "../errors";
import type { Compiler } from "../query/compiler";
import type { Sql } from "../sql";
import { Expression, type ResolveContext } from "./base";

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

  override relabel(): Expression {
    return this;
  }
}
