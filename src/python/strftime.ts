export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** What a format can show. `weekday` is 1 for Monday to 7 for Sunday; `micros` are below a second. */
export interface FormatParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  readonly offset: string;
  readonly zone: string;
}

/** C's strftime as Python documents it, in the C locale; unknown directives stay as they are. */
export function strftime(format: string, p: FormatParts): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const twelve = p.hour % 12 === 0 ? 12 : p.hour % 12;
  const directives: Readonly<Record<string, () => string>> = {
    Y: () => String(p.year),
    y: () => two(p.year % 100),
    m: () => two(p.month),
    d: () => two(p.day),
    H: () => two(p.hour),
    I: () => two(twelve),
    M: () => two(p.minute),
    S: () => two(p.second),
    f: () => String(p.micros).padStart(6, "0"),
    p: () => (p.hour < 12 ? "AM" : "PM"),
    j: () => String(p.yearDay).padStart(3, "0"),
    B: () => MONTHS[p.month - 1] ?? "",
    b: () => (MONTHS[p.month - 1] ?? "").slice(0, 3),
    h: () => (MONTHS[p.month - 1] ?? "").slice(0, 3),
    A: () => DAYS[p.weekday - 1] ?? "",
    a: () => (DAYS[p.weekday - 1] ?? "").slice(0, 3),
    w: () => String(p.weekday % 7),
    u: () => String(p.weekday),
    z: () => p.offset,
    Z: () => p.zone,
    "%": () => "%",
    n: () => "\n",
    t: () => "\t",
    U: () => two(Math.floor((p.yearDay + 6 - (p.weekday % 7)) / 7)),
    W: () => two(Math.floor((p.yearDay + 6 - ((p.weekday + 6) % 7)) / 7)),
    D: () => `${two(p.month)}/${two(p.day)}/${two(p.year % 100)}`,
    F: () => `${p.year}-${two(p.month)}-${two(p.day)}`,
    T: () => `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`,
    e: () => String(p.day).padStart(2, " "),
    c: () =>
      `${(DAYS[p.weekday - 1] ?? "").slice(0, 3)} ${(MONTHS[p.month - 1] ?? "").slice(0, 3)} ${String(p.day).padStart(2, " ")} ${two(p.hour)}:${two(p.minute)}:${two(p.second)} ${p.year}`,
    x: () => `${two(p.month)}/${two(p.day)}/${two(p.year % 100)}`,
    X: () => `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`,
  };
  return format.replace(/%(.)/g, (whole, letter: string) => directives[letter]?.() ?? whole);
}
