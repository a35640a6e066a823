import type { ManagerInfo } from "../../protocol/models";
import type { AppInfo } from "./apps";
import type { Classes } from "./classes";
import type { FieldContext, FieldDraft } from "./fieldDraft";
import { readField } from "./fields";
import { ManagerReader } from "./managers";
import { Meta } from "./meta";
import type { PyClass, PyModule } from "./scope";

/** A model between its class statement and its `ModelInfo`: Django's `Options`, relations still names. */
export class ModelDraft {
  /** Its own fields in Django's order: declared, from abstract bases, and added by Django. */
  local: FieldDraft[] = [];
  /** Concrete parents with the link to each; null for a proxy's. */
  readonly parents = new Map<ModelDraft, FieldDraft | null>();
  readonly managers: ManagerInfo[] = [];
  /** The model whose table it shares: itself, except for a proxy. */
  concrete: ModelDraft = this;
  pk: FieldDraft | null = null;
  readonly label: string;
  readonly table: string;
  readonly ordering: readonly string[];
  readonly latestBy: string | readonly string[] | undefined;
  /** The setting that may name another model to stand in for it. */
  readonly swappable: string | undefined;
  /** `Meta.apps`: it is in a registry of its own, not in the project's. */
  readonly hasOwnRegistry: boolean;

  constructor(
    readonly cls: PyClass,
    readonly app: AppInfo | null,
    readonly appLabel: string,
    readonly meta: Meta,
    readonly abstract: boolean,
    readonly proxy: boolean,
    /** The class of automatic keys in its app. */
    readonly autoField: string,
    /** The first of its bases that is a model. */
    base: ModelDraft | undefined,
  ) {
    this.label = `${appLabel}.${cls.name}`;
    this.table = meta.text("db_table") ?? `${appLabel}_${cls.name.toLowerCase()}`;
    this.swappable = abstract ? undefined : meta.text("swappable");
    this.hasOwnRegistry = meta.has("apps");
    // A concrete parent hands these two down; an abstract one does it through its Meta.
    const parent = base?.abstract === false ? base : undefined;
    this.ordering = meta.has("ordering") ? meta.list("ordering") : (parent?.ordering ?? []);
    this.latestBy = meta.has("get_latest_by") ? meta.latestBy : parent?.latestBy;
  }

  get name(): string {
    return this.cls.name;
  }
}

/** Django's ModelBase, on class statements: fields by inheritance, parents, managers, keys. */
export class DraftBuilder {
  readonly classes: Classes;
  readonly #context: FieldContext;
  readonly #managers: ManagerReader;
  readonly #appOf: (cls: PyClass) => AppInfo | null;
  readonly #defaultAutoField: (app: AppInfo | null) => string;
  readonly #drafts = new Map<PyClass, ModelDraft>();
  #automatic = 0;

  readonly #orderOf: (cls: PyClass) => number;

  constructor(
    context: FieldContext,
    classes: Classes,
    orderOf: (cls: PyClass) => number,
    appOf: (cls: PyClass) => AppInfo | null,
    defaultAutoField: (app: AppInfo | null) => string,
  ) {
    this.#context = context;
    this.classes = classes;
    this.#orderOf = orderOf;
    this.#managers = new ManagerReader(context.resolver, this.classes, context.evaluator);
    this.#appOf = appOf;
    this.#defaultAutoField = defaultAutoField;
  }

  /** The draft of a model class, made with those of its bases. */
  build(cls: PyClass): ModelDraft {
    const known = this.#drafts.get(cls);
    if (known !== undefined) return known;
    const bases = this.classes
      .mro(cls)
      .slice(1)
      .filter((base) => this.classes.isModel(base));
    const drafts = bases.map((base) => this.build(base));
    const own = this.#context.evaluator.member(cls, "Meta")?.binding;
    const metaClass = own?.kind === "class" ? own.cls : this.#inheritedMeta(cls, drafts);
    const meta = new Meta(metaClass, this.#context.evaluator, this.#context.resolver);
    const abstract = own?.kind === "class" && meta.abstract;
    const proxy = !abstract && own?.kind === "class" && meta.flag("proxy") === true;
    const app = this.#appOf(cls);
    const appLabel = meta.text("app_label") ?? app?.label ?? cls.module.dotted.split(".").at(-2) ?? cls.module.dotted;
    const draft = new ModelDraft(cls, app, appLabel, meta, abstract, proxy, this.#defaultAutoField(app), drafts[0]);
    this.#drafts.set(cls, draft);
    this.#declared(draft);
    this.#inherit(draft);
    if (proxy) return this.#asProxy(draft);
    if (!abstract) this.#prepare(draft);
    else draft.pk = draft.local.find((field) => field.options.primaryKey) ?? null;
    return draft;
  }

  /** Fields and managers of the class body itself. */
  #declared(draft: ModelDraft): void {
    const { cls } = draft;
    const last = new Map(this.#context.evaluator.members(cls).map((member) => [member.name, member]));
    for (const member of last.values()) {
      const at = member.statement.from / 1e9;
      const field = readField(member, at, cls, this.#context);
      if (field !== null) {
        this.#add(draft, field);
        continue;
      }
      const manager = this.#managers.read(member, cls);
      if (manager !== null) draft.managers.push(manager);
    }
  }

  /** Only abstract bases leave their Meta to be found by children without one. */
  #inheritedMeta(cls: PyClass, bases: readonly ModelDraft[]): PyClass | null {
    for (const base of this.classes.mro(cls).slice(1)) {
      const draft = bases.find((candidate) => candidate.cls === base);
      const own = this.#context.evaluator.member(base, "Meta")?.binding;
      if (own?.kind === "class" && (draft === undefined || draft.abstract)) return own.cls;
    }
    return null;
  }

  #inherit(draft: ModelDraft): void {
    const { cls } = draft;
    const direct = new Set(this.classes.known(cls).filter((base) => this.classes.isModel(base)));
    const own = new Set(cls.members.map((member) => member.name));
    const fieldNames = new Set(draft.local.map((field) => field.name));
    const inherited = new Set<string>();
    const links = this.#parentLinks(draft);
    for (const base of this.classes.mro(cls)) {
      if (!direct.has(base)) {
        for (const member of base.members) inherited.add(member.name);
        continue;
      }
      const parent = this.build(base);
      if (parent.abstract) {
        for (const field of parent.local) {
          if (fieldNames.has(field.name) || own.has(field.name) || inherited.has(field.name)) continue;
          this.#add(draft, field);
          fieldNames.add(field.name);
        }
        for (const [grandparent, link] of parent.parents) draft.parents.set(grandparent, link);
      } else {
        for (const field of parent.local) inherited.add(field.name);
        const concrete = parent.concrete;
        const name = `${concrete.name.toLowerCase()}_ptr`;
        const link = links.get(concrete.cls) ?? (draft.proxy ? null : this.#addLink(draft, name, concrete));
        draft.parents.set(concrete, link);
      }
    }
  }

  /** One-to-one fields that point at a parent: a declared link, which then is the only one. */
  #parentLinks(draft: ModelDraft): Map<PyClass, FieldDraft> {
    const links = new Map<PyClass, FieldDraft>();
    const abstract = this.classes
      .mro(draft.cls)
      .slice(1)
      .flatMap((cls) => this.#drafts.get(cls) ?? [])
      .filter((base) => base.abstract);
    // As Django goes through them: the last one counts, and the model's own come last.
    for (const field of [...abstract.reverse(), draft].flatMap((each) => each.local)) {
      const { relation } = field;
      if (relation?.kind !== "o2o" || relation.target.kind !== "class") continue;
      if (relation.parentLink === true || this.classes.known(draft.cls).includes(relation.target.cls)) {
        links.set(relation.target.cls, field);
      }
    }
    return links;
  }

  #addLink(draft: ModelDraft, name: string, parent: ModelDraft): FieldDraft {
    const link: FieldDraft = {
      name,
      type: "OneToOneField",
      order: this.#nextAutomatic(),
      declaredIn: null,
      options: { null: false, primaryKey: false, unique: true, dbIndex: true, autoCreated: true },
      relation: { kind: "o2o", target: { kind: "class", cls: parent.cls }, onDelete: "CASCADE", parentLink: true },
    };
    this.#add(draft, link);
    return link;
  }

  #asProxy(draft: ModelDraft): ModelDraft {
    const [parent] = draft.parents.keys();
    if (parent === undefined) return draft;
    draft.concrete = parent.concrete;
    draft.pk = draft.concrete.pk;
    return draft;
  }

  /** The primary key: declared, else the first parent's link, else an automatic `id`. */
  #prepare(draft: ModelDraft): void {
    const declared = draft.local.find((field) => field.options.primaryKey === true);
    const link = [...draft.parents.values()].find((field) => field !== null && draft.local.includes(field)) ?? null;
    if (declared !== undefined) draft.pk = declared;
    else if (link !== null)
      draft.pk = this.#replace(draft, link, { ...link, options: { ...link.options, primaryKey: true, unique: true } });
    else {
      draft.pk = {
        name: "id",
        type: draft.autoField,
        order: this.#nextAutomatic(),
        declaredIn: null,
        options: { null: false, blank: true, primaryKey: true, unique: true, autoCreated: true, verboseName: "ID" },
      };
      this.#add(draft, draft.pk);
    }
    // Django refuses a second primary key; here the first one counts, so that the rest can be read.
    const second = draft.local.filter((field) => field.options.primaryKey === true && field !== draft.pk);
    for (const field of second) {
      // Only a key counts by itself.
      const type = field.type.replace("AutoField", "IntegerField");
      this.#replace(draft, field, { ...field, type, options: { ...field.options, primaryKey: false } });
    }
    if (draft.meta.has("order_with_respect_to")) {
      this.#add(draft, {
        name: "_order",
        type: "OrderWrt",
        order: Number.POSITIVE_INFINITY,
        declaredIn: null,
        options: { null: false, primaryKey: false, editable: false },
      });
    }
  }

  #replace(draft: ModelDraft, old: FieldDraft, field: FieldDraft): FieldDraft {
    draft.local = draft.local.map((each) => (each === old ? field : each));
    for (const [parent, link] of draft.parents) if (link === old) draft.parents.set(parent, field);
    return field;
  }

  #add(draft: ModelDraft, field: FieldDraft): void {
    const place = this.#placeOf(field);
    const at = draft.local.findIndex((other) => this.#placeOf(other) > place);
    if (at < 0) draft.local.push(field);
    else draft.local.splice(at, 0, field);
  }

  /** When Django would make the field, beside those of other classes. */
  #placeOf(field: FieldDraft): number {
    return field.declaredIn === null ? field.order : this.#orderOf(field.declaredIn) + field.order;
  }

  /** Forgets the drafts of classes whose modules, or what they import, were changed. */
  forget(modules: ReadonlySet<PyModule>): void {
    for (const cls of this.#drafts.keys()) if (modules.has(cls.module)) this.#drafts.delete(cls);
  }

  #nextAutomatic(): number {
    return --this.#automatic;
  }

  /** Fields added from outside the class: `Model.add_to_class("name", Field(…))`. */
  addToClass(draft: ModelDraft, field: FieldDraft): void {
    if (!draft.local.some((other) => other.name === field.name)) this.#add(draft, field);
  }
}
