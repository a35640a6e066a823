import type { Field } from "../../orm/fields";
import type { Conversion } from "../../orm/fieldTypes";
import type { Model } from "../../orm/meta";
import type { ScriptHost } from "../../preview/script";
import type { ColumnInfo } from "../../protocol/results";
import { PyTimezone } from "../../python/datetime";

/** The columns of rows that are written out, in their order, and what is known of them. */
export interface WrittenTable {
  readonly columns: readonly ColumnInfo[];
  /** The rows' model, where they are a model's. */
  readonly model: Model | null;
  /** The fields of the columns, null for a column that is none. */
  readonly fields: readonly (Field | null)[];
  readonly conversion: Conversion;
  readonly zone: PyTimezone | null;
  readonly dialect: ScriptHost["dialect"];
}

/** The zone that a project's moments are told in; null where it uses none. */
export function zoneOf({ project }: ScriptHost): PyTimezone | null {
  const { useTz, timeZone } = project.settings;
  return useTz ? new PyTimezone(timeZone) : null;
}

/** The name that statements know a model's manager by. */
export function managerOf({ info }: Model): string {
  const manager = info.managers.find(({ isDefault }) => isDefault === true) ?? info.managers[0];
  return `${info.name}.${manager?.name ?? "objects"}`;
}
