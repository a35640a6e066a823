import { messages } from "../../models/vocabulary/messages";
import { PyDict } from "../../python/collections";
import { raise } from "../../python/exceptions";
import type { CallArguments, Value } from "../../python/objects";
import { fail, NotSupportedError } from "../errors";
import { Aggregate } from "../expressions/aggregates";
import { Expression } from "../expressions/base";
import { F } from "../expressions/names";
import { plainText } from "../fieldTypes";
import { planAggregation } from "../query/aggregation";
import type { QuerySet } from "../queryset";
import { named } from "./annotating";

export async function aggregate(self: QuerySet, call: CallArguments): Promise<Value> {
  if (self.query.distinctFields.length > 0)
    throw raise("NotImplementedError", "aggregate() + distinct(fields) not implemented.");
  // What Django 5.2 sends there names columns that no part has, and SQLite takes the names for texts.
  if (self.query.combinator) throw fail(NotSupportedError, messages.afterCombining("aggregate", self.query.combinator));
  const aggregates = named(call, "aggregate");
  const expressions = new Map<string, Expression>();
  for (const [name, given] of aggregates) {
    const value = given instanceof Expression ? withEarlier(given, expressions) : given;
    if (!(value instanceof Expression))
      throw raise("TypeError", messages.notExpressions("aggregate", plainText(value)));
    const resolved = value.resolve({ ...self.query.clone().context, summarize: true });
    if (!resolved.containsAggregate) throw raise("TypeError", `${name} is not an aggregate expression`);
    expressions.set(name, value);
  }
  if (expressions.size === 0) return new PyDict();
  const { orm } = self;
  const plan = planAggregation(orm.compiler, self.query, expressions);
  const row = plan.sql ? (await orm.connection.read(plan.sql))[0] : undefined;
  return new PyDict(
    plan.columns.map(({ expression, alias }) => {
      const stored = row?.[alias] ?? null;
      if (!row) return [alias, emptyAggregate(expression)] as const;
      return [alias, expression.fromDb(stored, orm.conversion)] as const;
    }),
  );
}

/** An aggregate with those that it names, of the same call, in their places (Django 4.2). */
function withEarlier(value: Expression, earlier: ReadonlyMap<string, Expression>): Expression {
  if (value instanceof F) return earlier.get(value.name) ?? value;
  const children = value.children();
  const replaced = children.map((child) => withEarlier(child, earlier));
  return replaced.every((child, i) => child === children[i]) ? value : value.withChildren(replaced);
}

function emptyAggregate(expression: Expression): Value {
  if (expression instanceof Aggregate) return expression.options.default ?? (expression.name === "Count" ? 0n : null);
  return null;
}
