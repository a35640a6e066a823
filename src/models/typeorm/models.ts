import type { Drift, FieldInfo, ModelInfo, OnDelete } from "../../protocol/models";
import { withRelatedNames } from "../relatedNames";
import type { Column, Relation } from "./columns";
import type { Problem } from "./drafts";
import type { Evaluator } from "./evaluate";
import { columnField, compositeKey, OBJECTS } from "./fields";
import { isOwning, type JoinColumn, joinColumnsFor, junctionColumns } from "./joins";
import { closureModel, joinTableName, junctionModel } from "./junctions";
import { fieldNameOf } from "./names";
import { type Entities, type Entity, relationsOf } from "./tables";
import { textOf } from "./values";

/** Makes models of entities, their junction and closure tables included. */
export function modelsOf(entities: Entities, evaluator: Evaluator, problems: Problem[]): ModelInfo[] {
  const named = new Map(entities.all.map((entity) => [entity, nameFields(entity, entities)]));
  const tables = new Map(entities.all.map((entity) => [entity.table.toLowerCase(), entity]));
  const models: ModelInfo[] = [];
  // Tables that several entities share are made by the topmost one, which so comes first.
  const ordered = [...entities.all].sort((a, b) => Number(a.root !== null) - Number(b.root !== null));
  for (const entity of ordered) {
    const names = named.get(entity);
    if (names === undefined) continue;
    const made = new ModelMaker(entity, names, named, entities, tables, evaluator, problems).make();
    models.push(made.model, ...made.more);
  }
  return withRelatedNames(models);
}

/** Field names of one entity, and which relation holds which column. */
export interface Names {
  /** By property path with dots. */
  readonly fields: ReadonlyMap<string, string>;
  /** Owning relations of one column, by path. */
  readonly keys: ReadonlyMap<string, JoinColumn>;
  /** Field names by column. */
  readonly byColumn: ReadonlyMap<string, string>;
}

function nameFields(entity: Entity, entities: Entities): Names {
  const keys = new Map<string, JoinColumn>();
  const held = new Set<string>();
  for (const relation of relationsOf(entity).filter(isOwning)) {
    const target = entities.find(relation.draft.target, entity);
    const columns = target === null ? [] : joinColumnsFor(entity, relation, target);
    const [only] = columns;
    // Two relations over one column: the first is the field.
    if (only === undefined || columns.length !== 1 || held.has(only.name)) continue;
    keys.set(relation.path.join("."), only);
    held.add(only.name);
  }
  const fields = new Map<string, string>();
  const byColumn = new Map<string, string>();
  const used = new Set<string>();
  const take = (path: readonly string[]): string => {
    const name = fieldNameOf(path, used);
    used.add(name);
    fields.set(path.join("."), name);
    return name;
  };
  for (const part of entity.parts) {
    if (part.kind === "relation") {
      const key = keys.get(part.relation.path.join("."));
      const name = take(part.relation.path);
      if (key !== undefined) byColumn.set(key.name, name);
    } else if (!held.has(part.column.name)) byColumn.set(part.column.name, take(part.column.path));
  }
  return { fields, keys, byColumn };
}

const ACTIONS: Readonly<Record<string, OnDelete>> = {
  CASCADE: "CASCADE",
  RESTRICT: "RESTRICT",
  "SET NULL": "SET_NULL",
  "SET DEFAULT": "SET_DEFAULT",
};

const PLAIN = { unique: false, index: false, whole: false };

/** Builds the model of one entity. */
class ModelMaker {
  readonly #drift: Drift[] = [];
  readonly #more: ModelInfo[] = [];

  constructor(
    readonly entity: Entity,
    readonly names: Names,
    readonly all: ReadonlyMap<Entity, Names>,
    readonly entities: Entities,
    readonly tables: ReadonlyMap<string, Entity>,
    readonly evaluator: Evaluator,
    readonly problems: Problem[],
  ) {}

  make(): { readonly model: ModelInfo; readonly more: readonly ModelInfo[] } {
    const { entity, names } = this;
    const { draft } = entity;
    const primary = entity.parts.flatMap((part) =>
      part.kind === "column" && part.column.primary ? [part.column] : [],
    );
    const fields = entity.parts.flatMap((part) =>
      part.kind === "column" ? (this.#column(part.column, primary) ?? []) : this.#relation(part.relation, primary),
    );
    const compositeOf = primary.flatMap((column) => names.byColumn.get(column.name) ?? []);
    const pk: FieldInfo[] = compositeOf.length > 1 ? [compositeKey(compositeOf)] : [];
    for (const base of draft.unknownBases) {
      const message = `Its base ${base} is not in the workspace; the columns it adds are known from the database only.`;
      this.#drift.push({ kind: "unknown", message });
      this.problems.push({ place: draft.place, message: `${draft.name}: ${message}` });
    }
    const isClosure = draft.tree?.type === "closure-table" && entity.root === null;
    const closure = isClosure ? closureModel(entity, primary, names, this.evaluator) : null;
    const model: ModelInfo = {
      label: entity.label,
      app: entity.app,
      name: draft.name,
      table: entity.table,
      ...(draft.schema === undefined ? {} : { schema: draft.schema }),
      origin: "typeorm",
      source: `${draft.place.file}:${draft.place.line}`,
      place: draft.place,
      fields: [
        ...fields.filter(({ column }) => column !== null),
        ...fields.filter(({ column }) => column === null),
        ...pk,
      ],
      managers: [OBJECTS],
      methods: [],
      primaryKey: compositeOf.length > 1 ? "pk" : (compositeOf[0] ?? null),
      parents: [],
      proxy: false,
      managed: true,
      ordering: draft.orderBy.map(([property, direction]) => {
        const name = names.fields.get(property) ?? property;
        return direction.toUpperCase() === "DESC" ? `-${name}` : name;
      }),
      uniqueTogether: this.#uniqueTogether(),
      constraints: draft.checks.map(({ name }, index) => ({
        kind: "check",
        name: name ?? `check_${index}`,
        fields: [],
      })),
      ...(draft.kind === "view" ? { isView: true, readOnly: "It is a view." } : {}),
      ...(entity.root === null ? {} : { sharedTable: this.#sharedTable(entity.root) }),
      drift: this.#drift,
    };
    return { model, more: closure === null ? this.#more : [...this.#more, closure] };
  }

  #sharedTable(root: Entity): NonNullable<ModelInfo["sharedTable"]> {
    const { discriminator, children } = this.entity;
    if (discriminator === null) return { root: root.label };
    const all = [this.entity, ...children.flatMap((child) => this.entities.byKey(child.key) ?? [])];
    return {
      root: root.label,
      field: this.names.byColumn.get(discriminator.name) ?? discriminator.name,
      values: all.map(({ discriminatorValue }) => discriminatorValue),
    };
  }

  #column(column: Column, primary: readonly Column[]): FieldInfo | null {
    const name = this.names.byColumn.get(column.name);
    if (name === undefined || this.names.fields.get(column.path.join(".")) !== name) return null;
    if (column.shape === null) {
      const said = column.draft?.type;
      const message = `${name}: its type${said === undefined ? "" : ` ${said}`} is not known; the database's is taken.`;
      const { draft } = this.entity;
      this.#drift.push({ kind: "unknown", message, field: name });
      this.problems.push({ place: column.draft?.place ?? draft.place, message: `${draft.name}.${message}` });
    }
    return columnField(column, this.entity, name, {
      unique: column.draft?.options.get("unique") === true || this.#isKey(column.path, true),
      index: this.#isKey(column.path, false),
      whole: primary.length === 1,
    });
  }

  #isKey(path: readonly string[], unique: boolean): boolean {
    const property = path.join(".");
    return this.entity.draft.keys.some(
      ({ unique: isUnique, where, properties }) =>
        isUnique === unique && where === undefined && properties.length === 1 && properties[0] === property,
    );
  }

  #uniqueTogether(): string[][] {
    return this.entity.draft.keys.flatMap((key) => {
      if (!key.unique || key.where !== undefined || key.properties.length < 2) return [];
      const fields = key.properties.flatMap((property) => this.#fieldFor(property) ?? []);
      return fields.length === key.properties.length ? [fields] : [];
    });
  }

  #fieldFor(property: string): string | undefined {
    const { fields, byColumn } = this.names;
    const part = this.entity.parts.find((each) => each.kind === "column" && each.column.path.join(".") === property);
    return fields.get(property) ?? byColumn.get(part?.kind === "column" ? part.column.name : property);
  }

  #relation(relation: Relation, primary: readonly Column[]): FieldInfo[] {
    const { draft } = relation;
    const name = this.names.fields.get(relation.path.join(".")) ?? draft.property;
    const target = this.entities.find(draft.target, this.entity);
    if (target === null) {
      this.#problem(relation, `the entity ${draft.target.name || "it points at"} was not found.`);
      return [];
    }
    if (draft.type === "many-to-many") return draft.joinTable === null ? [] : this.#manyToMany(relation, name, target);
    if (!isOwning(relation)) return [];
    const key = this.names.keys.get(relation.path.join("."));
    return key === undefined
      ? this.#compositeKey(relation, target)
      : [this.#foreignKey(relation, name, target, key, primary)];
  }

  #problem({ draft }: Relation, message: string): void {
    this.problems.push({ place: draft.place, message: `${draft.ownerName}.${draft.property}: ${message}` });
  }

  /** A key of several columns is no field in Django; its columns still are. */
  #compositeKey(relation: Relation, target: Entity): FieldInfo[] {
    const columns = joinColumnsFor(this.entity, relation, target);
    if (columns.length > 1)
      this.#problem(relation, "a relation over several columns; its columns are fields, it is none.");
    const used = new Set(this.names.fields.values());
    return columns.flatMap(({ name, declared, referenced }) => {
      if (declared !== null || this.names.byColumn.has(name)) return [];
      const { path, bare, shape } = referenced;
      const nullable = relation.draft.options.get("nullable") !== false;
      const column: Column = { path, bare, shape, name, primary: false, nullable };
      return [columnField(column, this.entity, fieldNameOf([name], used), PLAIN)];
    });
  }

  #foreignKey(
    relation: Relation,
    name: string,
    target: Entity,
    key: JoinColumn,
    primary: readonly Column[],
  ): FieldInfo {
    const { draft } = relation;
    const { declared } = key;
    const isOne = draft.type === "one-to-one";
    const isConstrained = draft.options.get("createForeignKeyConstraints") !== false;
    const isPrimary = declared?.primary === true && primary.length === 1;
    const nullable = declared?.nullable ?? draft.options.get("nullable") !== false;
    const taken = new Set(this.names.fields.values());
    const attname = declared === null ? key.name : fieldNameOf(declared.path, new Set());
    const toField = this.all.get(target)?.byColumn.get(key.referenced.name);
    const action = textOf(draft.options.get("onDelete"))?.toUpperCase() ?? "";
    const unique = isPrimary || (isOne && isConstrained) || declared?.draft?.options.get("unique") === true;
    return {
      name,
      attname: attname === name || taken.has(attname) ? attnameFor(name, taken) : attname,
      column: key.name,
      type: isOne ? "OneToOneField" : "ForeignKey",
      null: nullable,
      ...(nullable ? { blank: true } : {}),
      primaryKey: isPrimary,
      ...(unique || this.#isKey(relation.path, true) ? { unique: true } : {}),
      ...(declared?.default === undefined ? {} : { databaseDefault: declared.default }),
      relation: {
        kind: isOne ? "o2o" : "fk",
        model: target.label,
        onDelete: ACTIONS[action] ?? "DO_NOTHING",
        ...this.#relatedName(relation, target),
        ...(toField === undefined ? {} : { toField }),
        ...(isConstrained ? {} : { dbConstraint: false }),
      },
      source: draft.place,
    };
  }

  #relatedName(relation: Relation, target: Entity): { readonly relatedName?: string } {
    const path = relation.path.join(".");
    const { draft } = relation;
    const back = relationsOf(target).find((other) => {
      if (other === relation) return false;
      if (draft.tree === "parent") return other.draft.tree === "children";
      if (this.entities.find(other.draft.target, target) !== this.entity || isOwning(other)) return false;
      if (other.draft.type === "many-to-many" && other.draft.joinTable !== null) return false;
      return other.draft.inverse === path || other.path.join(".") === draft.inverse;
    });
    const name = back === undefined ? undefined : this.all.get(target)?.fields.get(back.path.join("."));
    // Every entity of a shared table has the relation; the target sees it once, from the one that declares it.
    if (this.entity.root !== null || this.entity.children.length > 0) {
      const owner = this.entities.byKey(draft.owner);
      const isOwn = owner === null ? this.entity.root === null : owner === this.entity;
      if (!isOwn && name === undefined) return { relatedName: "+" };
    }
    return name === undefined ? {} : { relatedName: name };
  }

  #manyToMany(relation: Relation, name: string, target: Entity): FieldInfo[] {
    const { draft } = relation;
    const top = this.entity.root ?? this.entity;
    const columns = junctionColumns(top, relation, target);
    const [own] = columns.own;
    const [inverse] = columns.inverse;
    if (columns.own.length !== 1 || columns.inverse.length !== 1 || own === undefined || inverse === undefined) {
      this.#problem(relation, "a junction table over keys of several columns is read from the database only.");
      return [];
    }
    const table = joinTableName(top, relation, target);
    const declaring = this.entities.byKey(draft.owner) ?? top;
    const explicit = this.tables.get(table.toLowerCase());
    const through = explicit?.label ?? `${declaring.label}_${name}`;
    const keyName = (key: JoinColumn, side: Entity, end: string): string => {
      const taken = explicit === undefined ? undefined : this.all.get(explicit)?.byColumn.get(key.name);
      const lower = side.draft.name.toLowerCase();
      return taken ?? (declaring === target ? `${end}_${lower}` : lower);
    };
    const from = keyName(own, declaring, "from");
    const to = keyName(inverse, target, "to");
    if (explicit === undefined && declaring === this.entity) {
      const junction = { relation, table, through, target, from, to, own, inverse };
      this.#more.push(junctionModel(junction, this.entity, this.all));
    }
    return [
      {
        name,
        attname: name,
        column: null,
        type: "ManyToManyField",
        null: false,
        blank: true,
        primaryKey: false,
        relation: {
          kind: "m2m",
          model: target.label,
          through,
          throughFields: [from, to],
          throughAutoCreated: explicit === undefined,
          symmetrical: false,
          ...this.#relatedName(relation, target),
        },
        source: draft.place,
      },
    ];
  }
}

function attnameFor(name: string, taken: ReadonlySet<string>): string {
  const candidate = `${name}Id`;
  return taken.has(candidate) ? `${name}_id` : candidate;
}
