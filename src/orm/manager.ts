import { bindAttribute, type NativeInstance, type PyClass } from "../python/functions";
import {
  type CallArguments,
  type MaybePromise,
  PyBuiltin,
  PyObject,
  type Runtime,
  type Value,
} from "../python/objects";
import { bind } from "../python/signature";
import type { Orm } from "./context";
import { Q } from "./expressions/q";
import type { Model } from "./meta";
import { QuerySet } from "./queryset";
import { isQuerySetMethod } from "./querysetMethods";

/** A model's manager: `objects`, a custom one, or the manager of a relation. Its methods are its queryset's. */
export class Manager extends PyObject implements NativeInstance {
  scriptClass: PyClass | null = null;
  /** The script class that its querysets have (`PostQuerySet` of `PostQuerySet.as_manager()`). */
  querysetClass: PyClass | null = null;
  /** Settled before the first use: the workspace's classes are read then. */
  prepare: (() => Promise<void>) | null = null;

  constructor(
    readonly model: Model,
    readonly name: string,
    readonly orm: Orm,
    readonly className = "Manager",
  ) {
    super();
  }

  get typeName(): string {
    return this.className;
  }

  async ready(): Promise<void> {
    const { prepare } = this;
    this.prepare = null;
    if (prepare) await prepare();
  }

  /** The queryset that every call starts from: the script's `get_queryset` where it has one. */
  async queryset(runtime: Runtime): Promise<QuerySet> {
    await this.ready();
    const own = this.scriptClass?.lookup("get_queryset");
    if (own === undefined) return this.base();
    const bound = await bindAttribute(own, this, this.scriptClass, runtime);
    const made = await runtime.call(bound, { positional: [], keywords: new Map() });
    return made instanceof QuerySet ? made : this.base();
  }

  /** The rows before a script's own `get_queryset` narrows them. */
  base(): QuerySet {
    const made = QuerySet.over(this.model, this.orm);
    made.scriptClass = this.querysetClass;
    const { field, values } = this.model.info.sharedTable ?? {};
    return field === undefined || values === undefined
      ? made
      : made.where(new Q([{ key: `${field}__in`, value: [...values] }]));
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    if (this.prepare) return this.ready().then(() => this.attribute(name, runtime));
    const script = this.scriptClass?.lookup(name);
    if (script !== undefined) return bindAttribute(script, this, this.scriptClass, runtime);
    return this.nativeAttribute(name);
  }

  nativeAttribute(name: string): MaybePromise<Value | undefined> {
    if (name === "model") return this.orm.modelClass(this.model);
    if (name === "name") return this.name;
    if (name === "db") return this.orm.databases.alias;
    if (name === "get_queryset") return new PyBuiltin(name, () => this.base());
    if (name === "db_manager")
      return new PyBuiltin(name, (args) => {
        this.orm.databases.check(bind(name, ["using?", "hints?"], args).named.using);
        return this;
      });
    // Deleting everything takes an explicit `.all()`, as in Django.
    if (name === "delete" || name === "adelete") return undefined;
    if (this.querysetClass?.lookup(name) !== undefined || isQuerySetMethod(name)) {
      return new PyBuiltin(name, async (args, own) => this.forward(name, args, own));
    }
    return undefined;
  }

  protected async forward(name: string, args: CallArguments, runtime: Runtime): Promise<Value> {
    const queryset = await this.queryset(runtime);
    return runtime.call(await runtime.getAttribute(queryset, name), args);
  }

  override equals(other: Value): boolean | undefined {
    return other instanceof Manager ? other.model === this.model && other.name === this.name : undefined;
  }

  override repr(): string {
    return "<django.db.models.manager.Manager object>";
  }
}
