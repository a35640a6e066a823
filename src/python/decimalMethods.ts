import { toDecimal } from "./builtins";
import { PyTuple } from "./collections";
import { decimalMethods, PyDecimal, type Rounding } from "./decimal";
import { invalidOperation } from "./decimalErrors";
import { builtin } from "./makeBuiltin";
import { ratio } from "./numbers";
import type { Value } from "./objects";

/** The context's precision: more digits than these are no result of `quantize`. */
const PRECISION = 28;

function define(
  name: string,
  signature: readonly string[],
  run: (self: PyDecimal, named: Readonly<Record<string, Value | undefined>>) => Value,
): void {
  decimalMethods.set(name, (self) => builtin(name, signature, ({ named }) => run(self, named)));
}

function rounding(named: Readonly<Record<string, Value | undefined>>): Rounding {
  return (named.rounding ?? "ROUND_HALF_EVEN") as Rounding;
}

/** Without trailing zeros. */
function normalized(self: PyDecimal): PyDecimal {
  if (!self.isFinite) return self;
  return new PyDecimal(self.big, self.big.isZero() ? 0 : self.big.e + 1 - self.big.precision());
}

/** Rounded to the context's precision, with no digits that say nothing. */
function rounded(big: PyDecimal["big"]): PyDecimal {
  const cut = big.toSignificantDigits(PRECISION);
  return new PyDecimal(cut, cut.isZero() ? 0 : Math.min(0, cut.e + 1 - cut.precision()));
}

function fraction(self: PyDecimal): PyTuple {
  if (!self.isFinite) return ratio(self.big.toNumber());
  const [top, bottom] = self.big.toFraction();
  return new PyTuple([BigInt(top?.toFixed(0) ?? "0"), BigInt(bottom?.toFixed(0) ?? "1")]);
}

function tupleOf(self: PyDecimal): PyTuple {
  const digits = self.big.abs().times(PyDecimal.powerOfTen(-self.exponent)).toFixed(0);
  const parts = [self.big.isNegative() ? 1n : 0n, new PyTuple([...digits].map(BigInt)), BigInt(self.exponent)];
  return new PyTuple(parts, ["sign", "digits", "exponent"], "DecimalTuple");
}

define("quantize", ["exp", "rounding?"], (self, named) => {
  const made = self.quantize(toDecimal(named.exp as Value).exponent, rounding(named));
  if (!made.isFinite || made.digits > PRECISION) throw invalidOperation("InvalidOperation");
  return made;
});
for (const name of ["to_integral_value", "to_integral", "to_integral_exact"]) {
  define(name, ["rounding?"], (self, named) => (self.exponent >= 0 ? self : self.quantize(0, rounding(named))));
}
define("normalize", [], normalized);
define("sqrt", [], (self) => {
  if (self.big.isNegative() && !self.big.isZero()) throw invalidOperation("InvalidOperation");
  const root = rounded(self.big.sqrt());
  const ideal = Math.floor(self.exponent / 2);
  return root.exponent > ideal ? new PyDecimal(root.big, ideal) : root;
});
define("as_tuple", [], tupleOf);
define("as_integer_ratio", [], fraction);
define("adjusted", [], (self) => BigInt(self.big.isZero() ? self.exponent : self.big.e));
define("compare", ["other"], (self, named) =>
  PyDecimal.fromBigInt(BigInt(self.compare(toDecimal(named.other as Value)) ?? 0)));
define("max", ["other"], (self, named) =>
  (self.compare(named.other as Value) ?? 0) >= 0 ? self : toDecimal(named.other as Value));
define("min", ["other"], (self, named) =>
  (self.compare(named.other as Value) ?? 0) <= 0 ? self : toDecimal(named.other as Value));
define("copy_abs", [], (self) => new PyDecimal(self.big.abs(), self.exponent));
define("copy_negate", [], (self) => new PyDecimal(self.big.negated(), self.exponent));
define("is_nan", [], (self) => self.big.isNaN());
define("is_finite", [], (self) => self.isFinite);
define("is_infinite", [], (self) => !self.isFinite && !self.big.isNaN());
define("is_zero", [], (self) => self.big.isZero());
define("is_signed", [], (self) => self.big.isNegative());
define("ln", [], (self) => rounded(self.big.toSignificantDigits(40).ln()));
define("exp", [], (self) => rounded(self.big.toSignificantDigits(40).exp()));
define("log10", [], (self) => rounded(self.big.toSignificantDigits(40).log(10)));
