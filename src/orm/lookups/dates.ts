import { DATE_TRANSFORMS, TIME_TRANSFORMS } from "../../models/vocabulary/lookups";
import { PyDate, PyDateTime, Temporal, UTC } from "../../python/datetime";
import type { Value } from "../../python/objects";
import { Expression } from "../expressions/base";
import { FunctionExpression, type FunctionKind, TYPES } from "../expressions/functions";
import { FieldType } from "../fieldTypes";
import type { Compiler } from "../query/compiler";
import { param, type Sql, sql } from "../sql";
import { Lookup } from "./lookup";

/** A part of a date as an integer: `Extract…` and the transforms `year`, `hour`, …; `extra.part` names it. */
export const EXTRACT: FunctionKind = {
  name: "Extract",
  type: () => TYPES.integer,
  template([value], compiler, call) {
    const of = datePart(call.args[0]);
    return compiler.dialect.extract(
      String(call.extra.part),
      of,
      value as Sql,
      of === "datetime" ? compiler.zoneFor(call.extra.zone ?? null) : null,
    );
  },
};

/** `TruncDate` and the transform `date`. */
export const CAST_DATE: FunctionKind = {
  name: "TruncDate",
  type: () => TYPES.date,
  template: ([value], compiler, call) =>
    compiler.dialect.castDate(value as Sql, compiler.zoneFor(call.extra.zone ?? null)),
};

/** `TruncTime` and the transform `time`. */
export const CAST_TIME: FunctionKind = {
  name: "TruncTime",
  type: () => TYPES.time,
  template: ([value], compiler, call) =>
    compiler.dialect.castTime(value as Sql, compiler.zoneFor(call.extra.zone ?? null)),
};

/** Which kind of date an expression is, for the functions that differ by it. */
export function datePart(expression: Expression | undefined): "date" | "datetime" | "time" {
  const family = expression?.outputTypeOrNull?.family;
  return family === "date" || family === "time" ? family : "datetime";
}

/** The transform of that name for dates and times; null where the type has none. */
export function dateTransform(inner: Expression, name: string): Expression | null {
  const family = inner.outputTypeOrNull?.family;
  if (family !== "date" && family !== "datetime" && family !== "time") return null;
  const dated = family !== "time" && (DATE_TRANSFORMS as readonly string[]).includes(name);
  const timed = family !== "date" && (TIME_TRANSFORMS as readonly string[]).includes(name);
  if (dated || timed) return new FunctionExpression(EXTRACT, [inner], null, { part: name });
  if (family === "datetime" && name === "date") return new FunctionExpression(CAST_DATE, [inner]);
  if (family === "datetime" && name === "time") return new FunctionExpression(CAST_TIME, [inner]);
  return null;
}

/** `year` and `iso_year` compared with a number: a range on the column itself, so that an index serves. */
export class YearLookup extends Lookup {
  override readonly typeName = "YearLookup";

  override sql(compiler: Compiler): Sql {
    const lhs = this.lhs;
    if (this.rhs instanceof Expression || !(lhs instanceof FunctionExpression)) return super.sql(compiler);
    const source = lhs.args[0] as Expression;
    const year = Number(this.prepare(this.rhs, compiler));
    const iso = lhs.extra.part === "iso_year";
    const [first, last] = bounds(year, iso);
    const dated = source.outputTypeOrNull?.family === "date";
    const type = new FieldType(dated ? "DateField" : "DateTimeField");
    const { conversion } = compiler;
    const moment = (day: Temporal.PlainDate, time: Temporal.PlainTime): Value => {
      if (dated) return new PyDate(day);
      const local = day.toPlainDateTime(time);
      return conversion.useTz ? new PyDateTime(local, conversion.zone).in(UTC) : new PyDateTime(local);
    };
    const from = param(type.toDb(moment(first, new Temporal.PlainTime()), conversion));
    const to = param(type.toDb(moment(last, new Temporal.PlainTime(23, 59, 59, 999, 999)), conversion));
    const left = source.sql(compiler);
    switch (this.name) {
      case "exact":
        return sql`${left} BETWEEN ${from} AND ${to}`;
      case "gt":
        return sql`${left} > ${to}`;
      case "gte":
        return sql`${left} >= ${from}`;
      case "lt":
        return sql`${left} < ${from}`;
      default:
        return sql`${left} <= ${to}`;
    }
  }
}

function bounds(year: number, iso: boolean): [Temporal.PlainDate, Temporal.PlainDate] {
  if (!iso) return [new Temporal.PlainDate(year, 1, 1), new Temporal.PlainDate(year, 12, 31)];
  const monday = (y: number): Temporal.PlainDate => {
    const fourth = new Temporal.PlainDate(y, 1, 4);
    return fourth.subtract({ days: fourth.dayOfWeek - 1 });
  };
  return [monday(year), monday(year + 1).subtract({ days: 1 })];
}
