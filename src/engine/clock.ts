import type { SettingsInfo } from "../protocol/models";
import { parseDateTime } from "../python/dateParsing";
import { PyDateTime, PyTimezone, UTC } from "../python/datetime";
import { raise } from "../python/exceptions";

/** The present moment in UTC, to the millisecond the machine's clock gives. */
export function momentNow(): PyDateTime {
  const parsed = parseDateTime(new Date().toISOString().replace(/Z$/, ""));
  if (!parsed) throw new Error("the machine's clock gives no readable time");
  return new PyDateTime(parsed.plain, UTC);
}

/**
 * A run's moment in UTC: the one named, else now. Text without an offset is UTC in a project that uses time zones, and
 * the project's local time in one that does not. Throws ValueError for other text.
 */
export function momentOf(text: string | undefined, settings: SettingsInfo): PyDateTime {
  if (text === undefined) return momentNow();
  const parsed = parseDateTime(text);
  if (!parsed) throw raise("ValueError", `Invalid isoformat string: '${text}'`);
  const zone = parsed.zone ?? (settings.useTz ? UTC : new PyTimezone(settings.timeZone));
  return new PyDateTime(parsed.plain, zone).in(UTC);
}
