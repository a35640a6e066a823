import type { ModelInfo } from "../protocol/models";
import { closest } from "../python/suggest";
import { FieldDoesNotExist, fail } from "./errors";
import type { Field } from "./fields";
import type { Registry } from "./registry";

/** The other end of a foreign key or many-to-many field: what `reverse` names and accessors stand for. */
export class ReverseRelation {
  readonly isReverse = true;

  constructor(
    /** The field that declares the relation. */
    readonly field: Field,
    /** The model that the field points at. */
    readonly model: Model,
    /** The name in lookups. */
    readonly name: string,
    /** The attribute on instances; null where `related_name="+"` hides it. */
    readonly accessor: string | null,
  ) {}

  get relatedModel(): Model {
    return this.field.model;
  }

  /** `related_name="+"`: nothing on the model leads here. */
  get hidden(): boolean {
    return this.accessor === null;
  }

  /** More than one row can point back. */
  get multiple(): boolean {
    return this.field.kind !== "o2o";
  }
}

export type NamedField = Field | ReverseRelation;

/** A model with its fields and relations linked: Django's `Options`. One object per model; proxies have their own. */
export class Model {
  /** Every column-backed field, inherited ones included, in Django's order. */
  fields: readonly Field[] = [];
  manyToMany: readonly Field[] = [];
  /** GenericForeignKey and GenericRelation. */
  privateFields: readonly Field[] = [];
  /** Direct concrete parents with the one-to-one field that links to each (null for a proxy's). */
  parents: ReadonlyMap<Model, Field | null> = new Map();
  /** Relations that point at this very model, hidden ones included. */
  readonly ownRelations: ReverseRelation[] = [];
  pk!: Field;
  concrete: Model = this;
  #local: {
    readonly of: readonly Field[];
    readonly fields: readonly Field[];
    readonly places: ReadonlyMap<string, number>;
  } | null = null;
  #ancestors: readonly Model[] | null = null;
  #relations: readonly ReverseRelation[] | null = null;
  #names: Map<string, NamedField> | null = null;

  constructor(
    readonly info: ModelInfo,
    readonly registry: Registry,
  ) {}

  get label(): string {
    return this.info.label;
  }

  get app(): string {
    return this.info.app;
  }

  get name(): string {
    return this.info.name;
  }

  get modelName(): string {
    return this.info.name.toLowerCase();
  }

  get table(): string {
    return this.concrete.info.table;
  }

  /** The fields whose columns are in this model's own table. */
  get localFields(): readonly Field[] {
    return this.#sorted.fields;
  }

  /** Where each field is in `fields`, by its attribute. */
  get places(): ReadonlyMap<string, number> {
    return this.#sorted.places;
  }

  get #sorted(): { readonly fields: readonly Field[]; readonly places: ReadonlyMap<string, number> } {
    const known = this.#local;
    if (known?.of === this.fields) return known;
    this.#local = {
      of: this.fields,
      fields: this.fields.filter((field) => field.model === this.concrete),
      places: new Map(this.fields.map((field, i) => [field.attname, i])),
    };
    return this.#local;
  }

  /** Concrete ancestors, nearest first. */
  get ancestors(): readonly Model[] {
    if (this.#ancestors) return this.#ancestors;
    const found = this.#findAncestors();
    if (this.registry.isLinked) this.#ancestors = found;
    return found;
  }

  #findAncestors(): readonly Model[] {
    const found: Model[] = [];
    for (const parent of this.concrete.parents.keys()) {
      if (!found.includes(parent.concrete)) found.push(parent.concrete);
      for (const further of parent.ancestors) if (!found.includes(further)) found.push(further);
    }
    return found;
  }

  isSubclassOf(other: Model): boolean {
    return this.concrete === other.concrete || this.ancestors.includes(other.concrete);
  }

  /** Relations that point at this model or one it inherits from. */
  get relations(): readonly ReverseRelation[] {
    if (this.#relations) return this.#relations;
    const found = this.#findRelations();
    if (this.registry.isLinked) this.#relations = found;
    return found;
  }

  #findRelations(): readonly ReverseRelation[] {
    const all: ReverseRelation[] = [];
    for (const model of [...this.ancestors, this.concrete, this]) {
      for (const relation of model.ownRelations) {
        // An ancestor's children are not this model's: links of inheritance show on the model they point at alone.
        if (relation.field.isParentLink && model.concrete !== this.concrete) continue;
        if (!all.includes(relation)) all.push(relation);
      }
    }
    for (const proxy of this.registry.proxiesOf(this.concrete)) {
      if (proxy !== this) for (const relation of proxy.ownRelations) if (!all.includes(relation)) all.push(relation);
    }
    return all;
  }

  get names(): ReadonlyMap<string, NamedField> {
    if (this.#names) return this.#names;
    const names = new Map<string, NamedField>();
    for (const relation of this.relations) names.set(relation.name, relation);
    for (const field of [...this.fields, ...this.manyToMany, ...this.privateFields]) {
      names.set(field.name, field);
    }
    for (const field of this.fields) if (!names.has(field.attname)) names.set(field.attname, field);
    this.#names = names;
    return names;
  }

  /** The field or relation of that name; null where there is none. */
  find(name: string): NamedField | null {
    return this.names.get(name) ?? null;
  }

  /** The same for a field of the model itself; throws FieldDoesNotExist. */
  field(name: string): Field {
    const found = this.find(name);
    if (found && !(found instanceof ReverseRelation)) return found;
    throw fail(FieldDoesNotExist, `${this.name} has no field named '${name}'`);
  }

  /** The names Django lists in "Choices are: …", sorted. */
  choices(annotations: Iterable<string> = []): string[] {
    const names = [...this.names]
      .filter(([, field]) => !(field instanceof ReverseRelation) || !field.hidden)
      .map(([name]) => name);
    return [...new Set([...names, ...annotations])].sort(byCodeUnit);
  }

  closestName(name: string): string | null {
    return closest(name, [...this.names.keys()]);
  }

  /** The chain of parents from this model up to `ancestor`, this one left out; empty where it is none. */
  chainTo(ancestor: Model): Model[] {
    if (this.concrete === ancestor.concrete) return [];
    for (const parent of this.concrete.parents.keys()) {
      if (parent.concrete === ancestor.concrete) return [parent.concrete];
      const further = parent.chainTo(ancestor);
      if (further.length > 0) return [parent.concrete, ...further];
    }
    return [];
  }

  /** The field of this model (or of one between) that links up to `ancestor`. */
  linkTo(ancestor: Model): Field | null {
    const direct = this.concrete.parents.get(ancestor) ?? this.concrete.parents.get(ancestor.concrete);
    if (direct) return direct;
    for (const [parent, link] of this.concrete.parents)
      if (parent.linkTo(ancestor)) return link ?? parent.linkTo(ancestor);
    return null;
  }

  toString(): string {
    return this.label;
  }
}

/** Python's order of plain names. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
