import { Temporal } from "temporal-polyfill";
import { builtin } from "./builtins";
import { PyTuple } from "./collections";
import { parseDate, parseDateTime, parseTime } from "./dateParsing";
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
import { strptime } from "./strptime";

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
        ({ named }) => parseDate(spread(String(named.text))) ?? fail(named.text),
      ),
      fromordinal: builtin("fromordinal", ["ordinal"], ({ named }) => {
        const days = integer(named.ordinal);
        if (days < 1 || days > 3_652_059)
          throw raise("ValueError", days < 1 ? "ordinal must be >= 1" : "year is out of range");
        return new PyDate(plainDate(1, 1, 1).add({ days: days - 1 }));
      }),
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
        ({ named }) => parseDateTime(spread(String(named.text))) ?? fail(named.text),
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

/** ISO 8601's basic form (`20240301T103000Z`) with the marks of the extended one. */
function spread(text: string): string {
  return text
    .replace(/^(\d{4})(\d{2})(\d{2})(?=$|[T ])/, "$1-$2-$3")
    .replace(
      /([T ])(\d{2})(\d{2})(\d{2})?(?=$|[.,Z+-])/,
      (_all, mark: string, h: string, m: string, sec?: string) => `${mark}${h}:${m}${sec ? `:${sec}` : ""}`,
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

const TIMESPECS: Readonly<Record<string, number>> = {
  hours: 2,
  minutes: 5,
  seconds: 8,
  milliseconds: 12,
  microseconds: 15,
};

/** ISO text with its time cut or filled to what `timespec` asks for. */
function withTimespec(text: string, timespec: Value | undefined): string {
  if (timespec === undefined || timespec === "auto") return text;
  const width = TIMESPECS[String(timespec)];
  if (width === undefined) throw raise("ValueError", "Unknown timespec value");
  return text.replace(/\d{2}:\d{2}:\d{2}(\.\d+)?/, (time) =>
    (time.includes(".") ? time : `${time}.000000`).slice(0, width),
  );
}

method("isoformat", ["sep?", "timespec?"], (self, { sep, timespec }) => {
  if (self instanceof PyTimedelta) return undefined;
  if (self instanceof PyDateTime) return withTimespec(self.isoformat(typeof sep === "string" ? sep : "T"), timespec);
  return self instanceof PyTime ? withTimespec(self.isoformat(), timespec ?? sep) : self.isoformat();
});
method("isocalendar", [], (self) => {
  if (!(self instanceof PyDate || self instanceof PyDateTime)) return undefined;
  const parts = [BigInt(self.plain.yearOfWeek ?? 0), BigInt(self.plain.weekOfYear ?? 0), BigInt(self.plain.dayOfWeek)];
  return new PyTuple(parts, ["year", "week", "weekday"], "datetime.IsoCalendarDate");
});
method("timetuple", [], (self) => {
  if (!(self instanceof PyDate || self instanceof PyDateTime)) return undefined;
  const p = self.plain;
  const time = self instanceof PyDateTime ? [self.plain.hour, self.plain.minute, self.plain.second] : [0, 0, 0];
  const values = [p.year, p.month, p.day, ...time, p.dayOfWeek - 1, p.dayOfYear, -1].map(BigInt);
  return new PyTuple(
    values,
    ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"],
    "time.struct_time",
  );
});
method("ctime", [], (self) =>
  self instanceof PyDate || self instanceof PyDateTime ? formatDate(self, "%c") : undefined,
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
