import type { Drift, FieldInfo, ManagerInfo, ModelInfo, RelationInfo } from "../../protocol/models";
import type { Classes } from "./classes";
import { defined } from "./defined";
import type { ModelDraft } from "./drafts";
import type { FieldDraft, RelationDraft, Target } from "./fieldDraft";
import { methodsOf } from "./methods";
import { DraftRegistry } from "./registry";
import type { PyClass } from "./scope";

/** A draft's models, with every other draft they were made with: while those are the same, so are the models. */
interface Assembled {
  readonly models: readonly ModelInfo[];
  readonly used: readonly Used[];
}

interface Used {
  readonly target: Target;
  readonly owner: ModelDraft | null;
  readonly found: ModelDraft | null;
}

/** What was assembled before, by draft. */
export type AssembleMemory = WeakMap<ModelDraft, Assembled>;

/** Turns drafts into models, relations resolved and many-to-many tables made. */
export function assemble(drafts: readonly ModelDraft[], classes: Classes, memory: AssembleMemory): ModelInfo[] {
  const registry = new DraftRegistry(drafts);
  return drafts.flatMap((draft) => {
    if (draft.abstract) return [];
    const known = memory.get(draft);
    if (known?.used.every(({ target, owner, found }) => registry.target(target, owner) === found)) return known.models;
    const recording = new RecordingRegistry(registry);
    const models = new Assembler(recording, classes).model(draft);
    memory.set(draft, { models, used: recording.used });
    return models;
  });
}

/** A registry that remembers what it was asked. */
class RecordingRegistry {
  readonly used: Used[] = [];
  readonly #registry: DraftRegistry;

  constructor(registry: DraftRegistry) {
    this.#registry = registry;
  }

  target(target: Target, owner: ModelDraft | null): ModelDraft | null {
    const found = this.#registry.target(target, owner);
    if (target.kind === "label" || target.kind === "class") this.used.push({ target, owner, found });
    return found;
  }

  name(target: Target, owner: ModelDraft | null): string {
    this.target(target, owner);
    return this.#registry.name(target, owner);
  }
}

class Assembler {
  readonly #registry: RecordingRegistry;
  readonly #classes: Classes;

  constructor(registry: RecordingRegistry, classes: Classes) {
    this.#registry = registry;
    this.#classes = classes;
  }

  /** The model, and the through models its own many-to-many fields make. */
  model(draft: ModelDraft): ModelInfo[] {
    const { cls, meta } = draft;
    const { file } = cls.module;
    const place = file.place(cls.node);
    const all = this.#fieldsOf(draft, new Set());
    const concrete = all.filter(({ field }) => isColumn(field));
    const many = all.filter(({ field }) => field.relation?.kind === "m2m");
    const others = this.#nearestFirst(
      all.filter(({ field }) => !isColumn(field) && field.relation?.kind !== "m2m"),
      cls,
    );
    const fields = [...concrete, ...many, ...others].map(({ field, owner }) => this.#field(field, owner, draft));
    const managers = this.#managersOf(draft);
    const model: ModelInfo = {
      label: draft.label,
      app: draft.appLabel,
      name: draft.name,
      table: draft.concrete.table,
      origin: draft.app?.contrib === true ? "contrib" : "django",
      source: `${place.file}:${place.line}`,
      place,
      code: file.code(cls.node),
      baseCode: this.#classes
        .mro(cls)
        .slice(1)
        .map((base) => base.module.file.code(base.node)),
      fields,
      managers,
      methods: methodsOf(cls, this.#classes),
      primaryKey: draft.concrete.pk?.name ?? null,
      parents: [...draft.parents].map(([parent, link]) => ({ model: parent.label, field: link?.name ?? null })),
      proxy: draft.proxy,
      ...(draft.proxy ? { proxyFor: draft.concrete.label } : {}),
      managed: meta.flag("managed") ?? true,
      ordering: meta.has("order_with_respect_to") ? ["_order"] : draft.ordering,
      ...defined({
        orderWithRespectTo: meta.text("order_with_respect_to"),
        getLatestBy: draft.latestBy,
        baseManager: meta.text("base_manager_name"),
        verboseName: meta.text("verbose_name"),
        verboseNamePlural: meta.text("verbose_name_plural"),
      }),
      uniqueTogether: meta.uniqueTogether,
      constraints: meta.constraints((text) => this.#fill(text, draft)),
      drift: this.#unknown(
        draft,
        all.map(({ field }) => field),
      ),
    };
    const throughs = draft.proxy ? [] : draft.local.flatMap((field) => this.#through(field, draft) ?? []);
    return [model, ...throughs];
  }

  /** Fields without a column come by class, a model's own before those of its bases. */
  #nearestFirst<T extends { readonly field: FieldDraft }>(fields: readonly T[], cls: PyClass): T[] {
    const mro = this.#classes.mro(cls);
    const place = ({ field }: T) => (field.declaredIn === null ? -1 : mro.indexOf(field.declaredIn));
    return [...fields].sort((a, b) => place(a) - place(b));
  }

  /** What the text leaves open, to be settled by the database. */
  #unknown(draft: ModelDraft, fields: readonly FieldDraft[]): Drift[] {
    const bases = this.#classes.mro(draft.cls).flatMap((cls) => this.#classes.unknownBases(cls));
    const guessed = fields.filter((field) => field.guessed === true);
    return [
      ...bases.map((base): Drift => ({ kind: "unknown", message: `Its base ${base} is not in the workspace.` })),
      ...guessed.map(
        (field): Drift => ({
          kind: "unknown",
          message: `${field.name}: ${field.className ?? field.type} is not a field class we know.`,
          field: field.name,
        }),
      ),
    ];
  }

  /** Every field with the model it lies in: the parents' first, each model once. */
  #fieldsOf(draft: ModelDraft, seen: Set<ModelDraft>): { field: FieldDraft; owner: ModelDraft }[] {
    const concrete = draft.concrete;
    if (seen.has(concrete)) return [];
    seen.add(concrete);
    const parents = [...concrete.parents.keys()].flatMap((parent) => this.#fieldsOf(parent, seen));
    return [...parents, ...concrete.local.map((field) => ({ field, owner: concrete }))];
  }

  #field(field: FieldDraft, owner: ModelDraft, draft: ModelDraft): FieldInfo {
    const isKey = field.relation?.kind === "fk" || field.relation?.kind === "o2o";
    const attname = isKey ? `${field.name}_id` : field.name;
    const declaring = field.declaredIn;
    const inheritedFrom =
      owner !== draft
        ? owner.label
        : declaring !== null && declaring !== draft.cls
          ? `${declaring.module.dotted}.${declaring.qualname}`
          : undefined;
    return {
      null: false,
      primaryKey: false,
      ...field.options,
      name: field.name,
      attname,
      column: isColumn(field) ? (field.dbColumn ?? attname) : null,
      type: field.type,
      ...defined({ className: field.className, inheritedFrom }),
      ...(field.relation === undefined ? {} : { relation: this.#relation(field, field.relation, owner, draft) }),
    };
  }

  #relation(field: FieldDraft, relation: RelationDraft, owner: ModelDraft, draft: ModelDraft): RelationInfo {
    const { kind } = relation;
    // Of a parent with a table, the reverse name stays the parent's.
    const isCopy = kind === "genericRelation" && owner !== draft && owner !== draft.concrete;
    const target = this.#registry.target(relation.target, owner);
    const shared = {
      kind,
      model: kind === "generic" ? "" : this.#registry.name(relation.target, owner),
      ...defined({
        onDelete: relation.onDelete,
        onDeleteValue: relation.onDeleteValue,
        relatedName: this.#relatedName(relation, owner, target),
        relatedQueryName:
          relation.relatedQueryName === undefined || isCopy ? undefined : this.#fill(relation.relatedQueryName, owner),
        parentLink: relation.parentLink,
        dbConstraint: relation.dbConstraint,
        contentTypeField: relation.contentTypeField,
        objectIdField: relation.objectIdField,
      }),
    };
    if (kind === "fk" || kind === "o2o") {
      return { ...shared, ...defined({ toField: relation.toField ?? target?.concrete.pk?.name }) };
    }
    if (kind !== "m2m") return shared;
    const auto = relation.through === undefined;
    const through =
      relation.through === undefined
        ? `${owner.appLabel}.${owner.name}_${field.name}`
        : this.#registry.name(relation.through, owner);
    return {
      ...shared,
      through,
      throughAutoCreated: auto,
      symmetrical: isSymmetrical(relation),
      ...defined({ throughFields: relation.throughFields ?? this.#throughFields(relation, owner, target, auto) }),
    };
  }

  /** The through model's two keys: those of an automatic one, or the first that point at each side. */
  #throughFields(
    relation: RelationDraft,
    owner: ModelDraft,
    target: ModelDraft | null,
    auto: boolean,
  ): readonly [string, string] | undefined {
    if (auto) return keyNames(relation, owner, target, this.#registry);
    const through = relation.through === undefined ? null : this.#registry.target(relation.through, owner);
    if (through === null || target === null) return undefined;
    const keys = this.#fieldsOf(through, new Set()).filter(
      ({ field }) => field.relation?.kind === "fk" || field.relation?.kind === "o2o",
    );
    const pointing = (model: ModelDraft) =>
      keys.filter(
        ({ field, owner: from }) =>
          field.relation !== undefined &&
          this.#registry.target(field.relation.target, from)?.concrete === model.concrete,
      );
    const [source] = pointing(owner);
    // A relation to itself has both keys to the same model, in their order.
    const other = pointing(target).find(({ field }) => field !== source?.field);
    return source === undefined || other === undefined ? undefined : [source.field.name, other.field.name];
  }

  #relatedName(relation: RelationDraft, owner: ModelDraft, target: ModelDraft | null): string | undefined {
    if (relation.kind === "generic" || relation.kind === "genericRelation") return relation.relatedName;
    // A symmetrical relation is its own reverse.
    if (relation.kind === "m2m" && isSymmetrical(relation) && target === owner) return "+";
    const name = relation.relatedName ?? owner.meta.text("default_related_name");
    if (name === undefined) return undefined;
    return name.endsWith("+") ? "+" : this.#fill(name, owner);
  }

  /** `%(class)s`, `%(model_name)s` and `%(app_label)s` in a name. */
  #fill(text: string, draft: ModelDraft): string {
    return text
      .replaceAll(/%\((class|model_name)\)s/g, draft.name.toLowerCase())
      .replaceAll("%(app_label)s", draft.appLabel.toLowerCase());
  }

  /** Its own managers and its bases', the nearest of each name; a model without any has `objects`. */
  #managersOf(draft: ModelDraft): readonly ManagerInfo[] {
    const found = new Map<string, ManagerInfo>();
    for (const cls of this.#classes.mro(draft.cls)) {
      const base = cls === draft.cls ? draft : this.#registry.target({ kind: "class", cls }, null);
      for (const manager of base?.managers ?? []) if (!found.has(manager.name)) found.set(manager.name, manager);
    }
    if (found.size === 0) found.set("objects", { name: "objects", className: "Manager", methods: [] });
    const managers = [...found.values()];
    const chosen = draft.meta.text("default_manager_name") ?? managers[0]?.name;
    return managers.map((manager) => (manager.name === chosen ? { ...manager, isDefault: true } : manager));
  }

  /** The model Django makes for a many-to-many field without a through model of its own. */
  #through(field: FieldDraft, owner: ModelDraft): ModelInfo | null {
    const { relation } = field;
    if (relation?.kind !== "m2m" || relation.through !== undefined) return null;
    const target = this.#registry.target(relation.target, owner);
    const [from, to] = keyNames(relation, owner, target, this.#registry);
    const name = `${owner.name}_${field.name}`;
    const key = (keyName: string, model: ModelDraft | null): FieldInfo => ({
      name: keyName,
      attname: `${keyName}_id`,
      column: `${keyName}_id`,
      type: "ForeignKey",
      null: false,
      primaryKey: false,
      dbIndex: true,
      relation: {
        kind: "fk",
        model: model?.label ?? this.#registry.name(relation.target, owner),
        onDelete: "CASCADE",
        relatedName: "+",
        ...defined({ toField: model?.concrete.pk?.name, dbConstraint: relation.dbConstraint }),
      },
    });
    const id: FieldInfo = {
      name: "id",
      attname: "id",
      column: "id",
      type: owner.autoField,
      null: false,
      blank: true,
      primaryKey: true,
      unique: true,
      autoCreated: true,
      verboseName: "ID",
    };
    const place = field.options.source ?? owner.cls.module.file.place(owner.cls.node);
    return {
      label: `${owner.appLabel}.${name}`,
      app: owner.appLabel,
      name,
      table: relation.dbTable ?? `${owner.table}_${field.name}`,
      origin: owner.app?.contrib === true ? "contrib" : "django",
      source: `${place.file}:${place.line}`,
      place,
      fields: [id, key(from, owner), key(to, target)],
      managers: [{ name: "objects", className: "Manager", methods: [], isDefault: true }],
      methods: [],
      primaryKey: "id",
      parents: [],
      proxy: false,
      managed: owner.meta.flag("managed") ?? true,
      autoCreated: true,
      ordering: [],
      uniqueTogether: [[from, to]],
      constraints: [],
      drift: [],
    };
  }
}

function isColumn(field: FieldDraft): boolean {
  if (field.type === "CompositePrimaryKey") return false;
  return field.relation === undefined || field.relation.kind === "fk" || field.relation.kind === "o2o";
}

function isSymmetrical(relation: RelationDraft): boolean {
  return relation.symmetrical ?? relation.target.kind === "self";
}

/** The names of an automatic through model's keys: the two models', told apart where they are the same. */
function keyNames(
  relation: RelationDraft,
  owner: ModelDraft,
  target: ModelDraft | null,
  registry: RecordingRegistry,
): readonly [string, string] {
  const from = owner.name.toLowerCase();
  const to = (target?.name ?? registry.name(relation.target, owner).split(".").at(-1) ?? "").toLowerCase();
  return from === to ? [`from_${from}`, `to_${to}`] : [from, to];
}
