import type { SqlValue } from "../../database/backend";
import type { SqlFunction } from "../../database/functions";
import { aggregateFunctions } from "./sqlite/aggregates";
import { dateFunctions } from "./sqlite/dates";
import { textFunctions } from "./sqlite/text";

/** `BITXOR` and `COT`: the two of Django's mathematical functions that SQLite's own set lacks. */
function mathFunctions(): readonly SqlFunction[] {
  return [
    {
      kind: "scalar",
      name: "BITXOR",
      arity: 2,
      deterministic: true,
      call: (left, right) => {
        if (left === null || right === null) return null;
        if (typeof left !== "bigint" || typeof right !== "bigint") throw new TypeError("BITXOR needs whole numbers");
        return left ^ right;
      },
    },
    {
      kind: "scalar",
      name: "COT",
      arity: 1,
      deterministic: true,
      call: (value) => (value === null ? null : cotangent(value ?? null)),
    },
  ];
}

function cotangent(value: SqlValue): number {
  if (typeof value !== "bigint" && typeof value !== "number") throw new TypeError("COT needs a number");
  const tangent = Math.tan(Number(value));
  if (tangent === 0) throw new RangeError("float division by zero");
  return 1 / tangent;
}

/**
 * The functions that Django registers on its SQLite connections (`db/backends/sqlite3/_functions.py`) and that SQLite has
 * not itself: dates, text, aggregates. Like Django, the mathematical ones are left to SQLite where it has them. `random`
 * belongs to the run, so that a replay draws the same.
 */
export function sqliteFunctions(random: () => number = Math.random): readonly SqlFunction[] {
  return [
    ...dateFunctions(),
    ...textFunctions(),
    ...mathFunctions(),
    ...aggregateFunctions(),
    // SQLite's own RANDOM() gives whole numbers of 64 bits; Django's gives one from 0 to below 1.
    { kind: "scalar", name: "RAND", arity: 0, deterministic: false, call: () => random() },
  ];
}
