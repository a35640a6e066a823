import { messages } from "../../models/vocabulary/messages";
import { raise } from "../../python/exceptions";
import type { CallArguments, Value } from "../../python/objects";
import { Aggregate } from "../expressions/aggregates";
import { Expression } from "../expressions/base";
import { ConditionValue } from "../expressions/conditions";
import { Q } from "../expressions/q";
import { plainText } from "../fieldTypes";
import { ReverseRelation } from "../meta";
import { addFilteredRelation, FilteredRelation } from "../query/filteredRelation";
import type { QuerySet } from "../queryset";

/** `annotate()` and `alias()`. */
export function annotated(self: QuerySet, expressions: ReadonlyMap<string, Value>, selected: boolean): QuerySet {
  const copy = self.chain();
  const { query } = copy;
  const taken =
    copy.shape === "model" || copy.fields.length === 0
      ? new Set(
          [...self.model.names].flatMap(([name, field]) =>
            field instanceof ReverseRelation ? [name] : [field.name, field.attname],
          ),
        )
      : new Set<string>();
  for (const [name, value] of expressions) {
    if (taken.has(name)) throw raise("ValueError", messages.annotationTaken(name));
    if (value instanceof FilteredRelation) {
      addFilteredRelation(query, value, name);
      continue;
    }
    if (!(value instanceof Expression) && !(value instanceof Q))
      throw raise("TypeError", messages.notExpressions("annotate", plainText(value)));
    query.addAnnotation(name, value instanceof Q ? new ConditionValue(value) : value, selected);
  }
  for (const name of expressions.keys()) {
    const annotation = query.annotations.get(name);
    if (!annotation?.containsAggregate) continue;
    if (copy.shape === "model" && query.groupBy === null) query.groupBy = true;
    else if (copy.shape !== "model") setGroupBy(copy);
    break;
  }
  return copy;
}

/** Rows grouped by what `values()` chose. */
function setGroupBy(self: QuerySet): void {
  const { query } = self;
  const group: Expression[] = [...query.select];
  for (const annotation of query.selectedAnnotations.values()) {
    if (annotation.containsAggregate) continue;
    group.push(...annotation.groupBy());
  }
  query.groupBy = group;
}

/** Keyword annotations and those whose name follows from the expression. */
export function named(call: CallArguments, method: string): Map<string, Value> {
  const out = new Map<string, Value>();
  const needsAlias = `Complex ${method === "aggregate" ? "aggregates" : "annotations"} require an alias`;
  for (const value of call.positional) {
    if (!(value instanceof Aggregate)) {
      if (value instanceof Expression) throw raise("TypeError", needsAlias);
      throw raise("TypeError", messages.notExpressions(method, plainText(value)));
    }
    let name: string;
    try {
      name = value.defaultAlias;
    } catch {
      throw raise("TypeError", needsAlias);
    }
    if (call.keywords.has(name))
      throw raise(
        "ValueError",
        `The named annotation '${name}' conflicts with the default name for another annotation.`,
      );
    out.set(name, value);
  }
  for (const [name, value] of call.keywords) out.set(name, value);
  return out;
}
