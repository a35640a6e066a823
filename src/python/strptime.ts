import { micros, zone } from "./dateParsing";
import { PyDateTime, plainDate, plainTime } from "./datetime";
import { raise } from "./exceptions";
import { DAYS, MONTHS } from "./strftime";
import { reprString } from "./text";

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
const oneOf = (names: readonly string[]): string => `(${names.join("|")})`;

/** What each directive reads; longer names come first so that `May` does not hide `Mayday`. */
const PATTERNS: Readonly<Record<string, string>> = {
  Y: "(\\d{4})",
  m: "(1[0-2]|0[1-9]|[1-9])",
  d: "(3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9])",
  H: "(2[0-3]|[0-1]\\d|\\d)",
  I: "(1[0-2]|0[1-9]|[1-9])",
  M: "([0-5]\\d|\\d)",
  S: "(6[0-1]|[0-5]\\d|\\d)",
  f: "(\\d{1,6})",
  y: "(\\d{2})",
  j: "(36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])",
  p: "(am|pm)",
  b: oneOf(short(MONTHS)),
  B: oneOf(MONTHS),
  a: oneOf(short(DAYS)),
  A: oneOf(DAYS),
  z: "([+-]\\d{2}:?\\d{2}(?::?\\d{2})?|Z)",
  Z: "(UTC|GMT)",
};
const COMPOUND: Readonly<Record<string, string>> = {
  T: "%H:%M:%S",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  c: "%a %b %d %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

/** `datetime.strptime` in the C locale. Throws ValueError where the text does not fit the format. */
export function strptime(text: string, format: string): PyDateTime {
  const fields: string[] = [];
  const full = format.replace(/%([TDFRcxX])/g, (whole, letter: string) => COMPOUND[letter] ?? whole);
  const pattern = full.replace(/%(.)|\s+|[.*+?^${}()|[\]\\]/gs, (whole, letter: string | undefined) => {
    if (letter === undefined) return /^\s/.test(whole) ? "\\s+" : `\\${whole}`;
    if (letter === "%") return "%";
    const known = PATTERNS[letter];
    if (!known) throw raise("ValueError", `'${letter}' is a bad directive in format '${format}'`);
    fields.push(letter);
    return known;
  });
  const match = new RegExp(`^${pattern}`, "i").exec(text);
  if (!match) throw raise("ValueError", `time data ${reprString(text)} does not match format ${reprString(format)}`);
  const rest = text.slice(match[0].length);
  if (rest !== "") throw raise("ValueError", `unconverted data remains: ${rest}`);
  return assembled(new Map(fields.map((letter, i) => [letter, match[i + 1] ?? ""])));
}

function assembled(read: ReadonlyMap<string, string>): PyDateTime {
  const number = (letter: string, fallback: number): number => (read.has(letter) ? Number(read.get(letter)) : fallback);
  const named = (letter: string, names: readonly string[]): number | null => {
    const text = read.get(letter)?.toLowerCase();
    return text === undefined ? null : names.findIndex((name) => name.toLowerCase().startsWith(text)) + 1;
  };
  const century = number("y", -1);
  const year = century >= 0 ? century + (century < 69 ? 2000 : 1900) : number("Y", 1900);
  const month = named("b", MONTHS) ?? named("B", MONTHS) ?? number("m", 1);
  const half = read.get("p")?.toLowerCase();
  const hour = read.has("I") ? (number("I", 0) % 12) + (half === "pm" ? 12 : 0) : number("H", 0);
  const time = plainTime(hour, number("M", 0), number("S", 0), read.has("f") ? micros(read.get("f")) : 0);
  const day =
    read.has("j") && !read.has("d")
      ? plainDate(year, 1, 1).add({ days: number("j", 1) - 1 })
      : plainDate(year, month, number("d", 1));
  return new PyDateTime(day.toPlainDateTime(time), zone(read.get("z")));
}
