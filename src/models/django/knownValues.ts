import { type Constant, ExternalValue } from "./constant";

/** Calls that only mark a text for translation, by the last part of their path. */
export const TRANSLATIONS = new Set([
  "gettext",
  "gettext_lazy",
  "gettext_noop",
  "ugettext",
  "ugettext_lazy",
  "_",
  "N_",
  "__",
  "gettext_lazy_noop",
  "ugettext_noop",
]);

/** Python's own functions that are worked out. */
export const BUILTINS = new Set(
  "len range iter list tuple set frozenset sorted reversed enumerate zip map filter max min sum abs any all bool int float str dict getattr hasattr".split(
    " ",
  ),
);

/** Where nothing says which Django it is. */
const CURRENT_DJANGO = 5;

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** What some names of Python's own library stand for. */
const VALUES: ReadonlyMap<string, Constant> = new Map<string, Constant>([
  ["typing.TYPE_CHECKING", false],
  ["six.PY2", false],
  ["six.PY3", true],
  ["django.utils.six.PY2", false],
  ["django.utils.six.PY3", true],
  ["sys.argv", ["manage.py", "runserver"]],
  ["sys.platform", "linux"],
  ["os.name", "posix"],
  ["sys.version_info", [3n, 12n, 0n]],
  ["sys.maxsize", 2n ** 63n - 1n],
  ["calendar.day_name", DAYS],
  ["calendar.day_abbr", DAYS.map((day) => day.slice(0, 3))],
  ["calendar.month_name", ["", ...MONTHS]],
  ["calendar.month_abbr", ["", ...MONTHS.map((month) => month.slice(0, 3))]],
  ["string.ascii_lowercase", "abcdefghijklmnopqrstuvwxyz"],
  ["string.ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["string.ascii_letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["string.digits", "0123456789"],
]);

/** What stands outside the workspace: a value that is known, else its name. `major` is Django's version, where known. */
export function outside(path: string, major: number | null): Constant {
  if (path === "django.VERSION") return [BigInt(major ?? CURRENT_DJANGO), 0n, 0n, "final", 0n];
  return VALUES.get(path) ?? new ExternalValue(path);
}
