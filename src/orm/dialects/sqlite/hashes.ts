/** What the members of the SHA family differ in: word size in bits, first state and how it turns (FIPS 180-4). */
interface Family {
  readonly bits: 32 | 64;
  readonly rounds: number;
  readonly sums: readonly (readonly [number, number, number])[];
}

const SHA32: Family = {
  bits: 32,
  rounds: 64,
  sums: [
    [2, 13, 22],
    [6, 11, 25],
    [7, 18, 3],
    [17, 19, 10],
  ],
};
const SHA64: Family = {
  bits: 64,
  rounds: 80,
  sums: [
    [28, 34, 39],
    [14, 18, 41],
    [1, 8, 7],
    [19, 61, 6],
  ],
};

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) if (found.every((p) => n % p !== 0n)) found.push(n);
  return found;
}

/** The first `bits` bits behind the point of a root of `n`, which is where the standard takes its constants from. */
function rootFraction(n: bigint, root: 2 | 3, bits: number): bigint {
  const target = n << BigInt(bits * root);
  let low = 0n;
  let high = 1n << BigInt(bits + 6);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(root) <= target) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(bits, low);
}

const constants = new Map<string, readonly bigint[]>();

function roots(from: number, count: number, root: 2 | 3, bits: number): readonly bigint[] {
  const key = `${from}:${count}:${root}:${bits}`;
  const known =
    constants.get(key) ??
    primes(from + count)
      .slice(from)
      .map((p) => rootFraction(p, root, bits));
  constants.set(key, known);
  return known;
}

/** The bytes with a one bit, zeros and their length behind them, in blocks of `block` bytes. */
function padded(bytes: Uint8Array, block: number, littleEndian: boolean): Uint8Array {
  const size = Math.ceil((bytes.length + 1 + block / 8) / block) * block;
  const out = new Uint8Array(size);
  out.set(bytes);
  out[bytes.length] = 0x80;
  new DataView(out.buffer).setBigUint64(size - 8, BigInt(bytes.length) * 8n, littleEndian);
  return out;
}

function sha2(bytes: Uint8Array, { bits, rounds, sums }: Family, start: readonly bigint[], length: number): string {
  const word = bits / 8;
  const data = padded(bytes, word * 16, false);
  const view = new DataView(data.buffer);
  const k = roots(0, rounds, 3, bits);
  const cut = (x: bigint): bigint => BigInt.asUintN(bits, x);
  const turn = (x: bigint, n: number): bigint => (x >> BigInt(n)) | cut(x << BigInt(bits - n));
  const sum = (x: bigint, at: number, shifts: boolean): bigint => {
    const [a, b, c] = sums[at] ?? [0, 0, 0];
    return turn(x, a) ^ turn(x, b) ^ (shifts ? x >> BigInt(c) : turn(x, c));
  };
  const at = (list: readonly bigint[], i: number): bigint => list[i] ?? 0n;
  let state = [...start];
  for (let block = 0; block < data.length; block += word * 16) {
    const w: bigint[] = [];
    for (let i = 0; i < rounds; i++) {
      const offset = block + i * word;
      if (i < 16) w.push(bits === 32 ? BigInt(view.getUint32(offset)) : view.getBigUint64(offset));
      else w.push(cut(sum(at(w, i - 2), 3, true) + at(w, i - 7) + sum(at(w, i - 15), 2, true) + at(w, i - 16)));
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let i = 0; i < rounds; i++) {
      const first = h + sum(e, 1, false) + ((e & f) ^ (cut(~e) & g)) + at(k, i) + at(w, i);
      const second = sum(a, 0, false) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + first), c, b, a, cut(first + second)];
    }
    state = [a, b, c, d, e, f, g, h].map((value, i) => cut(value + at(state, i)));
  }
  return state
    .map((value) => value.toString(16).padStart(word * 2, "0"))
    .join("")
    .slice(0, length * 2);
}

const turn32 = (x: number, n: number): number => (x << n) | (x >>> (32 - n));

/** SHA-1 (FIPS 180-4). */
function sha1(bytes: Uint8Array): string {
  const data = padded(bytes, 64, false);
  const view = new DataView(data.buffer);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Int32Array(80);
  for (let block = 0; block < data.length; block += 64) {
    for (let i = 0; i < 80; i++) {
      w[i] =
        i < 16
          ? view.getInt32(block + i * 4)
          : turn32((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      [e, d, c, b, a] = [d, c, turn32(b, 30), a, (turn32(a, 5) + f + e + k + (w[i] ?? 0)) | 0];
    }
    for (const [i, value] of [a, b, c, d, e].entries()) state[i] = ((state[i] ?? 0) + value) | 0;
  }
  return state.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}

const MD5_TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

/** MD5 (RFC 1321). */
function md5(bytes: Uint8Array): string {
  const data = padded(bytes, 64, true);
  const view = new DataView(data.buffer);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < data.length; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round] ?? 0;
      const from = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] ?? 0;
      const k = Math.floor(Math.abs(Math.sin(i + 1)) * 0x1_0000_0000);
      const sum = (a + f + k + view.getInt32(block + (from % 16) * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + turn32(sum, MD5_TURNS[round]?.[i % 4] ?? 0)) | 0];
    }
    state = [a, b, c, d].map((value, i) => (value + (state[i] ?? 0)) | 0);
  }
  const out = new DataView(new ArrayBuffer(16));
  for (const [i, value] of state.entries()) out.setInt32(i * 4, value, true);
  return [...new Uint8Array(out.buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Hexadecimal digests of a text's UTF-8, by the names that Django gives them in SQL. */
export const HASHES: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  MD5: md5,
  SHA1: sha1,
  SHA224: (bytes) =>
    sha2(
      bytes,
      SHA32,
      roots(8, 8, 2, 64).map((value) => BigInt.asUintN(32, value)),
      28,
    ),
  SHA256: (bytes) => sha2(bytes, SHA32, roots(0, 8, 2, 32), 32),
  SHA384: (bytes) => sha2(bytes, SHA64, roots(8, 8, 2, 64), 48),
  SHA512: (bytes) => sha2(bytes, SHA64, roots(0, 8, 2, 64), 64),
};
