import type { CodeText, FieldInfo, OnDelete, RelationInfo } from "../protocol/models";
import { FieldType } from "./fieldTypes";
import type { Model, ReverseRelation } from "./meta";

/** One field of a model, linked to the models it relates. Inherited fields are the parent's own objects. */
export class Field {
  readonly isReverse = false;
  readonly type: FieldType;
  /** For a relation: the model at the other end. */
  remote: Model | null = null;
  /** For a foreign key: the field of the other model that its column holds. */
  targetField: Field | null = null;
  /** For a many-to-many: the through model and its two foreign keys, this side's first. */
  through: { readonly model: Model; readonly from: Field; readonly to: Field } | null = null;
  reverse: ReverseRelation | null = null;
  /** For a GenericRelation or GenericForeignKey: the fields it is made of, on the model that holds them. */
  generic: { readonly contentType: Field; readonly objectId: Field } | null = null;
  #valueType: { readonly of: FieldType; readonly type: FieldType } | null = null;
  /** CompositePrimaryKey: its parts. */
  parts: readonly Field[] = [];

  constructor(
    readonly info: FieldInfo,
    /** The concrete model whose table has the column. */
    readonly model: Model,
  ) {
    this.type = new FieldType(
      info.generated?.outputType ?? info.type,
      {
        ...(info.maxLength !== undefined && { maxLength: info.maxLength }),
        ...(info.maxDigits !== undefined && { maxDigits: info.maxDigits }),
        ...(info.decimalPlaces !== undefined && { decimalPlaces: info.decimalPlaces }),
        ...(info.dbType !== undefined && { dbType: info.dbType }),
        ...(info.null && { isNullable: true }),
        ...(model.info.origin === "typeorm" && { storage: "typeorm" }),
      },
      info.name,
    );
  }

  get name(): string {
    return this.info.name;
  }

  get attname(): string {
    return this.info.attname;
  }

  /** The column; empty for fields without one. */
  get column(): string {
    return this.info.column ?? "";
  }

  get kind(): RelationInfo["kind"] | null {
    return this.info.relation?.kind ?? null;
  }

  get isForeignKey(): boolean {
    return this.kind === "fk" || this.kind === "o2o";
  }

  get isManyToMany(): boolean {
    return this.kind === "m2m";
  }

  get isParentLink(): boolean {
    return this.info.relation?.parentLink ?? false;
  }

  get isPrimaryKey(): boolean {
    return this.info.primaryKey;
  }

  get isComposite(): boolean {
    return this.parts.length > 0;
  }

  get isNullable(): boolean {
    return this.info.null;
  }

  get isUnique(): boolean {
    return this.info.unique === true || this.info.primaryKey;
  }

  get isGenerated(): boolean {
    return this.info.generated !== undefined;
  }

  get onDelete(): OnDelete {
    return this.info.relation?.onDelete ?? "DO_NOTHING";
  }

  get hasDefault(): boolean {
    return this.info.default !== undefined;
  }

  get default(): CodeText | undefined {
    return this.info.default;
  }

  /** The type of the values in the column: a foreign key's is its target's. */
  get valueType(): FieldType {
    const target: Field | null = this.targetField;
    if (!target) return this.type;
    const own = target.valueType;
    if (this.#valueType?.of === own) return this.#valueType.type;
    const type = new FieldType(
      own.name.replace(/^(Big|Small)?AutoField$/, (_all, size: string | undefined) => `${size ?? ""}IntegerField`),
      own.options,
      target.name,
    );
    this.#valueType = { of: own, type };
    return type;
  }

  get label(): string {
    return `${this.model.label}.${this.name}`;
  }
}
