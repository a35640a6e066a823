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
  readonly #declared = new Map<string, Reverse[]>();
  readonly #fields = new WeakMap<ModelInfo, ReadonlyMap<string, FieldInfo>>();
  readonly #reverse = new WeakMap<ModelInfo, readonly Reverse[]>();

  constructor(models: readonly ModelInfo[]) {
    this.models = models;
    this.#labelled = new Map(models.map((model) => [model.label, model]));
    for (const model of models) {
      const known = this.#named.get(model.name);
      // The workspace's own model wins over one of the same name that a package or the database brought.
      if (known === undefined || (known.origin !== "django" && model.origin === "django"))
        this.#named.set(model.name, model);
      for (const field of model.fields) this.#declare(model, field);
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
    return this.#fieldsOf(model).get(name);
  }

  target(field: FieldInfo): ModelInfo | undefined {
    return field.relation?.kind === "generic" ? undefined : this.labelled(field.relation?.model);
  }

  /** The relations that lead to a model, to its parents and to the model behind a proxy. */
  reverse(model: ModelInfo): readonly Reverse[] {
    const known = this.#reverse.get(model);
    if (known) return known;
    const seen = new Set<string>();
    const found: Reverse[] = [];
    const visit = (label: string | undefined, inherited: boolean): void => {
      if (label === undefined || seen.has(label)) return;
      seen.add(label);
      const back = this.#declared.get(label) ?? [];
      // The links of a parent's other children lead back to the parent alone.
      found.push(...(inherited ? back.filter(({ field }) => !field.relation?.parentLink) : back));
      const own = this.#labelled.get(label);
      visit(own?.proxyFor, inherited);
      for (const parent of own?.parents ?? []) visit(parent.model, true);
    };
    visit(model.label, false);
    this.#reverse.set(model, found);
    return found;
  }

  /** Whether `child` is `parent`, a proxy of it or of its children, or inherits its table. */
  isKindOf(child: ModelInfo, parent: ModelInfo): boolean {
    const seen = new Set<string>();
    const leads = (label: string | undefined): boolean => {
      if (label === undefined || seen.has(label)) return false;
      seen.add(label);
      if (label === parent.label) return true;
      const own = this.#labelled.get(label);
      return own !== undefined && (leads(own.proxyFor) || own.parents.some(({ model }) => leads(model)));
    };
    return leads(child.label);
  }

  #fieldsOf(model: ModelInfo): ReadonlyMap<string, FieldInfo> {
    const known = this.#fields.get(model);
    if (known) return known;
    const fields = new Map<string, FieldInfo>();
    for (const field of model.fields) if (!fields.has(field.attname)) fields.set(field.attname, field);
    for (const field of model.fields) fields.set(field.name, field);
    const key = model.primaryKey === null ? undefined : fields.get(model.primaryKey);
    if (key && !fields.has("pk")) fields.set("pk", key);
    this.#fields.set(model, fields);
    return fields;
  }

  #declare(model: ModelInfo, field: FieldInfo): void {
    const { relation } = field;
    // An inherited field of a child table belongs to the parent; only abstract bases leave theirs to each child.
    if (!relation || relation.kind === "generic") return;
    if (relation.kind === "genericRelation" && relation.relatedQueryName === undefined) return;
    if (field.inheritedFrom !== undefined && this.#labelled.has(field.inheritedFrom)) return;
    if (model.proxy || model.autoCreated) return;
    const lower = model.name.toLowerCase();
    const many = relation.kind !== "o2o";
    // Friends of friends go both ways by the one field.
    const mirrored = relation.symmetrical === true && relation.model === model.label;
    const hidden = mirrored || relation.kind === "genericRelation" || (relation.relatedName?.endsWith("+") ?? false);
    const named = hidden ? undefined : relation.relatedName;
    if (hidden && relation.relatedQueryName === undefined) return;
    const reverse: Reverse = {
      accessor: hidden ? null : (named ?? (many ? `${lower}_set` : lower)),
      queryName: relation.relatedQueryName ?? named ?? lower,
      model,
      field,
      many,
    };
    const known = this.#declared.get(relation.model);
    if (known) known.push(reverse);
    else this.#declared.set(relation.model, [reverse]);
  }
}
