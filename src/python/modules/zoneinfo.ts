import { PySet } from "../collections";
import { PyTimezone } from "../datetime";
import { exceptionClass, PyException, PyExceptionClass, PyRaise } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { PyModule, PyType, type Value } from "../objects";
import { bind } from "../signature";

const NOT_FOUND = new PyExceptionClass(
  "ZoneInfoNotFoundError",
  [exceptionClass("KeyError")],
  "zoneinfo.ZoneInfoNotFoundError",
);

function known(key: string): boolean {
  try {
    return /^[A-Za-z]/.test(key) && new Intl.DateTimeFormat("en", { timeZone: key }) !== null;
  } catch {
    return false;
  }
}

/** `zoneinfo.ZoneInfo`. */
export const zoneInfoType = new PyType(
  "ZoneInfo",
  (args) => {
    const key = String(bind("ZoneInfo", ["key"], args).named.key);
    if (known(key)) return new PyTimezone(key);
    const message = `No time zone found with key ${key}`;
    throw new PyRaise(new PyException(NOT_FOUND, [message], `'${message}'`));
  },
  (value) => value instanceof PyTimezone,
);

/** Python's `zoneinfo`. */
export const zoneinfoModule = new PyModule(
  "zoneinfo",
  new Map<string, Value>([
    ["ZoneInfo", zoneInfoType],
    ["ZoneInfoNotFoundError", NOT_FOUND],
    [
      "available_timezones",
      builtin("available_timezones", [], () => new PySet([...Intl.supportedValuesOf("timeZone"), "UTC"])),
    ],
  ]),
);
