import type { SqlValue } from "./backend";

/**
 * A function or aggregate that SQL text may call. Arguments arrive as the database stores them, integers always as
 * `bigint`; a result that is a `bigint` becomes an INTEGER, a `number` a REAL. What it throws becomes the
 * statement's error.
 */
export type SqlFunction = ScalarFunction | AggregateFunction;

/** Called once per row. `arity` is the number of arguments it takes; absent: any number. */
export interface ScalarFunction {
  readonly kind: "scalar";
  readonly name: string;
  readonly arity?: number;
  readonly deterministic: boolean;
  readonly call: (...args: SqlValue[]) => SqlValue;
}

/** Called once per group: `start` makes a state, `step` takes a row into it, `result` reads it. */
export interface AggregateFunction {
  readonly kind: "aggregate";
  readonly name: string;
  readonly arity?: number;
  readonly deterministic: boolean;
  readonly create: () => Accumulator;
}

/** The state of one group while its rows go by. */
export interface Accumulator {
  step(...args: SqlValue[]): void;
  result(): SqlValue;
}
