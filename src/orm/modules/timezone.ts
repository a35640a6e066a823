import { builtin } from "../../python/builtins";
import { datetimeModule, localTime } from "../../python/dateModule";
import { PyDateTime, PyTimedelta, type PyTimezone, PyTimezone as Timezone, UTC } from "../../python/datetime";
import { raise, UnsupportedError } from "../../python/exceptions";
import { PyModule, type Value } from "../../python/objects";
import type { Orm } from "../context";
import { makeAware } from "../fieldTypes";

/** Times are shown in the project's own zone: a statement's result must not depend on what another one left behind. */
function noOtherZone(name: string): Value {
  return builtin(name, ["timezone?"], () => {
    throw new UnsupportedError(
      `timezone.${name}() is not run here: times are in the project's TIME_ZONE. Use timezone.localtime(value, zone)`,
    );
  });
}

/** `django.utils.timezone`. */
export function timezoneModule(orm: Orm, zone: PyTimezone): PyModule {
  const datetime = datetimeModule({ now: () => orm.now(), local: zone });
  const now = (): PyDateTime => (orm.conversion.useTz ? orm.now() : localTime(orm.now(), zone));
  const asMoment = (value: Value | undefined): PyDateTime => {
    if (value instanceof PyDateTime) return value;
    throw raise("AttributeError", "expected a datetime");
  };
  const zoneOr = (value: Value | undefined): PyTimezone => (value instanceof Timezone ? value : zone);
  return new PyModule(
    "django.utils.timezone",
    new Map<string, Value>([
      ["now", builtin("now", [], now)],
      [
        "localtime",
        builtin("localtime", ["value?", "timezone?"], ({ named }) =>
          (named.value === undefined ? orm.now() : asMoment(named.value)).in(zoneOr(named.timezone)),
        ),
      ],
      [
        "localdate",
        builtin("localdate", ["value?", "timezone?"], ({ named }, runtime) =>
          Promise.resolve(
            runtime.getAttribute(
              (named.value === undefined ? orm.now() : asMoment(named.value)).in(zoneOr(named.timezone)),
              "date",
            ),
          ).then((method) => runtime.call(method, { positional: [], keywords: new Map() })),
        ),
      ],
      [
        "make_aware",
        builtin("make_aware", ["value", "timezone?"], ({ named }) =>
          makeAware(asMoment(named.value), zoneOr(named.timezone)),
        ),
      ],
      [
        "make_naive",
        builtin(
          "make_naive",
          ["value", "timezone?"],
          ({ named }) => new PyDateTime(asMoment(named.value).in(zoneOr(named.timezone)).plain),
        ),
      ],
      ["is_aware", builtin("is_aware", ["value"], ({ named }) => asMoment(named.value).zone !== null)],
      ["is_naive", builtin("is_naive", ["value"], ({ named }) => asMoment(named.value).zone === null)],
      ["get_current_timezone", builtin("get_current_timezone", [], () => zone)],
      ["get_default_timezone", builtin("get_default_timezone", [], () => zone)],
      ["utc", UTC],
      ["get_current_timezone_name", builtin("get_current_timezone_name", [], () => zone.label)],
      ["get_default_timezone_name", builtin("get_default_timezone_name", [], () => zone.label)],
      [
        "get_fixed_timezone",
        builtin("get_fixed_timezone", ["offset"], ({ named }) => {
          const minutes = named.offset instanceof PyTimedelta ? named.offset.micros / 60_000_000n : named.offset;
          if (typeof minutes !== "bigint")
            throw raise("TypeError", "offset must be a number of minutes or a timedelta");
          const size = minutes < 0n ? -minutes : minutes;
          const two = (n: bigint): string => String(n).padStart(2, "0");
          const sign = minutes < 0n ? "-" : "+";
          return new Timezone(
            `${sign}${two(size / 60n)}:${two(size % 60n)}`,
            `${sign}${two(size / 60n)}${two(size % 60n)}`,
          );
        }),
      ],
      ...["activate", "deactivate", "override"].map((name): [string, Value] => [name, noOtherZone(name)]),
      ...["timedelta", "datetime", "timezone", "tzinfo"].map((name): [string, Value] => [
        name,
        datetime.members.get(name) ?? null,
      ]),
    ]),
  );
}
