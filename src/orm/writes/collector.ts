import type { Origin } from "../../protocol/results";
import { PySet } from "../../python/collections";
import { compareValues } from "../../python/equality";
import { PyException, PyRaise } from "../../python/exceptions";
import { PyObject, type Value } from "../../python/objects";
import { contentTypeOf } from "../contentTypes";
import type { Orm } from "../context";
import { defaultOf } from "../defaults";
import { ProtectedError, RestrictedError } from "../errors";
import { Expression } from "../expressions/base";
import { Q } from "../expressions/q";
import type { Field } from "../fields";
import { plainText } from "../fieldTypes";
import { ModelInstance } from "../instance";
import type { Model, ReverseRelation } from "../meta";
import { type CollectedRow, collectedRows, hasDeleteReceivers } from "./collected";
import { deleteByKeys, updateRows } from "./statements";

interface FieldUpdate {
  readonly field: Field;
  readonly value: Value;
  readonly cause: string;
  readonly origin: Origin;
  readonly rows: Map<RowName, CollectedRow>;
}

/** Gathers what a delete reaches before anything is deleted, then deletes it in an order that keys allow (Django's Collector). */
export class Collector {
  readonly data = new Map<Model, Map<RowName, CollectedRow>>();
  readonly #updates: FieldUpdate[] = [];
  readonly #dependencies = new Map<Model, Set<Model>>();
  readonly #restricted = new Map<Model, { readonly field: Field; readonly rows: Map<RowName, CollectedRow> }[]>();
  readonly #roots = new Set<Model>();
  /** What led to the rows of a model first. */
  readonly #origins = new Map<Model, Origin>();

  constructor(readonly orm: Orm) {}

  /** Adds rows and everything that falls with them. Throws ProtectedError or RestrictedError. */
  async collect(
    rows: readonly CollectedRow[],
    options: {
      readonly source?: Model;
      readonly nullable?: boolean;
      readonly related?: boolean;
      readonly reverse?: boolean;
      readonly keepParents?: boolean;
      readonly failOnRestricted?: boolean;
    } = {},
  ): Promise<void> {
    const added = this.#add(rows, options.source ?? null, options.nullable ?? false, options.reverse ?? false);
    const first = added[0];
    if (!first) return;
    const { model } = first;
    if (!options.source) this.#roots.add(model.concrete);
    if (!options.keepParents) {
      for (const [parent, link] of model.concrete.parents) {
        if (!link) continue;
        const rows = await this.#rowsOf(
          parent,
          parent.pk,
          added.map((row) => row.fieldValue(link) ?? null),
        );
        this.#lead(parent, { model: model.label, via: `${model.name}.${link.name}` });
        await this.collect(rows, { source: model, related: false, reverse: true, failOnRestricted: false });
      }
    }
    if (options.related === false) return;
    const guarded = new Map<string, ModelInstance[]>();
    for (const relation of deletableRelations(model)) {
      if (options.keepParents && model.ancestors.includes(relation.model.concrete)) continue;
      await this.#follow(relation, added, guarded);
    }
    if (guarded.size > 0) throw blocked(ProtectedError, model, "protected", guarded);
    for (const field of model.privateFields) {
      if (field.kind === "genericRelation") {
        if (field.remote) this.#lead(field.remote, { model: model.label, via: `${model.name}.${field.name}` });
        await this.collect(await this.#genericRows(field, added), {
          source: model,
          nullable: true,
          failOnRestricted: false,
        });
      }
    }
    if (options.failOnRestricted !== false) await this.#checkRestricted(model);
  }

  #add(rows: readonly CollectedRow[], source: Model | null, nullable: boolean, reverse: boolean): CollectedRow[] {
    const model = rows[0]?.model;
    if (!model) return [];
    const known = this.data.get(model) ?? new Map<RowName, CollectedRow>();
    this.data.set(model, known);
    const fresh: CollectedRow[] = [];
    for (const row of rows) {
      const key = nameOf(row);
      if (known.has(key)) continue;
      known.set(key, row);
      fresh.push(row);
    }
    if (source && !nullable) this.#depend(source, model, reverse);
    return fresh;
  }

  #depend(model: Model, dependency: Model, reverse: boolean): void {
    const [from, to] = reverse ? [dependency, model] : [model, dependency];
    const known = this.#dependencies.get(from.concrete) ?? new Set();
    known.add(to.concrete);
    this.#dependencies.set(from.concrete, known);
    if (![...this.data.keys()].some((other) => other.concrete === to.concrete)) this.data.set(to, new Map());
  }

  /** Rows by the values of a field: whole where receivers are handed them, or somebody is told of them. */
  async #rowsOf(
    model: Model,
    field: Field,
    keys: readonly Value[],
    whole = hasDeleteReceivers(this.orm, model),
  ): Promise<CollectedRow[]> {
    const rows: CollectedRow[] = [];
    const base = await this.orm.baseQuerySet(model);
    for (let at = 0; at < keys.length; at += 5000) {
      const chunk = base.where(new Q([{ key: `${field.name}__in`, value: keys.slice(at, at + 5000) }]));
      chunk.query.clearOrdering(true);
      for (const row of await collectedRows(chunk, whole)) rows.push(row);
    }
    return rows;
  }

  async #follow(
    relation: ReverseRelation,
    added: readonly CollectedRow[],
    guarded: Map<string, ModelInstance[]>,
  ): Promise<void> {
    const { field } = relation;
    const { onDelete } = field;
    if (onDelete === "DO_NOTHING") return;
    const target = field.targetField ?? relation.model.pk;
    const rows = await this.#rowsOf(
      field.model,
      field,
      added.map((row) => row.fieldValue(target) ?? null),
      onDelete === "PROTECT" || hasDeleteReceivers(this.orm, field.model),
    );
    if (rows.length === 0) return;
    const guard = (by: readonly ModelInstance[]): void => {
      const key = `'${field.model.name}.${field.name}'`;
      guarded.set(key, [...(guarded.get(key) ?? []), ...by]);
    };
    switch (onDelete) {
      case "CASCADE":
        this.#lead(field.model, originOf(relation));
        try {
          await this.collect(rows, { source: relation.model, nullable: field.isNullable, failOnRestricted: false });
          // Rows that point at each other are parted first where the database looks at each of them as it goes.
          if (field.isNullable && !this.orm.compiler.dialect.defersConstraints)
            this.#note(relation, null, "cascade", rows);
        } catch (error) {
          // What guards a row below guards this one: it is told by the key that leads there.
          const below = guardsIn(error);
          if (!below) throw error;
          guard(below);
        }
        return;
      case "PROTECT":
        guard(rows.filter((row) => row instanceof ModelInstance));
        return;
      case "RESTRICT": {
        const entries = this.#restricted.get(field.model) ?? [];
        entries.push({ field, rows: new Map(rows.map((row) => [nameOf(row), row])) });
        this.#restricted.set(field.model, entries);
        this.#depend(relation.model, field.model, false);
        return;
      }
      default:
        await this.#update(relation, rows);
    }
  }

  #lead(model: Model, origin: Origin): void {
    if (!this.#origins.has(model.concrete)) this.#origins.set(model.concrete, origin);
  }

  async #update(relation: ReverseRelation, rows: readonly CollectedRow[]): Promise<void> {
    const { field } = relation;
    this.#note(relation, await this.#replacement(field), field.onDelete, rows);
  }

  #note(relation: ReverseRelation, value: Value, cause: string, rows: readonly CollectedRow[]): void {
    const { field } = relation;
    const known = this.#updates.find(
      (update) => update.field === field && plainText(update.value) === plainText(value),
    );
    const update = known ?? { field, value, cause, origin: originOf(relation), rows: new Map<RowName, CollectedRow>() };
    for (const row of rows) update.rows.set(nameOf(row), row);
    if (!known) this.#updates.push(update);
  }

  async #replacement(field: Field): Promise<Value> {
    if (field.onDelete === "SET_DEFAULT") return defaultOf(this.orm, field);
    const code = field.info.relation?.onDeleteValue;
    if (field.onDelete !== "SET" || !code) return null;
    const value = await this.orm.evaluate(code, field.model);
    return value instanceof PyObject && value.call && !(value instanceof Expression)
      ? this.orm.interpreter.call(value, { positional: [], keywords: new Map() })
      : value;
  }

  async #genericRows(field: Field, added: readonly CollectedRow[]): Promise<readonly CollectedRow[]> {
    if (!field.generic || !field.remote) return [];
    const type = await contentTypeOf(this.orm, field.model);
    const base = await this.orm.baseQuerySet(field.remote);
    const rows = base.where(
      new Q([
        { key: field.generic.contentType.attname, value: type },
        { key: `${field.generic.objectId.attname}__in`, value: added.map((row) => row.pk) },
      ]),
    );
    rows.query.clearOrdering(true);
    return collectedRows(rows, hasDeleteReceivers(this.orm, field.remote));
  }

  /** A restricted row is no obstacle where a cascade takes it too. */
  async #checkRestricted(model: Model): Promise<void> {
    const left = new Map<string, ModelInstance[]>();
    for (const [restricted, entries] of this.#restricted) {
      for (const { field, rows } of entries) {
        for (const [other, collected] of this.data)
          if (other.concrete === restricted.concrete) for (const key of collected.keys()) rows.delete(key);
        if (rows.size > 0) {
          const name = `'${restricted.name}.${field.name}'`;
          const keys = [...rows.values()].map((row) => row.pk);
          const whole = await this.#rowsOf(restricted, restricted.pk, keys, true);
          left.set(name, [...(left.get(name) ?? []), ...whole.filter((row) => row instanceof ModelInstance)]);
        }
      }
    }
    if (left.size > 0) throw blocked(RestrictedError, model, "restricted", left);
  }

  /** Deletes what was gathered; returns the count of rows by model label. */
  async delete(): Promise<Map<string, number>> {
    const { orm } = this;
    const counted = new Map<string, number>();
    const ordered = this.#sorted();
    await orm.connection.atomic(async () => {
      for (const [model, rows] of ordered) {
        if (!model.info.autoCreated) await orm.signals.sendEach("pre_delete", model, rows);
      }
      for (const update of this.#updates) await this.#withCause(update.cause, update.origin, () => this.#apply(update));
      for (const [model, rows] of ordered) {
        if (rows.length === 0) continue;
        const backwards = [...rows].reverse();
        const cause = this.#roots.has(model.concrete) ? "statement" : "cascade";
        const origin = cause === "cascade" ? (this.#origins.get(model.concrete) ?? null) : null;
        const count = await this.#withCause(cause, origin, () =>
          deleteByKeys(
            orm,
            model.concrete,
            model.pk,
            backwards.map((row) => row.pk),
          ),
        );
        if (count > 0) counted.set(model.label, (counted.get(model.label) ?? 0) + count);
        if (!model.info.autoCreated) await orm.signals.sendEach("post_delete", model, backwards);
      }
    });
    for (const { field, value, rows } of this.#updates)
      for (const row of rows.values()) if (row instanceof ModelInstance) row.setValue(field, value);
    for (const [, rows] of ordered)
      for (const row of rows) if (row instanceof ModelInstance) row.setValue(row.model.pk, null);
    return counted;
  }

  async #withCause<T>(cause: string, origin: Origin | null, work: () => Promise<T>): Promise<T> {
    const { connection } = this.orm;
    const before = { cause: connection.cause, origin: connection.origin };
    // Within a receiver or an override, its own name explains more.
    if (before.cause === "statement") Object.assign(connection, { cause, origin });
    try {
      return await work();
    } finally {
      Object.assign(connection, before);
    }
  }

  async #apply({ field, value, rows: touched }: FieldUpdate): Promise<void> {
    const keys = [...touched.values()].map((row) => row.pk);
    for (let at = 0; at < keys.length; at += 5000) {
      const rows = this.orm.allRows(field.model).where(new Q([{ key: "pk__in", value: keys.slice(at, at + 5000) }]));
      rows.query.clearOrdering(true);
      await updateRows(this.orm, rows.query, [{ field, value }]);
    }
  }

  /** Models in an order in which each comes behind what depends on it; as they came where there is a circle. */
  #sorted(): [Model, CollectedRow[]][] {
    const models = [...this.data.keys()];
    const done: Model[] = [];
    const concrete = new Set<Model>();
    while (done.length < models.length) {
      let found = false;
      for (const model of models) {
        if (done.includes(model)) continue;
        const waits = [...(this.#dependencies.get(model.concrete) ?? [])].some((other) => !concrete.has(other));
        if (waits) continue;
        done.push(model);
        concrete.add(model.concrete);
        found = true;
      }
      if (!found) break;
    }
    const order = done.length === models.length ? done : models;
    return order.map((model) => [model, [...(this.data.get(model)?.values() ?? [])].sort((a, b) => byKey(a.pk, b.pk))]);
  }
}

function originOf({ model, field }: ReverseRelation): Origin {
  return { model: model.label, via: `${field.model.name}.${field.name}` };
}

/** What tells rows of a model apart: their key; whole numbers as numbers, as making texts of many takes its time. */
type RowName = number | bigint | string;

function nameOf({ pk, model }: CollectedRow): RowName {
  if (typeof pk === "bigint") return wholeName(pk);
  const text = plainText(pk);
  return model.pk.valueType.family === "integer" && /^-?\d+$/.test(text) ? wholeName(BigInt(text)) : text;
}

function wholeName(key: bigint): RowName {
  const number = Number(key);
  return Number.isSafeInteger(number) ? number : key;
}

function byKey(a: Value, b: Value): number {
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : a > b ? 1 : 0;
  return compareValues(a, b) ?? 0;
}

/** Relations by which rows fall with a row of this model: foreign keys to it, hidden ones and through tables included. */
function deletableRelations(model: Model): ReverseRelation[] {
  return model.relations.filter((relation) => relation.field.isForeignKey);
}

/** The rows that a ProtectedError names; null for any other error. */
function guardsIn(error: unknown): ModelInstance[] | null {
  if (!(error instanceof PyRaise) || error.exception.exceptionClass !== ProtectedError) return null;
  const objects = error.exception.extra.get("protected_objects");
  return objects instanceof PySet ? (objects.values() as ModelInstance[]) : null;
}

function blocked(
  cls: typeof ProtectedError,
  model: Model,
  word: string,
  by: ReadonlyMap<string, readonly ModelInstance[]>,
): PyRaise {
  const message = `Cannot delete some instances of model '${model.name}' because they are referenced through ${word} foreign keys: ${[...by.keys()].join(", ")}.`;
  const objects = new PySet([...by.values()].flat());
  return new PyRaise(
    new PyException(cls, [message, objects], null, new Map<string, Value>([[`${word}_objects`, objects]])),
  );
}
