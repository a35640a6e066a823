import { raise } from "../python/exceptions";
import { bindAttribute } from "../python/functions";
import { type CallArguments, type MaybePromise, PyBuiltin, type Runtime, type Value } from "../python/objects";
import { bind } from "../python/signature";
import type { Orm } from "./context";
import { Manager } from "./manager";
import { ReverseRelation } from "./meta";
import type { QuerySet } from "./queryset";
import { accessorOf, type RelationEnds, requireKey } from "./relationEnds";
import { manyToManyWrites } from "./writes/manyToMany";
import { reverseWrites } from "./writes/reverse";

/** `instance.songs`: the manager of the rows related to one instance. */
export class RelatedManager extends Manager {
  constructor(
    readonly ends: RelationEnds,
    readonly inner: Manager,
    orm: Orm,
  ) {
    super(
      inner.model,
      inner.name,
      orm,
      ends.through
        ? "ManyRelatedManager"
        : ends.relation instanceof ReverseRelation
          ? "RelatedManager"
          : "GenericRelatedObjectManager",
    );
  }

  /** `author.posts(manager="live")`: the same rows by another of the model's managers. */
  override call(args: CallArguments): Value {
    const name = String(bind(this.className, ["manager"], args).named.manager);
    const manager = this.orm.managerOf(this.inner.model, name);
    if (manager === null)
      throw raise("AttributeError", `type object '${this.inner.model.name}' has no attribute '${name}'`);
    return new RelatedManager(this.ends, manager, this.orm);
  }

  override async queryset(runtime: Runtime): Promise<QuerySet> {
    const { ends } = this;
    const cached = ends.instance.related.get(accessorOf(ends.relation));
    const queryset = await this.inner.queryset(runtime);
    const narrowed = await this.orm.narrowToRelated(queryset, ends);
    if (Array.isArray(cached)) {
      const filled = narrowed.chain();
      filled.fill(cached);
      filled.prefetched = true;
      return filled;
    }
    return narrowed;
  }

  override attribute(name: string, runtime: Runtime): MaybePromise<Value | undefined> {
    const plain = /^a(add|remove|set|clear|create|get_or_create|update_or_create)$/.test(name) ? name.slice(1) : name;
    const write = this.ends.through ? manyToManyWrites[plain] : reverseWrites[plain];
    if (write && this.hasWrite(plain)) {
      return new PyBuiltin(plain, async (args, own) => {
        await this.inner.ready();
        return write.run(this, bind(`${this.className}.${plain}`, write.signature, args), own, args);
      });
    }
    const { inner } = this;
    if (inner.prepare) return inner.ready().then(() => this.attribute(name, runtime));
    const script = inner.scriptClass?.lookup(name);
    if (script !== undefined && name !== "get_queryset") return bindAttribute(script, this, inner.scriptClass, runtime);
    if (inner.querysetClass?.lookup(name) !== undefined)
      return new PyBuiltin(name, (args, own) => this.forward(name, args, own));
    if (name === "through" && this.ends.through) return this.orm.modelClass(this.ends.through.model);
    return super.attribute(name, runtime);
  }

  /** Rows that cannot be without their owner can be neither removed nor cleared. */
  private hasWrite(name: string): boolean {
    const { relation, through } = this.ends;
    if (through || !(relation instanceof ReverseRelation)) return true;
    return relation.field.isNullable || (name !== "remove" && name !== "clear");
  }

  override async forward(name: string, args: CallArguments, runtime: Runtime): Promise<Value> {
    requireKey(this.ends);
    return super.forward(name, args, runtime);
  }
}
