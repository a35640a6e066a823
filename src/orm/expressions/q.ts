import { raise } from "../../python/exceptions";
import { PyObject, type Value } from "../../python/objects";
import { plainRepr, plainText } from "../fieldTypes";
import { Expression } from "./base";

export type Connector = "AND" | "OR" | "XOR";

/** One condition of a Q: `name__lookup=value`. */
export interface Condition {
  readonly key: string;
  readonly value: Value;
}

export type QChild = Q | Condition | Expression;

/** Django's Q: conditions joined by AND, OR or XOR, perhaps negated. Immutable. */
export class Q extends PyObject {
  readonly typeName = "Q";

  constructor(
    readonly children: readonly QChild[],
    readonly connector: Connector = "AND",
    readonly negated = false,
  ) {
    super();
  }

  static of(value: Q | Expression): Q {
    return value instanceof Q ? value : new Q([value]);
  }

  get isEmpty(): boolean {
    return this.children.length === 0;
  }

  /** Joins two; an empty one is left out. */
  combine(other: Q, connector: Connector): Q {
    if (this.isEmpty) return other;
    if (other.isEmpty) return this;
    return new Q([...this.#parts(connector), ...other.#parts(connector)], connector);
  }

  #parts(connector: Connector): readonly QChild[] {
    const same = this.connector === connector || this.children.length === 1;
    return same && !this.negated ? this.children : [this];
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    const connector = operator === "&" ? "AND" : operator === "|" ? "OR" : operator === "^" ? "XOR" : null;
    if (!connector) return undefined;
    if (!(other instanceof Q || (other instanceof Expression && isConditional(other))))
      throw raise("TypeError", plainText(other));
    const theirs = Q.of(other);
    return reflected ? theirs.combine(this, connector) : this.combine(theirs, connector);
  }

  override unary(operator: string): Value {
    if (operator === "~") return new Q(this.children, this.connector, !this.negated);
    throw raise("TypeError", `bad operand type for unary ${operator}: 'Q'`);
  }

  override truth(): boolean {
    return !this.isEmpty;
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof Q ? other.repr() === this.repr() : undefined;
  }

  override repr(): string {
    return `<Q: ${this.str()}>`;
  }

  override str(): string {
    const shown = this.children.map((child) => {
      if (child instanceof Q) return child.str();
      return "key" in child ? `('${child.key}', ${plainRepr(child.value)})` : plainRepr(child);
    });
    const inner = `(${this.connector}: ${shown.join(", ")})`;
    return this.negated ? `(NOT ${inner})` : inner;
  }
}

function isConditional(expression: Expression): boolean {
  try {
    return expression.isConditional;
  } catch {
    return false;
  }
}
