/** Rows of whole numbers, one after another in one piece of memory. */
export class WholeNumbers {
  constructor(
    readonly values: Float64Array,
    /** How many values a row has. */
    readonly width: number,
  ) {}

  /** One row as other rows are. */
  row(at: number): bigint[] {
    return Array.from(this.values.subarray(at * this.width, (at + 1) * this.width), BigInt);
  }
}

const ZERO = 48;
const OPEN = 91;
const CLOSE = 93;
const COMMA = 44;
const MINUS = 45;
/** Decimal digits that any number may have and still be exact. */
const EXACT = 15;

/** Reads rows written as `[1,2],[3,-4]`; null where there is anything else in them, or a number of many digits. */
export function wholeNumbers(text: string, width: number, rows: number): WholeNumbers | null {
  const values = new Float64Array(width * rows);
  let at = 0;
  let number = 0;
  let digits = 0;
  let sign = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      digits++;
    } else if (code === COMMA || code === CLOSE) {
      if (digits > EXACT) return null;
      if (digits > 0) values[at++] = sign * number;
      number = 0;
      digits = 0;
      sign = 1;
    } else if (code === MINUS) sign = -1;
    else if (code !== OPEN) return null;
  }
  return at === values.length ? new WholeNumbers(values, width) : null;
}
