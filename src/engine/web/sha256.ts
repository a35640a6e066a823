/** The first 32 bits of the fractions of roots of the first primes, as FIPS 180-4 defines SHA-256's constants. */
function roots(count: number, power: number): Uint32Array {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((_, i) => n % primeAt(i) !== 0)) {
      primes.push(n);
      found.push(Math.floor((n ** power % 1) * 2 ** 32));
    }
  }
  primes.length = 0;
  return Uint32Array.from(found);
}

const primes: number[] = [];
const primeAt = (i: number): number => primes[i] ?? 1;
const ROUND = roots(64, 1 / 3);
const START = roots(8, 1 / 2);

const turned = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

/** SHA-256 in hexadecimal digits, at once: the browser's own answers later, and a commit cannot wait in its middle. */
export function sha256(bytes: Uint8Array): string {
  const state = START.slice();
  const words = new Uint32Array(64);
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const tail = new Uint8Array(128);
  const whole = bytes.length - (bytes.length % 64);
  tail.set(bytes.subarray(whole));
  tail[bytes.length - whole] = 0x80;
  const end = new DataView(tail.buffer);
  const last = length - whole;
  end.setUint32(last - 8, Math.floor(bytes.length / 2 ** 29));
  end.setUint32(last - 4, (bytes.length << 3) >>> 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < length; at += 64) {
    const [from, offset] = at < whole ? [view, at] : [end, at - whole];
    for (let i = 0; i < 16; i++) words[i] = from.getUint32(offset + i * 4);
    mix(state, words);
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

function mix(state: Uint32Array, words: Uint32Array): void {
  const w = (i: number): number => words[i] ?? 0;
  for (let i = 16; i < 64; i++) {
    const s0 = turned(w(i - 15), 7) ^ turned(w(i - 15), 18) ^ (w(i - 15) >>> 3);
    const s1 = turned(w(i - 2), 17) ^ turned(w(i - 2), 19) ^ (w(i - 2) >>> 10);
    words[i] = w(i - 16) + s0 + w(i - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[i] ?? 0) + w(i)) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + value;
}
