import { localTime } from "../../python/dateModule";
import { PyDate, type PyDateTime, PyTime } from "../../python/datetime";
import type { Value } from "../../python/objects";
import type { Orm } from "../context";
import type { Field } from "../fields";
import type { ModelInstance } from "../instance";

/** The value a field writes: the present moment for `auto_now`, else the attribute (`Field.pre_save`). */
export function preSave(self: ModelInstance, field: Field, adding: boolean): Value {
  const { info, type } = field;
  if (info.autoNow || (info.autoNowAdd && adding)) {
    const value = momentFor(type.family, self.orm);
    self.setValue(field, value);
    return value;
  }
  return self.fieldValue(field) ?? null;
}

function momentFor(family: string, orm: Orm): Value {
  const now: PyDateTime = orm.now();
  const local = localTime(now, orm.conversion.zone).plain;
  if (family === "date") return new PyDate(local.toPlainDate());
  if (family === "time") return new PyTime(local.toPlainTime());
  return orm.conversion.useTz ? now : localTime(now, orm.conversion.zone);
}
