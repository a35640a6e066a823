import { quoteText } from "../../../database/quote";
import { raw, type Sql, sql } from "../../sql";
import type { ZoneName } from "../dialect";

/** A moment as local time of a zone. The cast does nothing to a column with a zone, and takes one without as UTC. */
function local(value: Sql, zone: ZoneName): Sql {
  if (zone === null) return value;
  return sql`(${value})::timestamptz AT TIME ZONE ${raw(quoteText(zoneText(zone)))}`;
}

/** POSIX, which PostgreSQL follows for offsets, counts them westwards. */
function zoneText(zone: string): string {
  const offset = /^(?:UTC|GMT)?([+-])(\d{1,2}:?\d{2})$/.exec(zone);
  return offset ? `UTC${offset[1] === "+" ? "-" : "+"}${offset[2]}` : zone;
}

/** Parts whose names differ. */
const PARTS: Readonly<Record<string, string>> = { iso_week_day: "ISODOW", iso_year: "ISOYEAR" };

export function extract(part: string, of: "date" | "datetime" | "time", value: Sql, zone: ZoneName): Sql {
  const from = of === "datetime" ? local(value, zone) : value;
  // Django counts the days of the week from Sunday as 1.
  if (part === "week_day") return sql`(EXTRACT(DOW FROM ${from}) + 1)`;
  // The server's second has a fraction.
  if (part === "second") return sql`EXTRACT(SECOND FROM DATE_TRUNC('second', ${from}))`;
  return sql`EXTRACT(${PARTS[part] ?? part.toUpperCase()} FROM ${from})`;
}

export function truncate(part: string, of: "date" | "datetime" | "time", value: Sql, zone: ZoneName): Sql {
  const cut = sql`DATE_TRUNC(${raw(quoteText(part))}, ${of === "datetime" || zone !== null ? local(value, zone) : value})`;
  return of === "time" ? sql`${cut}::time` : cut;
}

export const castDate = (value: Sql, zone: ZoneName): Sql => sql`(${local(value, zone)})::date`;

export const castTime = (value: Sql, zone: ZoneName): Sql => sql`(${local(value, zone)})::time`;
