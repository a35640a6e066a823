import { builtin, INVALID_OPERATION, toDecimal } from "./builtins";
import { decimalMethods, PyDecimal, type Rounding } from "./decimal";
import { raise } from "./exceptions";
import { PyModule, PyType, type Value } from "./objects";
import { bind } from "./signature";

/** Python's `Decimal`. */
export const decimalType = new PyType(
  "Decimal",
  (args) => toDecimal(bind("Decimal", ["value?", "context?"], args).named.value ?? 0n),
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
    ...ROUNDINGS.map((name): [string, Value] => [name, name]),
  ]),
);

decimalMethods.set("quantize", (self) =>
  builtin("quantize", ["exp", "rounding?"], ({ named }) => {
    const to = toDecimal(named.exp as Value);
    return self.quantize(to.exponent, (named.rounding ?? "ROUND_HALF_EVEN") as Rounding);
  }),
);
decimalMethods.set("is_nan", (self) => builtin("is_nan", [], () => self.big.isNaN()));
decimalMethods.set("is_finite", (self) => builtin("is_finite", [], () => self.isFinite));
decimalMethods.set("normalize", (self) => builtin("normalize", [], () => PyDecimal.parse(self.big.toString()) ?? self));
decimalMethods.set("to_integral_value", (self) => builtin("to_integral_value", ["rounding?"], () => self.quantize(0)));
decimalMethods.set("copy_abs", (self) => builtin("copy_abs", [], () => new PyDecimal(self.big.abs(), self.exponent)));
decimalMethods.set("sqrt", (self) =>
  builtin("sqrt", [], () => {
    if (self.big.isNegative()) throw raise("ValueError", "square root of a negative number");
    return (
      PyDecimal.parse(
        self.big
          .sqrt()
          .toPrecision(28)
          .replace(/\.?0+$/, ""),
      ) ?? self
    );
  }),
);
