import { toDecimal } from "./builtins";
import { DECIMAL_EXCEPTION, DIVISION_BY_ZERO, INVALID_OPERATION } from "./decimalErrors";
import "./decimalMethods";
import { PyDecimal } from "./decimal";
import { PyModule, PyType, type Value } from "./objects";
import { bind } from "./signature";

/** Python's `Decimal`. */
export const decimalType = new PyType(
  "Decimal",
  (args) => {
    const { value } = bind("Decimal", ["value?", "context?"], args).named;
    return toDecimal(value === undefined ? 0n : value);
  },
  (value) => value instanceof PyDecimal,
);

const ROUNDINGS = [
  "ROUND_HALF_EVEN",
  "ROUND_HALF_UP",
  "ROUND_HALF_DOWN",
  "ROUND_UP",
  "ROUND_DOWN",
  "ROUND_CEILING",
  "ROUND_FLOOR",
] as const;

/** Python's `decimal` module. */
export const decimalModule = new PyModule(
  "decimal",
  new Map<string, Value>([
    ["Decimal", decimalType],
    ["InvalidOperation", INVALID_OPERATION],
    ["DivisionByZero", DIVISION_BY_ZERO],
    ["DecimalException", DECIMAL_EXCEPTION],
    ...ROUNDINGS.map((name): [string, Value] => [name, name]),
  ]),
);
