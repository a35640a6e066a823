import { Temporal } from "temporal-polyfill";
import { builtin } from "./builtins";
import { parseDate, parseDateTime, parseTime, strptime } from "./dateParsing";
import {
  dateMethods,
  epochMicros,
  formatDate,
  PyDate,
  PyDateTime,
  PyTime,
  PyTimedelta,
  PyTimezone,
  plainDate,
  plainTime,
  roundHalfEven,
  UTC,
} from "./datetime";
import { typeNameOf } from "./equality";
import { raise } from "./exceptions";
import { PyModule, PyType, type Value } from "./objects";
import { bind } from "./signature";

/** Where `now()` and `today()` get the moment from: pinned by the run. */
export interface Clock {
  /** The present moment in UTC. */
  now(): PyDateTime;
  /** The zone of naive local time. */
  readonly local: PyTimezone;
}

const UNITS: Readonly<Record<string, bigint>> = {
  days: 86_400_000_000n,
  seconds: 1_000_000n,
  microseconds: 1n,
  milliseconds: 1000n,
  minutes: 60_000_000n,
  hours: 3_600_000_000n,
  weeks: 604_800_000_000n,
};

/** `timedelta(days, seconds, microseconds, milliseconds, minutes, hours, weeks)`. */
export const timedeltaType = new PyType(
  "timedelta",
  (args) => {
    const { named } = bind(
      "timedelta",
      Object.keys(UNITS).map((unit) => `${unit}?`),
      args,
    );
    let micros = 0n;
    for (const [unit, size] of Object.entries(UNITS)) {
      const value = named[unit];
      if (value === undefined) continue;
      if (typeof value === "bigint" || typeof value === "boolean") micros += BigInt(value) * size;
      else if (typeof value === "number") micros += roundHalfEven(value * Number(size));
      else throw raise("TypeError", `unsupported type for timedelta ${unit} component: ${typeNameOf(value)}`);
    }
    return new PyTimedelta(micros);
  },
  (value) => value instanceof PyTimedelta,
);

function integer(value: Value | undefined, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  throw raise("TypeError", `'${typeNameOf(value ?? null)}' object cannot be interpreted as an integer`);
}

function zoneOf(value: Value | undefined): PyTimezone | null {
  if (value === undefined || value === null) return null;
  if (value instanceof PyTimezone) return value;
  throw raise("TypeError", `tzinfo argument must be None or of a tzinfo subclass, not type '${typeNameOf(value)}'`);
}

/** Naive local time of a moment. */
export function localTime(moment: PyDateTime, zone: PyTimezone): PyDateTime {
  return new PyDateTime(moment.in(zone).plain);
}

/** Python's `datetime` module over a clock. */
export function datetimeModule(clock: Clock): PyModule {
  const date = new PyType(
    "date",
    (args) => {
      const { named } = bind("date", ["year", "month", "day"], args);
      return PyDate.of(integer(named.year), integer(named.month), integer(named.day));
    },
    (value) => value instanceof PyDate || value instanceof PyDateTime,
    {
      today: builtin("today", [], () => new PyDate(localTime(clock.now(), clock.local).plain.toPlainDate())),
      fromisoformat: builtin(
        "fromisoformat",
        ["text"],
        ({ named }) => parseDate(String(named.text)) ?? fail(named.text),
      ),
      min: PyDate.of(1, 1, 1),
      max: PyDate.of(9999, 12, 31),
    },
  );
  const time = new PyType(
    "time",
    (args) => {
      const { named } = bind("time", ["hour?", "minute?", "second?", "microsecond?", "tzinfo?"], args);
      return new PyTime(
        plainTime(
          integer(named.hour, 0),
          integer(named.minute, 0),
          integer(named.second, 0),
          integer(named.microsecond, 0),
        ),
      );
    },
    (value) => value instanceof PyTime,
    {
      fromisoformat: builtin(
        "fromisoformat",
        ["text"],
        ({ named }) => parseTime(String(named.text)) ?? fail(named.text),
      ),
      min: new PyTime(new Temporal.PlainTime()),
      max: new PyTime(new Temporal.PlainTime(23, 59, 59, 999, 999)),
    },
  );
  const datetime = new PyType(
    "datetime",
    (args) => {
      const { named } = bind(
        "datetime",
        ["year", "month", "day", "hour?", "minute?", "second?", "microsecond?", "tzinfo?", "*", "fold?"],
        args,
      );
      const day = plainDate(integer(named.year), integer(named.month), integer(named.day));
      const clockTime = plainTime(
        integer(named.hour, 0),
        integer(named.minute, 0),
        integer(named.second, 0),
        integer(named.microsecond, 0),
      );
      return new PyDateTime(day.toPlainDateTime(clockTime), zoneOf(named.tzinfo), named.fold === 1n ? 1 : 0);
    },
    (value) => value instanceof PyDateTime,
    {
      now: builtin("now", ["tz?"], ({ named }) => {
        const zone = zoneOf(named.tz);
        return zone ? clock.now().in(zone) : localTime(clock.now(), clock.local);
      }),
      utcnow: builtin("utcnow", [], () => new PyDateTime(clock.now().in(UTC).plain)),
      today: builtin("today", [], () => localTime(clock.now(), clock.local)),
      fromisoformat: builtin(
        "fromisoformat",
        ["text"],
        ({ named }) => parseDateTime(String(named.text)) ?? fail(named.text),
      ),
      fromtimestamp: builtin("fromtimestamp", ["t", "tz?"], ({ named }) => {
        const moment = new PyDateTime(
          Temporal.Instant.fromEpochMilliseconds(Math.round(Number(named.t) * 1000))
            .toZonedDateTimeISO("UTC")
            .toPlainDateTime(),
          UTC,
        );
        const zone = zoneOf(named.tz);
        return zone ? moment.in(zone) : localTime(moment, clock.local);
      }),
      strptime: builtin("strptime", ["text", "format"], ({ named }) =>
        strptime(String(named.text), String(named.format)),
      ),
      combine: builtin("combine", ["date", "time", "tzinfo?"], ({ named }) => {
        if (!(named.date instanceof PyDate) || !(named.time instanceof PyTime))
          throw raise("TypeError", "combine() needs a date and a time");
        return new PyDateTime(named.date.plain.toPlainDateTime(named.time.plain), zoneOf(named.tzinfo));
      }),
      min: new PyDateTime(plainDate(1, 1, 1).toPlainDateTime()),
      max: new PyDateTime(plainDate(9999, 12, 31).toPlainDateTime(new Temporal.PlainTime(23, 59, 59, 999, 999))),
    },
  );
  const timezone = new PyType(
    "timezone",
    (args) => {
      const { named } = bind("timezone", ["offset", "name?"], args);
      if (!(named.offset instanceof PyTimedelta))
        throw raise("TypeError", "timezone() argument 1 must be datetime.timedelta");
      const minutes = Number(named.offset.micros / 60_000_000n);
      const size = Math.abs(minutes);
      const id = `${minutes < 0 ? "-" : "+"}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
      return new PyTimezone(id, typeof named.name === "string" ? named.name : `UTC${id}`);
    },
    (value) => value instanceof PyTimezone,
    { utc: UTC },
  );
  return new PyModule(
    "datetime",
    new Map<string, Value>([
      ["date", date],
      ["time", time],
      ["datetime", datetime],
      ["timedelta", timedeltaType],
      ["timezone", timezone],
      ["UTC", UTC],
      ["MINYEAR", 1n],
      ["MAXYEAR", 9999n],
    ]),
  );
}

function fail(value: Value | undefined): never {
  throw raise("ValueError", `Invalid isoformat string: '${String(value)}'`);
}

const method = (
  name: string,
  signature: readonly string[],
  run: (
    self: PyDate | PyDateTime | PyTime | PyTimedelta,
    named: Readonly<Record<string, Value | undefined>>,
  ) => Value | undefined,
): void => {
  dateMethods.set(name, (self) => {
    if (run(self, {}) === undefined) return undefined;
    return builtin(name, signature, ({ named }) => run(self, named) ?? null);
  });
};

method("isoformat", ["sep?"], (self, { sep }) =>
  self instanceof PyTimedelta
    ? undefined
    : self instanceof PyDateTime
      ? self.isoformat(typeof sep === "string" ? sep : "T")
      : self.isoformat(),
);
method("strftime", ["format"], (self, { format }) =>
  self instanceof PyTimedelta ? undefined : formatDate(self, typeof format === "string" ? format : ""),
);
method("weekday", [], (self) =>
  self instanceof PyDate || self instanceof PyDateTime ? BigInt(self.plain.dayOfWeek - 1) : undefined,
);
method("isoweekday", [], (self) =>
  self instanceof PyDate || self instanceof PyDateTime ? BigInt(self.plain.dayOfWeek) : undefined,
);
method("toordinal", [], (self) =>
  self instanceof PyDate || self instanceof PyDateTime
    ? BigInt(
        plainDate(1, 1, 1).until(new Temporal.PlainDate(self.plain.year, self.plain.month, self.plain.day), {
          largestUnit: "day",
        }).days + 1,
      )
    : undefined,
);
method("date", [], (self) => (self instanceof PyDateTime ? new PyDate(self.plain.toPlainDate()) : undefined));
method("time", [], (self) => (self instanceof PyDateTime ? new PyTime(self.plain.toPlainTime()) : undefined));
method("timestamp", [], (self) =>
  self instanceof PyDateTime
    ? Number(epochMicros(self.zone ? self : new PyDateTime(self.plain, UTC))) / 1e6
    : undefined,
);
method("total_seconds", [], (self) => (self instanceof PyTimedelta ? Number(self.micros) / 1e6 : undefined));
method("utcoffset", [], (self) =>
  self instanceof PyDateTime ? (self.offset === null ? null : new PyTimedelta(BigInt(self.offset) / 1000n)) : undefined,
);
method("astimezone", ["tz?"], (self, { tz }) =>
  self instanceof PyDateTime ? (self.zone ? self.in(zoneOf(tz) ?? UTC) : self) : undefined,
);
method(
  "replace",
  ["year?", "month?", "day?", "hour?", "minute?", "second?", "microsecond?", "tzinfo?"],
  (self, named) => {
    if (self instanceof PyTimedelta) return undefined;
    const at = (name: "year" | "month" | "day" | "hour" | "minute" | "second", own: number): number =>
      integer(named[name], own);
    if (self instanceof PyDate)
      return PyDate.of(at("year", self.plain.year), at("month", self.plain.month), at("day", self.plain.day));
    const clockTime = plainTime(
      at("hour", self.plain.hour),
      at("minute", self.plain.minute),
      at("second", self.plain.second),
      integer(named.microsecond, self.micros),
    );
    if (self instanceof PyTime) return new PyTime(clockTime);
    const day = plainDate(at("year", self.plain.year), at("month", self.plain.month), at("day", self.plain.day));
    return new PyDateTime(
      day.toPlainDateTime(clockTime),
      named.tzinfo === undefined ? self.zone : zoneOf(named.tzinfo),
    );
  },
);
