/** The largest string, list or integer (in characters, items, bits) that a script may build. */
export const SIZE_LIMIT = 20_000_000;
