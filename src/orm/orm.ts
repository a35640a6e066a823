import type { Backend } from "../database/backend";
import type { CodeText, ProjectInfo, SettingsInfo } from "../protocol/models";
import { PyDateTime, PyTimezone } from "../python/datetime";
import type { PyExceptionClass } from "../python/exceptions";
import type { PyClass } from "../python/functions";
import { Interpreter } from "../python/interpreter";
import { methodOf } from "../python/methods";
import type { Value } from "../python/objects";
import type { Limits } from "../python/runtime";
import { Scope } from "../python/scope";
import type { OrmConnection } from "./connection";
import { contentTypeOf } from "./contentTypes";
import type { Orm } from "./context";
import { DatabaseNames } from "./databaseNames";
import { dialectOf } from "./dialects/byName";
import { namesOf, workspaceModule } from "./environment";
import { MultipleObjectsReturned, ObjectDoesNotExist } from "./errors";
import { Expression } from "./expressions/base";
import { Q } from "./expressions/q";
import { explained, explainViolation } from "./failures";
import type { Field } from "./fields";
import type { Conversion } from "./fieldTypes";
import { plainText } from "./fieldTypes";
import { ModelInstance } from "./instance";
import { instanceMethods } from "./instanceMethods";
import { Manager } from "./manager";
import { type Model, type NamedField, ReverseRelation } from "./meta";
import { ModelClass, modelException } from "./modelClass";
import { Compiler } from "./query/compiler";
import type { OrderingEntry } from "./query/query";
import { QuerySet } from "./queryset";
import type { Registry } from "./registry";
import { RelatedManager } from "./relatedManager";
import { endsOf, type RelationEnds } from "./relationEnds";
import { Signals } from "./signals";
import { type Sources, WorkspaceCode } from "./workspaceCode";

/** What one run of a script is made with. */
export interface OrmOptions {
  readonly registry: Registry;
  readonly settings: SettingsInfo;
  readonly receivers: ProjectInfo["receivers"];
  readonly dialect: Backend["dialect"];
  readonly connection: OrmConnection;
  readonly sources: Sources;
  readonly now: PyDateTime;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly print: (line: string) => void;
  readonly databases?: DatabaseNames;
  readonly limits?: Limits;
  readonly signal?: AbortSignal | null;
}

/** One run's ORM: models, managers and the workspace's code around one connection. */
export class DjangoOrm implements Orm {
  readonly registry: Registry;
  readonly connection: OrmConnection;
  readonly conversion: Conversion;
  readonly compiler: Compiler;
  readonly interpreter: Interpreter;
  readonly signals: Signals;
  readonly scope: Scope;
  readonly userModel: string;
  readonly databases: DatabaseNames;
  readonly #code: WorkspaceCode;
  readonly #options: OrmOptions;
  readonly #classes = new Map<Model, ModelClass>();
  readonly #managers = new Map<string, Manager>();
  readonly #scriptClasses = new Map<Model, Promise<PyClass | null>>();
  readonly #settledClasses = new Map<Model, PyClass | null>();
  readonly #exceptions = new Map<string, PyExceptionClass>();
  readonly #orderings = new Map<Model, readonly OrderingEntry[]>();
  readonly #contentTypes = new Map<Model, Value>();

  constructor(options: OrmOptions) {
    this.#options = options;
    this.registry = options.registry;
    this.connection = options.connection;
    this.userModel = options.settings.authUserModel;
    this.databases = options.databases ?? new DatabaseNames();
    this.conversion = {
      dialect: dialectOf(options.dialect),
      useTz: options.settings.useTz,
      zone: new PyTimezone(options.settings.timeZone),
    };
    this.compiler = new Compiler({
      dialect: this.conversion.dialect,
      conversion: this.conversion,
      orderingOf: (model) => this.#orderings.get(model) ?? plainOrdering(model),
      now: () => (options.settings.useTz ? options.now : new PyDateTime(options.now.plain)),
      lock: () => options.connection.assertLocks(),
      builder: () => options.connection.session.builder(),
    });
    this.connection.explainer = {
      write: (error, kind) => explained(this, error, kind),
      violation: (error, violation, isWritten) => explainViolation(this, this.connection, error, violation, isWritten),
    };
    this.signals = new Signals(this, options.receivers, async (receiver) => {
      const found = await this.#code.functionAt(receiver.code.file, receiver.name);
      return found;
    });
    const names = namesOf(this, options.print, this.signals.byName, options.settings);
    this.interpreter = new Interpreter(
      {
        builtins: names.builtins,
        module: (name) => names.modules.get(name) ?? workspaceModule(this, name),
        moduleNames: () => names.modules.keys(),
        methodOf,
      },
      options.limits,
      options.signal ?? null,
    );
    const outer = new Scope("module", null);
    this.#code = new WorkspaceCode(
      this.interpreter,
      options.sources,
      this.registry,
      (label) => {
        const model = this.registry.get(label);
        return model ? this.modelClass(model) : null;
      },
      outer,
    );
    this.scope = new Scope("module", null);
  }

  /** Evaluates what SQL needs to know beforehand: orderings written as expressions. */
  async prepare(): Promise<void> {
    for (const model of this.registry.models) {
      if (model.info.ordering.every(isPlainName)) continue;
      const entries: OrderingEntry[] = [];
      for (const source of model.info.ordering) {
        if (isPlainName(source)) {
          entries.push(source);
          continue;
        }
        const value = await this.evaluate({
          source,
          file: model.info.place?.file ?? "",
          line: model.info.place?.line ?? 1,
        }).catch(() => null);
        if (value instanceof Expression || typeof value === "string") entries.push(value);
      }
      this.#orderings.set(model, entries);
    }
  }

  now(): PyDateTime {
    return this.#options.now;
  }

  randomBytes(count: number): Uint8Array {
    return this.#options.randomBytes(count);
  }

  modelClass(model: Model): ModelClass {
    const known = this.#classes.get(model) ?? new ModelClass(model, this);
    this.#classes.set(model, known);
    return known;
  }

  allRows(model: Model): QuerySet {
    return QuerySet.over(model, this);
  }

  defaultQuerySet(model: Model): Promise<QuerySet> {
    return this.defaultManager(model).queryset(this.interpreter);
  }

  async baseQuerySet(model: Model): Promise<QuerySet> {
    return this.baseManager(model).queryset(this.interpreter);
  }

  baseManager(model: Model): Manager {
    const name = model.info.baseManager;
    return (name ? this.managerOf(model, name) : null) ?? new Manager(model, "_base_manager", this);
  }

  defaultManager(model: Model): Manager {
    const info = model.info.managers.find((manager) => manager.isDefault) ?? model.info.managers[0];
    return (info ? this.managerOf(model, info.name) : null) ?? new Manager(model, "objects", this);
  }

  managerOf(model: Model, name: string): Manager | null {
    const key = `${model.label}.${name}`;
    const known = this.#managers.get(key);
    if (known) return known;
    const info = model.info.managers.find((manager) => manager.name === name);
    if (!info && !(name === "objects" && model.info.managers.length === 0)) return null;
    const made = new Manager(model, name, this, info?.className ?? "Manager");
    const { managerClass, querysetClass } = info ?? {};
    if (managerClass || querysetClass) {
      made.prepare = async () => {
        made.scriptClass = managerClass ? await this.#code.classAt(managerClass) : null;
        made.querysetClass = querysetClass ? await this.#code.classAt(querysetClass) : null;
      };
    }
    this.#managers.set(key, made);
    return made;
  }

  relatedManager(instance: ModelInstance, relation: NamedField): Value {
    const ends = endsOf(instance, relation);
    const target = relation instanceof ReverseRelation ? relation.relatedModel : relation.remote;
    if (!ends || !target) return null;
    return new RelatedManager(ends, this.defaultManager(target), this);
  }

  async narrowToRelated(queryset: QuerySet, ends: RelationEnds): Promise<QuerySet> {
    const { instance, relation, key } = ends;
    let copy: QuerySet;
    if (relation instanceof ReverseRelation && !ends.through) {
      copy = queryset.where(new Q([{ key: relation.field.name, value: instance }]));
      copy.known = { relation, instance };
    } else if (ends.through) {
      const sticky = queryset.chain();
      sticky.sticky = true;
      const path = ends.relation instanceof ReverseRelation ? ends.relation.field.name : throughName(ends);
      copy = sticky.chain();
      copy.query.addQ(new Q([{ key: path, value: instance.fieldValue(key) ?? null }]));
      copy.query.filterIsSticky = true;
    } else if (!(relation instanceof ReverseRelation) && relation.generic) {
      const type = await this.#contentType(instance.model);
      copy = queryset.where(
        new Q([
          { key: relation.generic.contentType.attname, value: type },
          { key: relation.generic.objectId.attname, value: instance.pk },
        ]),
      );
    } else copy = queryset;
    return copy;
  }

  async #contentType(model: Model): Promise<Value> {
    const known = this.#contentTypes.get(model.concrete) ?? (await contentTypeOf(this, model));
    this.#contentTypes.set(model.concrete, known);
    return known;
  }

  async relatedRows(
    instances: readonly ModelInstance[],
    relation: NamedField,
    base: QuerySet | null,
  ): Promise<{ instance: ModelInstance; rows: ModelInstance[] }[]> {
    const first = instances[0] as ModelInstance;
    const ends = endsOf(first, relation);
    const target = relation instanceof ReverseRelation ? relation.relatedModel : relation.remote;
    if (!ends || !target) return [];
    const queryset = base ?? (await this.defaultQuerySet(target));
    const keys = instances.map((instance) => instance.fieldValue(ends.key) ?? null);
    if (ends.through) {
      const links = this.allRows(ends.through.model).where(
        new Q([{ key: `${ends.through.own.attname}__in`, value: keys }]),
      );
      links.query.clearOrdering(true);
      const { own, other } = ends.through;
      const otherKey = other.targetField ?? target.pk;
      const owners = new Map<string, string[]>();
      const others: Value[] = [];
      for (const link of (await links.rows()) as ModelInstance[]) {
        const key = link.fieldValue(other) ?? null;
        if (entered(owners, plainText(key), plainText(link.fieldValue(own) ?? null))) others.push(key);
      }
      const rows = (await queryset
        .where(new Q([{ key: `${otherKey.name}__in`, value: others }]))
        .rows()) as ModelInstance[];
      const byOwner = new Map<string, Set<ModelInstance>>();
      for (const row of rows) {
        for (const owner of owners.get(plainText(row.fieldValue(otherKey) ?? null)) ?? []) {
          const known = byOwner.get(owner);
          if (known) known.add(row);
          else byOwner.set(owner, new Set([row]));
        }
      }
      return instances.map((instance) => ({
        instance,
        rows: [...(byOwner.get(plainText(instance.fieldValue(ends.key) ?? null)) ?? [])],
      }));
    }
    if (!(relation instanceof ReverseRelation)) {
      if (!relation.generic) return [];
      const { contentType, objectId } = relation.generic;
      const rows = (await queryset
        .where(
          new Q([
            { key: contentType.attname, value: await this.#contentType(first.model) },
            { key: `${objectId.attname}__in`, value: keys },
          ]),
        )
        .rows()) as ModelInstance[];
      const byKey = grouped(rows, objectId);
      return instances.map((instance) => ({ instance, rows: [...(byKey.get(plainText(instance.pk)) ?? [])] }));
    }
    const { field } = relation;
    const rows = (await queryset.where(new Q([{ key: `${field.name}__in`, value: keys }])).rows()) as ModelInstance[];
    const byKey = grouped(rows, field);
    return instances.map((instance) => {
      const own = [...(byKey.get(plainText(instance.fieldValue(ends.key) ?? null)) ?? [])];
      for (const row of own) row.related.set(field.name, instance);
      return { instance, rows: own };
    });
  }

  newInstance(model: Model): ModelInstance {
    return new ModelInstance(model, this);
  }

  instanceMethod(instance: ModelInstance, name: string): Value | undefined {
    return instanceMethods(instance, name);
  }

  scriptClassOf(model: Model): Promise<PyClass | null> {
    const known = this.#scriptClasses.get(model);
    if (known) return known;
    const read = this.#code.modelCode(model.info).then((found) => {
      this.#settledClasses.set(model, found);
      return found;
    });
    this.#scriptClasses.set(model, read);
    return read;
  }

  settledClassOf(model: Model): PyClass | null | undefined {
    return this.#settledClasses.get(model);
  }

  async evaluate(code: CodeText, model: Model | null = null): Promise<Value> {
    return this.#code.evaluate(code, model ? await this.scriptClassOf(model) : null);
  }

  doesNotExist(model: Model): PyExceptionClass {
    return this.#exception(model, "DoesNotExist", ObjectDoesNotExist);
  }

  multipleObjects(model: Model): PyExceptionClass {
    return this.#exception(model, "MultipleObjectsReturned", MultipleObjectsReturned);
  }

  relatedDoesNotExist(model: Model, path: string): PyExceptionClass {
    const key = `${path}.RelatedObjectDoesNotExist`;
    const known =
      this.#exceptions.get(key) ?? modelException(model, "RelatedObjectDoesNotExist", this.doesNotExist(model));
    this.#exceptions.set(key, known);
    return known;
  }

  #exception(model: Model, name: string, base: PyExceptionClass): PyExceptionClass {
    const key = `${model.label}.${name}`;
    const known = this.#exceptions.get(key) ?? modelException(model, name, base);
    this.#exceptions.set(key, known);
    return known;
  }
}

/** Rows by the value that a field of theirs has, in their order. */
function grouped(rows: readonly ModelInstance[], field: Field): ReadonlyMap<string, readonly ModelInstance[]> {
  const groups = new Map<string, ModelInstance[]>();
  for (const row of rows) entered(groups, plainText(row.fieldValue(field) ?? null), row);
  return groups;
}

/** Adds to a key's list; true where the key is new. */
function entered<T>(lists: Map<string, T[]>, key: string, item: T): boolean {
  const known = lists.get(key);
  if (known) known.push(item);
  else lists.set(key, [item]);
  return known === undefined;
}

function isPlainName(source: string): boolean {
  return /^[-+]?\w+$/.test(source) || source === "?";
}

function plainOrdering(model: Model): readonly OrderingEntry[] {
  return model.info.ordering.filter(isPlainName);
}

/** The lookup on the related model that leads over the through table to the instance. */
function throughName(ends: RelationEnds): string {
  const { relation } = ends;
  if (relation instanceof ReverseRelation) return relation.field.name;
  return relation.reverse?.name ?? relation.name;
}
