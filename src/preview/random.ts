/** Bytes drawn from a seed, so that a replay draws the same (xorshift128+; chance for scripts, never for secrets). */
export function randomSource(seed: number): (count: number) => Uint8Array {
  let a = BigInt.asUintN(64, BigInt(seed) * 0x9e3779b97f4a7c15n + 1n);
  let b = BigInt.asUintN(64, BigInt(seed) ^ 0xd1b54a32d192ed03n);
  const next = (): bigint => {
    let x = a;
    a = b;
    x = BigInt.asUintN(64, x ^ (x << 23n));
    b = x ^ b ^ (x >> 17n) ^ (b >> 26n);
    return BigInt.asUintN(64, a + b);
  };
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = Number((next() >> 24n) & 0xffn);
    return bytes;
  };
}

/** Fractions from zero to below one, drawn from a seed. */
export function randomFractions(seed: number): () => number {
  const bytes = randomSource(seed);
  return () => bytes(6).reduce((value, byte) => (value + byte) / 256, 0);
}
