import type { Field } from "../../../orm/fields";
import type { Model } from "../../../orm/meta";

/** The foreign keys of a model's rows that lead to rows of other models: inherited ones, but not the links of inheritance. */
export function keysOf(model: Model): readonly Field[] {
  return model.fields.filter((field) => field.isForeignKey && !field.isParentLink && field.remote !== null);
}

/** Models in an order in which what is pointed at comes first, and the keys that no order could serve. */
export interface Order {
  readonly models: readonly Model[];
  /** Keys to models that come later: of cycles. */
  readonly late: ReadonlySet<Field>;
}

/** Puts models in order; `also` gives what a model's rows lead to without a foreign key. Cycles are cut at nullable keys first. */
export function inOrder(models: readonly Model[], also: (model: Model) => readonly Model[] = () => []): Order {
  const wanted = new Set(models.map((model) => model.concrete));
  const left = [...wanted];
  const done = new Set<Model>();
  const late = new Set<Field>();
  const isOpen = (target: Model, model: Model): boolean => {
    if (target.concrete === model) return false;
    // Rows of a child are rows of its parents as well.
    return left.some((other) => other !== model && other.isSubclassOf(target) && !done.has(other));
  };
  const openKeys = (model: Model): Field[] =>
    keysOf(model).filter(({ remote }) => remote !== null && isOpen(remote, model));
  while (left.length > 0) {
    const free =
      left.find((model) => openKeys(model).length === 0 && also(model).every((other) => !isOpen(other, model))) ??
      left.find((model) => openKeys(model).length === 0) ??
      left.find((model) => openKeys(model).every(({ isNullable }) => isNullable)) ??
      left[0];
    if (free === undefined) break;
    for (const key of openKeys(free)) late.add(key);
    left.splice(left.indexOf(free), 1);
    done.add(free);
  }
  return { models: [...done], late };
}
