import type { DatabaseSchema } from "../models/schema";
import type { ProjectInfo } from "../protocol/models";
import { Field } from "./fields";
import { Model, ReverseRelation } from "./meta";

/** Every model of a project, linked: fields to models, relations to both their ends. */
export class Registry {
  readonly models: readonly Model[];
  readonly #byLabel = new Map<string, Model>();
  /** Everything is linked, and nothing changes any more. */
  readonly isLinked: boolean;
  readonly #proxies = new Map<Model, Model[]>();

  /** Columns that the database computes, by table: those of generated fields, and those that `schema` tells besides. */
  readonly generated: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    readonly project: Pick<ProjectInfo, "models">,
    schema: DatabaseSchema | null = null,
  ) {
    this.models = project.models.map((info) => new Model(info, this));
    for (const model of this.models) this.#byLabel.set(model.label.toLowerCase(), model);
    for (const model of this.models) this.#linkConcrete(model);
    const linked = new Set<Model>();
    for (const model of this.models) this.#linkFields(model, linked);
    for (const model of this.models) this.#linkRelations(model);
    for (const model of this.models) this.#linkGeneric(model);
    this.generated = generatedColumns(this.models, schema);
    this.isLinked = true;
  }

  /** By label, in any case, as Django's registry; null where there is none. */
  get(label: string): Model | null {
    return this.#byLabel.get(label.toLowerCase()) ?? null;
  }

  /** Models by their short name; several where apps share it. */
  named(name: string): Model[] {
    return this.models.filter((model) => model.name === name);
  }

  proxiesOf(concrete: Model): readonly Model[] {
    return this.#proxies.get(concrete) ?? [];
  }

  /** Models that inherit directly from this one with tables of their own. */
  childrenOf(model: Model): Model[] {
    return this.models.filter(
      (other) =>
        !other.info.proxy &&
        [...other.parents.keys()].some((parent) => parent.concrete === model.concrete && other !== model),
    );
  }

  #linkConcrete(model: Model): void {
    const target = model.info.proxyFor ? this.get(model.info.proxyFor) : null;
    if (!target) return;
    model.concrete = target.info.proxy && target.info.proxyFor ? (this.get(target.info.proxyFor) ?? target) : target;
    this.#proxies.set(model.concrete, [...(this.#proxies.get(model.concrete) ?? []), model]);
  }

  /** Builds a model's fields, its parents' first, so that inherited ones are shared. */
  #linkFields(model: Model, linked: Set<Model>): void {
    if (linked.has(model)) return;
    linked.add(model);
    const above = [model.concrete, ...model.info.parents.map((parent) => this.get(parent.model))];
    for (const other of above) if (other && other !== model) this.#linkFields(other, linked);
    if (model.concrete !== model) {
      model.fields = model.concrete.fields;
      model.manyToMany = model.concrete.manyToMany;
      model.privateFields = model.concrete.privateFields;
      model.parents = model.concrete.parents;
      model.pk = model.concrete.pk;
      return;
    }
    const inherited = new Map<string, Field>();
    for (const parent of model.info.parents) {
      const from = this.get(parent.model);
      if (from)
        for (const field of [...from.fields, ...from.manyToMany, ...from.privateFields])
          inherited.set(field.name, field);
    }
    const fields = model.info.fields.map((info) => {
      const declaredBy = info.inheritedFrom ? this.get(info.inheritedFrom) : null;
      const shared = declaredBy && declaredBy.concrete !== model ? inherited.get(info.name) : undefined;
      return shared ?? new Field(info, model);
    });
    model.fields = fields.filter((field) => field.info.column !== null);
    model.manyToMany = fields.filter((field) => field.isManyToMany);
    model.privateFields = fields.filter(
      (field) => field.kind === "generic" || field.kind === "genericRelation" || field.info.compositeOf !== undefined,
    );
    const composite = fields.find((field) => field.info.compositeOf !== undefined);
    if (composite)
      composite.parts = (composite.info.compositeOf ?? [])
        .map((name) => fields.find((field) => field.name === name))
        .filter((field) => field !== undefined);
    const pk =
      composite ??
      model.fields.find((field) => field.name === model.info.primaryKey) ??
      model.fields.find((field) => field.isPrimaryKey && field.model === model) ??
      model.fields[0];
    if (pk) model.pk = pk;
    const parents = new Map<Model, Field | null>();
    for (const parent of model.info.parents) {
      const to = this.get(parent.model);
      if (to) parents.set(to.concrete, model.fields.find((field) => field.name === parent.field) ?? null);
    }
    model.parents = parents;
  }

  #linkRelations(model: Model): void {
    if (model.concrete !== model) return;
    for (const field of [...model.fields, ...model.manyToMany]) {
      if (field.model !== model || !field.info.relation) continue;
      const remote = this.get(field.info.relation.model);
      if (!remote) continue;
      field.remote = remote;
      if (field.isForeignKey) {
        const name = field.info.relation.toField;
        field.targetField =
          (name ? remote.fields.find((other) => other.name === name) : undefined) ?? remote.pk ?? null;
      } else if (field.isManyToMany) this.#linkThrough(field, model, remote);
      this.#addReverse(field, model, remote);
    }
  }

  #linkThrough(field: Field, model: Model, remote: Model): void {
    const relation = field.info.relation;
    const through = relation?.through ? this.get(relation.through) : null;
    if (!through) return;
    const keys = through.fields.filter((other) => other.info.relation && (other.kind === "fk" || other.kind === "o2o"));
    const [fromName, toName] = relation?.throughFields ?? [];
    const pointsAt = (key: Field, target: Model): boolean =>
      this.get(key.info.relation?.model ?? "")?.concrete === target.concrete;
    const from = keys.find((key) => (fromName ? key.name === fromName : pointsAt(key, model)));
    const to = keys.find((key) => key !== from && (toName ? key.name === toName : pointsAt(key, remote)));
    if (from && to) field.through = { model: through, from, to };
  }

  #addReverse(field: Field, model: Model, remote: Model): void {
    const relation = field.info.relation;
    const hidden =
      relation?.relatedName?.endsWith("+") === true ||
      (field.isManyToMany && relation?.symmetrical === true && remote.concrete === model);
    const many = field.kind !== "o2o";
    const accessor = hidden ? null : (relation?.relatedName ?? (many ? `${model.modelName}_set` : model.modelName));
    // A hidden relation has a name that no script can write, but that our own look-ups can.
    const plain = relation?.relatedName && !relation.relatedName.endsWith("+") ? relation.relatedName : model.modelName;
    const name = hidden ? `_${model.label}_${field.name}_+` : (relation?.relatedQueryName ?? plain);
    const reverse = new ReverseRelation(field, remote, name, accessor);
    field.reverse = reverse;
    remote.ownRelations.push(reverse);
  }

  #linkGeneric(model: Model): void {
    for (const field of model.privateFields) {
      if (field.model !== model || !field.info.relation) continue;
      const holder = field.kind === "generic" ? model : this.get(field.info.relation.model);
      if (!holder) continue;
      const contentType = holder.fields.find(
        (other) => other.name === (field.info.relation?.contentTypeField ?? "content_type"),
      );
      const objectId = holder.fields.find(
        (other) => other.name === (field.info.relation?.objectIdField ?? "object_id"),
      );
      if (contentType && objectId) field.generic = { contentType, objectId };
      if (field.kind !== "genericRelation") continue;
      field.remote = holder;
      const query = field.info.relation.relatedQueryName;
      const reverse = new ReverseRelation(field, holder, query ?? `${model.modelName}+`, null);
      field.reverse = reverse;
      if (query) holder.ownRelations.push(reverse);
    }
  }
}

function generatedColumns(models: readonly Model[], schema: DatabaseSchema | null): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (table: string, columns: readonly string[]): void => {
    if (columns.length > 0) found.set(table, new Set([...(found.get(table) ?? []), ...columns]));
  };
  for (const { table, localFields } of models)
    add(
      table,
      localFields.filter((field) => field.isGenerated).map((field) => field.column),
    );
  for (const { name, columns } of schema?.tables ?? [])
    add(
      name,
      columns.filter(({ generated }) => generated !== null).map((column) => column.name),
    );
  return found;
}
