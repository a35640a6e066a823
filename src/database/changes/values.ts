import type { SqlValue } from "../backend";

/** What a value begins with. Integers take as many bytes as they need, and are told from reals. */
const NULL = 0;
const POSITIVE = 1;
const NEGATIVE = 2;
const WIDE = 3;
const REAL = 4;
const TEXT = 5;
const BLOB = 6;

/** Strings up to this length are cheaper to write and read by hand. */
const SHORT = 24;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The most bytes that a value may take. */
export function mostBytes(value: SqlValue): number {
  if (typeof value === "string") return 6 + 3 * value.length;
  return value instanceof Uint8Array ? 6 + value.length : 9;
}

/** Writes values one after another into bytes that have room for them. */
export class ValueWriter {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  #view = new DataView(this.bytes.buffer);

  /** Writes into other bytes from now on. */
  into(bytes: Uint8Array, at = 0): void {
    this.at = at;
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A whole number from 0 to 2^53, seven bits a byte. */
  count(number: number): void {
    const { bytes } = this;
    let left = number;
    while (left >= 0x80) {
      bytes[this.at++] = (left & 0x7f) | 0x80;
      left = left > 0x7fffffff ? Math.floor(left / 128) : left >>> 7;
    }
    bytes[this.at++] = left;
  }

  value(value: SqlValue): void {
    if (typeof value === "bigint") this.#integer(value);
    else if (typeof value === "string") this.#text(value);
    else if (value === null) this.bytes[this.at++] = NULL;
    else if (typeof value === "number") {
      this.bytes[this.at++] = REAL;
      this.#view.setFloat64(this.at, value);
      this.at += 8;
    } else {
      this.bytes[this.at++] = BLOB;
      this.count(value.length);
      this.bytes.set(value, this.at);
      this.at += value.length;
    }
  }

  #integer(value: bigint): void {
    const number = Number(value);
    if (Number.isSafeInteger(number)) this.whole(number);
    else {
      this.bytes[this.at++] = WIDE;
      this.#view.setBigInt64(this.at, value);
      this.at += 8;
    }
  }

  /** An integer that a number holds exactly. */
  whole(number: number): void {
    this.bytes[this.at++] = number < 0 ? NEGATIVE : POSITIVE;
    this.count(number < 0 ? -number : number);
  }

  #text(value: string): void {
    const { bytes } = this;
    bytes[this.at++] = TEXT;
    const start = this.at;
    if (value.length <= SHORT) {
      bytes[this.at++] = value.length;
      let i = 0;
      for (; i < value.length; i++) {
        const code = value.charCodeAt(i);
        if (code >= 0x80) break;
        bytes[this.at++] = code;
      }
      if (i === value.length) return;
      this.at = start;
    }
    // Encoded behind room for the longest count, and moved up where the count is shorter.
    const { written } = encoder.encodeInto(value, bytes.subarray(start + 5));
    this.at = start;
    this.count(written);
    bytes.copyWithin(this.at, start + 5, start + 5 + written);
    this.at += written;
  }
}

/** Reads what `ValueWriter` wrote. */
export class ValueReader {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  #view = new DataView(this.bytes.buffer);

  from(bytes: Uint8Array, at: number): void {
    this.at = at;
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  count(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  value(): SqlValue {
    switch (this.bytes[this.at++]) {
      case NULL:
        return null;
      case POSITIVE:
        return BigInt(this.count());
      case NEGATIVE:
        return -BigInt(this.count());
      case WIDE:
        this.at += 8;
        return this.#view.getBigInt64(this.at - 8);
      case REAL:
        this.at += 8;
        return this.#view.getFloat64(this.at - 8);
      case TEXT:
        return this.#text();
      case BLOB: {
        const length = this.count();
        this.at += length;
        return this.bytes.slice(this.at - length, this.at);
      }
      default:
        throw new Error("no value is written here");
    }
  }

  /** Passes over some values. */
  skip(values = 1): void {
    const { bytes } = this;
    let { at } = this;
    for (let left = values; left > 0; left--) {
      switch (bytes[at++]) {
        case NULL:
          break;
        case POSITIVE:
        case NEGATIVE:
          while ((bytes[at++] ?? 0) >= 0x80);
          break;
        case WIDE:
        case REAL:
          at += 8;
          break;
        default:
          this.at = at;
          at = this.count() + this.at;
      }
    }
    this.at = at;
  }

  #text(): string {
    const length = this.count();
    const { bytes } = this;
    const end = this.at + length;
    if (length <= SHORT) {
      let text = "";
      let i = this.at;
      for (; i < end; i++) {
        const byte = bytes[i] ?? 0;
        if (byte >= 0x80) break;
        text += String.fromCharCode(byte);
      }
      if (i === end) {
        this.at = end;
        return text;
      }
    }
    const text = decoder.decode(bytes.subarray(this.at, end));
    this.at = end;
    return text;
  }
}
