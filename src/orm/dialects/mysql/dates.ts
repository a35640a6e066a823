import { param, type Sql, sql } from "../../sql";
import type { ZoneName } from "../dialect";

/** Stored moments are naive UTC. A named zone needs the server's time zone tables; an offset needs nothing. */
export function local(value: Sql, zone: ZoneName): Sql {
  if (zone === null || zone === "UTC") return value;
  const offset = /^(?:UTC|Etc\/GMT)?([+-]\d\d:?\d\d)$/.exec(zone)?.[1];
  return sql`CONVERT_TZ(${value}, '+00:00', ${param(offset ?? zone)})`;
}

/** A part of a date, time or moment as an integer. */
export function extracted(part: string, value: Sql): Sql {
  switch (part) {
    case "week_day":
      return sql`DAYOFWEEK(${value})`;
    case "iso_week_day":
      return sql`(WEEKDAY(${value}) + 1)`;
    case "week":
      return sql`WEEK(${value}, 3)`;
    case "iso_year":
      return sql`(YEARWEEK(${value}, 3) DIV 100)`;
    default:
      return sql`EXTRACT(${part.toUpperCase()} FROM ${value})`;
  }
}

const quarter = (value: Sql): Sql =>
  sql`(MAKEDATE(YEAR(${value}), 1) + INTERVAL QUARTER(${value}) QUARTER - INTERVAL 1 QUARTER)`;

/** A date cut down to a part of it. */
export function truncatedDate(part: string, value: Sql): Sql {
  switch (part) {
    case "year":
      return sql`CAST(DATE_FORMAT(${value}, '%Y-01-01') AS DATE)`;
    case "month":
      return sql`CAST(DATE_FORMAT(${value}, '%Y-%m-01') AS DATE)`;
    case "quarter":
      return quarter(value);
    case "week":
      // A moment keeps its time of day, as in Django: two of one week are two.
      return sql`DATE_SUB(${value}, INTERVAL WEEKDAY(${value}) DAY)`;
    default:
      return sql`DATE(${value})`;
  }
}

const MOMENTS: Readonly<Record<string, string>> = {
  year: "%Y-01-01 00:00:00",
  month: "%Y-%m-01 00:00:00",
  day: "%Y-%m-%d 00:00:00",
  hour: "%Y-%m-%d %H:00:00",
  minute: "%Y-%m-%d %H:%i:00",
  second: "%Y-%m-%d %H:%i:%s",
};

export function truncatedMoment(part: string, value: Sql): Sql {
  if (part === "quarter") return sql`CAST(DATE_FORMAT(${quarter(value)}, '%Y-%m-01 00:00:00') AS DATETIME)`;
  if (part === "week")
    return sql`CAST(DATE_FORMAT(DATE_SUB(${value}, INTERVAL WEEKDAY(${value}) DAY), '%Y-%m-%d 00:00:00') AS DATETIME)`;
  const format = MOMENTS[part];
  return format === undefined ? value : sql`CAST(DATE_FORMAT(${value}, '${format}') AS DATETIME)`;
}

const TIMES: Readonly<Record<string, string>> = { hour: "%H:00:00", minute: "%H:%i:00", second: "%H:%i:%s" };

export function truncatedTime(part: string, value: Sql): Sql {
  const format = TIMES[part];
  return format === undefined ? sql`TIME(${value})` : sql`CAST(DATE_FORMAT(${value}, '${format}') AS TIME)`;
}
