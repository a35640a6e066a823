import { raise } from "../../python/exceptions";
import { PyObject } from "../../python/objects";
import { Q, type QChild } from "../expressions/q";
import { plainRepr } from "../fieldTypes";
import type { PathStep } from "./paths";
import type { Query } from "./query";

/** `FilteredRelation("products", condition=Q(products__stock__gt=10))`: a relation joined only where the condition holds. */
export class FilteredRelation extends PyObject {
  readonly typeName = "FilteredRelation";

  constructor(
    readonly relationName: string,
    readonly condition: Q,
    /** The name it was annotated under; empty before. */
    readonly alias = "",
  ) {
    super();
  }

  override repr(): string {
    return `<FilteredRelation: relation_name=${plainRepr(this.relationName)} condition=${this.condition.repr()}>`;
  }

  /** The last hop of the relation as this one's own: no plain join is taken for it. */
  own(step: PathStep): PathStep {
    const identity = `${step.join.identity}|${this.alias}|${this.repr()}`;
    return { ...step, join: { ...step.join, identity, filter: this } };
  }
}

/**
 * Adds a filtered relation under a name, its condition told from that name on (Django's `add_filtered_relation`).
 * Throws ValueError for lookups in the relation, and for conditions on anything but the relation's own fields.
 */
export function addFilteredRelation(query: Query, relation: FilteredRelation, alias: string): void {
  const { relationName } = relation;
  const own = query.solveLookup(relationName, false);
  if (own.lookups.length > 0)
    throw raise(
      "ValueError",
      `FilteredRelation's relation_name cannot contain lookups (got ${plainRepr(relationName)}).`,
    );
  for (const key of keysOf(relation.condition)) {
    const { lookups, parts } = query.solveLookup(key, false);
    const shared = parts.slice(0, lookups.length > 0 ? -1 : -2);
    if (shared.some((part, i) => i < own.parts.length && own.parts[i] !== part))
      throw raise(
        "ValueError",
        `FilteredRelation's condition doesn't support relations outside the ${plainRepr(relationName)} (got ${plainRepr(key)}).`,
      );
    if (parts.length > own.parts.length + 1)
      throw raise(
        "ValueError",
        `FilteredRelation's condition doesn't support nested relations deeper than the relation_name (got ${plainRepr(key)} for ${plainRepr(relationName)}).`,
      );
  }
  const renamed = rename(relation.condition, `${relationName}__`, `${alias}__`);
  query.filteredRelations.set(alias, new FilteredRelation(relationName, renamed, alias));
}

function keysOf(q: Q): string[] {
  return q.children.flatMap((child) => (child instanceof Q ? keysOf(child) : "key" in child ? [child.key] : []));
}

function rename(q: Q, from: string, to: string): Q {
  const children = q.children.map((child): QChild => {
    if (child instanceof Q) return rename(child, from, to);
    return "key" in child && child.key.startsWith(from) ? { ...child, key: to + child.key.slice(from.length) } : child;
  });
  return new Q(children, q.connector, q.negated);
}
