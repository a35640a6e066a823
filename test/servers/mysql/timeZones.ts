import type { Connection } from "mysql2/promise";
import { Temporal } from "temporal-polyfill";

/** Gives a server its tables of a time zone's transitions from 1970 on, which a new server has none of. */
export async function loadTimeZone(admin: Connection, zone: string, id: number): Promise<void> {
  const offsets: { readonly seconds: number; readonly isDst: number }[] = [];
  const rows: string[] = [];
  const typeOf = (at: Temporal.ZonedDateTime): number => {
    const seconds = at.offsetNanoseconds / 1_000_000_000;
    const known = offsets.findIndex((offset) => offset.seconds === seconds);
    return known >= 0 ? known : offsets.push({ seconds, isDst: offsets.length }) - 1;
  };
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  while (at !== null && at.year < 2037) {
    rows.push(`(${id}, ${Math.floor(at.epochMilliseconds / 1000)}, ${typeOf(at)})`);
    at = at.getTimeZoneTransition("next");
  }
  const types = offsets.map(({ seconds, isDst }, type) => `(${id}, ${type}, ${seconds}, ${isDst}, 'Z${type}')`);
  await admin.query(
    `INSERT INTO mysql.time_zone (Time_zone_id, Use_leap_seconds) VALUES (${id}, 'N');
     INSERT INTO mysql.time_zone_name (Name, Time_zone_id) VALUES ('${zone}', ${id});
     INSERT INTO mysql.time_zone_transition (Time_zone_id, Transition_time, Transition_type_id) VALUES ${rows.join(", ")};
     INSERT INTO mysql.time_zone_transition_type (Time_zone_id, Transition_type_id, \`Offset\`, Is_DST, Abbreviation) VALUES ${types.join(", ")};`,
  );
}
