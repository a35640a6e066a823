import { dialectOf } from "../../orm/dialects/byName";
import type { Conversion } from "../../orm/fieldTypes";
import type { ScriptHost } from "../../preview/script";
import { PyTimezone } from "../../python/datetime";

/** How values become what a workspace's database stores. */
export function conversionOf({ dialect, project }: ScriptHost): Conversion {
  const { useTz, timeZone } = project.settings;
  return { dialect: dialectOf(dialect), useTz, zone: new PyTimezone(timeZone) };
}
