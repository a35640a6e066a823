import { PyTuple } from "./collections";
import { raise } from "./exceptions";
import type { MethodTable } from "./methodTable";
import { index, ratio } from "./numbers";
import type { Value } from "./objects";

/** Methods of `float`. */
export const floatMethods: MethodTable<number> = {
  is_integer: { signature: [], run: (self) => Number.isInteger(self) },
  as_integer_ratio: { signature: [], run: (self) => ratio(self) },
  conjugate: { signature: [], run: (self) => self },
};

/** Methods of `int`. */
export const intMethods: MethodTable<bigint> = {
  bit_length: {
    signature: [],
    run: (self) => (self === 0n ? 0n : BigInt((self < 0n ? -self : self).toString(2).length)),
  },
  bit_count: {
    signature: [],
    run: (self) => BigInt((self < 0n ? -self : self).toString(2).replaceAll("0", "").length),
  },
  as_integer_ratio: { signature: [], run: (self) => new PyTuple([self, 1n]) },
  conjugate: { signature: [], run: (self) => self },
  to_bytes: {
    signature: ["length?", "byteorder?", "*", "signed?"],
    run(self, { named }) {
      const length = Number(index(named.length ?? 1n));
      const signed = named.signed === true;
      if (self < 0n && !signed) throw raise("OverflowError", "can't convert negative int to unsigned");
      const bits = length * 8;
      if ((signed ? BigInt.asIntN(bits, self) : BigInt.asUintN(bits, self)) !== self)
        throw raise("OverflowError", "int too big to convert");
      let rest = BigInt.asUintN(bits, self);
      const out = new Uint8Array(length);
      for (let i = length - 1; i >= 0; i--, rest >>= 8n) out[i] = Number(rest & 255n);
      return named.byteorder === "little" ? out.reverse() : out;
    },
  },
};

/** Attributes of numbers that are no methods. */
export function numberAttribute(value: bigint | number | boolean, name: string): Value | undefined {
  const own = typeof value === "boolean" ? BigInt(value) : value;
  if (name === "real") return own;
  if (name === "imag") return typeof own === "bigint" ? 0n : 0;
  if (typeof own !== "bigint") return undefined;
  return name === "numerator" ? own : name === "denominator" ? 1n : undefined;
}
