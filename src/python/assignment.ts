import { typeNameOf } from "./equality";
import { Evaluator } from "./evaluator";
import { raise } from "./exceptions";
import { type MaybePromise, PyObject, PySlice, type Value } from "./objects";
import { binary, inPlace } from "./operations";
import { placed } from "./places";
import type { Scope } from "./scope";
import { assignSlice, deleteSlice, positionOf } from "./sequences";
import type { AugmentedAssign, Expression } from "./tree";

/** Binds, changes and deletes what stands left of a `=`. */
export abstract class Assigner extends Evaluator {
  assign(target: Expression, value: Value, scope: Scope): MaybePromise<void> {
    if (target.type === "Name") {
      scope.set(target.id, value);
      return undefined;
    }
    return this.#assignTo(target, value, scope);
  }

  async #assignTo(target: Expression, value: Value, scope: Scope): Promise<void> {
    switch (target.type) {
      case "Attribute":
        try {
          await this.setAttribute(await this.evaluate(target.value, scope), target.name, value);
        } catch (error) {
          throw placed(error, target);
        }
        return;
      case "Subscript":
        await this.setItem(await this.evaluate(target.value, scope), await this.evaluate(target.index, scope), value);
        return;
      case "Tuple":
      case "List":
        await this.#unpack(target.items, value, scope);
        return;
      default:
        throw placed(raise("SyntaxError", "cannot assign to expression"), target);
    }
  }

  async #unpack(targets: readonly Expression[], value: Value, scope: Scope): Promise<void> {
    if (value === null || typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") {
      throw raise("TypeError", `cannot unpack non-iterable ${typeNameOf(value)} object`);
    }
    const items = await this.list(value);
    const star = targets.findIndex((t) => t.type === "Starred");
    if (star < 0) {
      if (items.length > targets.length)
        throw raise("ValueError", `too many values to unpack (expected ${targets.length})`);
      if (items.length < targets.length)
        throw raise("ValueError", `not enough values to unpack (expected ${targets.length}, got ${items.length})`);
      for (const [i, target] of targets.entries()) await this.assign(target, items[i] as Value, scope);
      return;
    }
    const after = targets.length - star - 1;
    if (items.length < targets.length - 1) {
      throw raise(
        "ValueError",
        `not enough values to unpack (expected at least ${targets.length - 1}, got ${items.length})`,
      );
    }
    for (const [i, target] of targets.entries()) {
      if (target.type === "Starred") await this.assign(target.value, items.slice(star, items.length - after), scope);
      else await this.assign(target, items[i < star ? i : items.length - (targets.length - i)] as Value, scope);
    }
  }

  async setItem(object: Value, index: Value, value: Value): Promise<void> {
    if (Array.isArray(object)) {
      if (index instanceof PySlice) {
        assignSlice(object, index, await this.list(value));
      } else object[positionOf(object.length, index, "list", "list assignment index out of range")] = value;
      return;
    }
    if (object instanceof PyObject && object.setItem) return object.setItem(index, value, this);
    throw raise("TypeError", `'${typeNameOf(object)}' object does not support item assignment`);
  }

  /** `target operator= value`: the target's own parts are evaluated once. */
  augmented(node: AugmentedAssign, scope: Scope): MaybePromise<void> {
    const { target, operator, value } = node;
    if (target.type !== "Name") return this.#augmentedLater(node, scope);
    const before = this.evaluate(target, scope);
    const by = this.evaluate(value, scope);
    if (before instanceof Promise || by instanceof Promise) return this.#into(target, before, by, operator, scope);
    const changed = inPlace(operator, before, by, this);
    if (changed !== undefined) return this.#into(target, before, by, operator, scope, changed);
    const made = binary(operator, before, by, this);
    return made instanceof Promise
      ? made.then((result) => this.assign(target, result, scope))
      : this.assign(target, made, scope);
  }

  async #into(
    target: Expression,
    before: MaybePromise<Value>,
    by: MaybePromise<Value>,
    operator: AugmentedAssign["operator"],
    scope: Scope,
    changed?: MaybePromise<Value | undefined>,
  ): Promise<void> {
    const [a, b] = [await before, await by];
    const own = await (changed ?? inPlace(operator, a, b, this));
    await this.assign(target, own === undefined ? await binary(operator, a, b, this) : own, scope);
  }

  async #augmentedLater({ target, operator, value }: AugmentedAssign, scope: Scope): Promise<void> {
    const combined = async (before: Value): Promise<Value> => {
      const by = await this.evaluate(value, scope);
      const own = await inPlace(operator, before, by, this);
      return own === undefined ? binary(operator, before, by, this) : own;
    };
    if (target.type === "Attribute") {
      const object = await this.evaluate(target.value, scope);
      await this.setAttribute(object, target.name, await combined(await this.getAttribute(object, target.name)));
    } else if (target.type === "Subscript") {
      const object = await this.evaluate(target.value, scope);
      const index = await this.evaluate(target.index, scope);
      await this.setItem(object, index, await combined(await this.getItem(object, index)));
    } else await this.assign(target, await combined(await this.evaluate(target, scope)), scope);
  }

  async delete(target: Expression, scope: Scope): Promise<void> {
    if (target.type === "Name") {
      if (scope.delete(target.id)) return;
      if (scope.unbound(target.id))
        throw placed(
          raise(
            "UnboundLocalError",
            `cannot access local variable '${target.id}' where it is not associated with a value`,
          ),
          target,
        );
      throw placed(raise("NameError", `name '${target.id}' is not defined`), target);
    }
    if (target.type === "Attribute") {
      await this.deleteAttribute(await this.evaluate(target.value, scope), target.name);
      return;
    }
    if (target.type === "Tuple" || target.type === "List") {
      for (const item of target.items) await this.delete(item, scope);
      return;
    }
    if (target.type !== "Subscript") throw placed(raise("SyntaxError", "cannot delete expression"), target);
    const object = await this.evaluate(target.value, scope);
    const index = await this.evaluate(target.index, scope);
    if (Array.isArray(object)) {
      if (index instanceof PySlice) {
        deleteSlice(object, index);
      } else object.splice(positionOf(object.length, index, "list", "list assignment index out of range"), 1);
    } else if (object instanceof PyObject && object.deleteItem) await object.deleteItem(index, this);
    else throw raise("TypeError", `'${typeNameOf(object)}' object doesn't support item deletion`);
  }
}
