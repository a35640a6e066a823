import type { FieldInfo, ModelInfo } from "../protocol/models";

/** The other end of a relation, as the model it points to sees it. */
export interface Reverse {
  /** Attribute of an instance: `song_set`; null where `related_name="+"` switched it off. */
  readonly accessor: string | null;
  /** Name in a lookup: `song`. */
  readonly queryName: string;
  readonly model: ModelInfo;
  readonly field: FieldInfo;
  readonly many: boolean;
}

/** The models with their relations in both directions. */
export class ModelGraph {
  readonly models: readonly ModelInfo[];
  readonly #labelled: ReadonlyMap<string, ModelInfo>;
  readonly #named = new Map<string, ModelInfo>();
  readonly #reverse = new Map<string, Reverse[]>();

  constructor(models: readonly ModelInfo[]) {
    this.models = models;
    this.#labelled = new Map(models.map((model) => [model.label, model]));
    for (const model of models) {
      const known = this.#named.get(model.name);
      // The workspace's own model wins over one of the same name that a package or the database brought.
      if (known === undefined || (known.origin !== "django" && model.origin === "django"))
        this.#named.set(model.name, model);
      for (const field of model.fields) this.#addReverse(model, field);
    }
  }

  named(name: string): ModelInfo | undefined {
    return this.#named.get(name);
  }

  labelled(label: string | undefined): ModelInfo | undefined {
    return label === undefined ? undefined : this.#labelled.get(label);
  }

  /** A field by its name, its attribute name, or `pk`. */
  field(model: ModelInfo, name: string): FieldInfo | undefined {
    const wanted = name === "pk" ? model.primaryKey : name;
    return model.fields.find((field) => field.name === wanted || field.attname === wanted);
  }

  target(field: FieldInfo): ModelInfo | undefined {
    return field.relation?.kind === "generic" ? undefined : this.labelled(field.relation?.model);
  }

  /** The relations that lead to a model, to its parents and to the model behind a proxy. */
  reverse(model: ModelInfo): readonly Reverse[] {
    const seen = new Set<string>();
    const found: Reverse[] = [];
    const visit = (label: string | undefined): void => {
      if (label === undefined || seen.has(label)) return;
      seen.add(label);
      found.push(...(this.#reverse.get(label) ?? []));
      const own = this.#labelled.get(label);
      visit(own?.proxyFor);
      for (const parent of own?.parents ?? []) visit(parent.model);
    };
    visit(model.label);
    return found;
  }

  #addReverse(model: ModelInfo, field: FieldInfo): void {
    const { relation } = field;
    // An inherited field of a child table belongs to the parent; only abstract bases leave theirs to each child.
    if (!relation || relation.kind === "generic" || relation.kind === "genericRelation") return;
    if (field.inheritedFrom !== undefined && this.#labelled.has(field.inheritedFrom)) return;
    if (model.proxy || model.autoCreated) return;
    const lower = model.name.toLowerCase();
    const many = relation.kind !== "o2o";
    const hidden = relation.relatedName?.endsWith("+") ?? false;
    const named = hidden ? undefined : relation.relatedName;
    if (hidden && relation.relatedQueryName === undefined) return;
    const reverse: Reverse = {
      accessor: hidden ? null : (named ?? (many ? `${lower}_set` : lower)),
      queryName: relation.relatedQueryName ?? named ?? lower,
      model,
      field,
      many,
    };
    this.#reverse.set(relation.model, [...(this.#reverse.get(relation.model) ?? []), reverse]);
  }
}
