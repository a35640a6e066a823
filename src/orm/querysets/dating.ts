import { messages } from "../../models/vocabulary/messages";
import { PyTimezone } from "../../python/datetime";
import { raise } from "../../python/exceptions";
import type { Value } from "../../python/objects";
import type { BoundArguments } from "../../python/signature";
import { truncated } from "../expressions/library";
import { F } from "../expressions/names";
import { Q } from "../expressions/q";
import { FieldType } from "../fieldTypes";
import type { QuerySet } from "../queryset";
import { annotated } from "./annotating";
import { setValues } from "./valuing";

/** `dates()` and `datetimes()`: the distinct moments of a field, cut down to a part. */
export function dates(self: QuerySet, args: BoundArguments, kind: "date" | "datetime"): QuerySet {
  const { named: given } = args;
  const field = String(given.field_name);
  const part = String(given.kind);
  const order = given.order === undefined ? "ASC" : String(given.order);
  const parts =
    kind === "date" ? ["year", "month", "week", "day"] : ["year", "month", "week", "day", "hour", "minute", "second"];
  if (!parts.includes(part)) {
    const list = parts.map((name) => `'${name}'`);
    throw raise(
      "ValueError",
      kind === "date"
        ? messages.datesKind
        : `'kind' must be one of ${list.slice(0, -1).join(", ")}, or ${list.at(-1)}.`,
    );
  }
  if (order !== "ASC" && order !== "DESC") throw raise("ValueError", messages.datesOrder);
  const trunc = truncated(
    part,
    new F(field),
    kind === "date" ? new FieldType("DateField") : new FieldType("DateTimeField"),
    kind === "datetime" && given.tzinfo instanceof PyTimezone ? given.tzinfo.id : null,
  );
  const copy = annotated(
    self,
    new Map<string, Value>([
      ["datefield", trunc],
      ["plain_field", new F(field)],
    ]),
    true,
  );
  setValues(copy, ["datefield"]);
  copy.shape = "dates";
  copy.fields = ["datefield"];
  copy.query.distinct = true;
  copy.query.addQ(new Q([{ key: "plain_field__isnull", value: false }]));
  copy.query.clearOrdering(true, false);
  copy.query.ordering = [order === "DESC" ? "-datefield" : "datefield"];
  return copy;
}
