import type { Session, SqlValue } from "../../../database/backend";
import type { Dialect } from "../../../orm/dialects/dialect";
import type { Field } from "../../../orm/fields";
import type { Model } from "../../../orm/meta";
import type { Chance } from "./chance";
import type { Pools } from "./pools";
import type { Row } from "./rows";

/** The models that a generic relation's rows may lead to, among some: those that declare its other end first. */
export function genericTargets(model: Model, among: readonly Model[]): readonly Model[] {
  const generics = model.privateFields.filter(({ kind, generic }) => kind === "generic" && generic !== null);
  const [first] = generics;
  const objectId = first?.generic?.objectId;
  if (objectId === undefined) return [];
  const takes = (other: Model): boolean => {
    const isText = objectId.valueType.family === "text";
    return !other.pk.isComposite && (isText || other.pk.valueType.family === objectId.valueType.family);
  };
  const fit = among.filter((other) => other !== model && other.info.autoCreated !== true && takes(other));
  const declared = fit.filter((other) =>
    other.privateFields.some(({ kind, remote }) => kind === "genericRelation" && remote?.concrete === model.concrete),
  );
  return declared.length > 0 ? declared : fit;
}

/** The values of generic relations, with the content types that they need. */
export class GenericKeys {
  /** Rows that `django_content_type` has to have. */
  readonly contentTypes: Row[] = [];
  readonly #known = new Map<Model, SqlValue | null>();

  constructor(
    readonly session: Session,
    readonly dialect: Dialect,
    readonly pools: Pools,
    readonly chance: Chance,
    /** The models that rows are made of. */
    readonly models: readonly Model[],
  ) {}

  async valuesFor(model: Model): Promise<Row> {
    const values = new Map<Field, SqlValue>();
    for (const { kind, generic } of model.privateFields) {
      if (kind !== "generic" || generic === null) continue;
      const { contentType, objectId } = generic;
      const targets: Model[] = [];
      for (const target of genericTargets(model, this.models)) {
        if ((await this.pools.values(target.pk)).length > 0) targets.push(target);
      }
      if (targets.length === 0) continue;
      const target = this.chance.pick(targets);
      const type = await this.#contentType(target, contentType);
      const key = this.chance.pick(await this.pools.values(target.pk));
      if (type === null) continue;
      values.set(contentType, type);
      values.set(objectId, objectId.valueType.family === "text" ? String(key) : key);
    }
    return values;
  }

  async #contentType({ concrete: model }: Model, field: Field): Promise<SqlValue | null> {
    const known = this.#known.get(model);
    if (known !== undefined) return known;
    const made = await this.#find(model, field);
    this.#known.set(model, made);
    return made;
  }

  async #find(model: Model, field: Field): Promise<SqlValue | null> {
    const holder = field.remote;
    if (holder === null) return null;
    const q = (name: string): string => this.dialect.quote(name);
    const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
    const rows = await this.session.all(
      `SELECT ${q("id")} AS id FROM ${q(holder.table)} WHERE app_label = ${text(model.app)} AND model = ${text(model.modelName)}`,
    );
    const id = rows[0]?.id;
    if (id !== undefined && id !== null) return typeof id === "number" ? BigInt(id) : id;
    const key = await this.pools.nextKey(holder.pk);
    const row = new Map<Field, SqlValue>([[holder.pk, key]]);
    for (const each of holder.fields) {
      if (each.name === "app_label") row.set(each, model.app);
      if (each.name === "model") row.set(each, model.modelName);
    }
    this.contentTypes.push(row);
    return key;
  }
}
