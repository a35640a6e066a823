import type { Expression } from "../expressions/base";
import { Column, ColumnTuple } from "../expressions/columns";
import { GenericRestriction } from "../expressions/generic";
import type { Field } from "../fields";
import type { Model } from "../meta";
import type { FilteredRelation } from "./filteredRelation";
import type { JoinStep, PathStep } from "./paths";
import { type JoinedTable, sameJoin, type TableReference } from "./tables";
import type { WhereNode } from "./where";

/** The tables of a query by alias, with how often each is needed; only needed ones are written. */
export abstract class AliasTable {
  readonly tables = new Map<string, TableReference>();
  readonly counts = new Map<string, number>();
  baseAlias: string | null = null;
  aliasPrefix = "T";
  /** Prefixes that queries inside may not use. */
  readonly subqueryPrefixes = new Set(["T"]);

  constructor(readonly model: Model) {}

  protected copyAliases(other: AliasTable): void {
    for (const [alias, table] of other.tables) this.tables.set(alias, table);
    for (const [alias, count] of other.counts) this.counts.set(alias, count);
    this.baseAlias = other.baseAlias;
    this.aliasPrefix = other.aliasPrefix;
    for (const prefix of other.subqueryPrefixes) this.subqueryPrefixes.add(prefix);
  }

  table(alias: string): TableReference | undefined {
    return this.tables.get(alias);
  }

  /** The alias of the model's own table, added where it is not there yet. */
  initialAlias(): string {
    if (this.baseAlias !== null) {
      this.counts.set(this.baseAlias, (this.counts.get(this.baseAlias) ?? 0) + 1);
      return this.baseAlias;
    }
    const alias = this.#newAlias(this.model.table);
    this.tables.set(alias, { table: this.model.table, alias, parent: null, type: null });
    this.counts.set(alias, 1);
    this.baseAlias = alias;
    return alias;
  }

  #newAlias(table: string): string {
    return this.tables.has(table) || this.aliasPrefix !== "T" ? this.#numbered() : table;
  }

  #numbered(): string {
    if (this.aliasPrefix !== "T") return `${this.aliasPrefix}${this.tables.size}`;
    let n = this.tables.size + 1;
    while (this.tables.has(`T${n}`)) n++;
    return `T${n}`;
  }

  /** The alias of a join; an equal one among `reuse` (null: any) is used again. */
  joinStep(parent: string, step: PathStep, reuse: Set<string> | null): string {
    const table = step.to.table;
    const same = [...this.tables.values()].filter(
      (known) => (reuse === null || reuse.has(known.alias)) && sameJoin(known, table, parent, step.join),
    );
    const known = same.at(-1);
    if (known) {
      this.counts.set(known.alias, (this.counts.get(known.alias) ?? 0) + 1);
      return known.alias;
    }
    const { filter } = step.join;
    const alias = this.#newAlias(
      filter && !this.tables.has(filter.alias) && !this.#hasTable(table) ? filter.alias : table,
    );
    const left = this.tables.get(parent)?.type === "LEFT" || step.join.nullable;
    this.tables.set(alias, {
      table,
      alias,
      parent,
      type: left ? "LEFT" : "INNER",
      step: step.join,
      nullable: step.join.nullable,
      condition: null,
    });
    this.counts.set(alias, 1);
    if (filter) this.#addJoinCondition(alias, filter, reuse);
    return alias;
  }

  #hasTable(table: string): boolean {
    return [...this.tables.values()].some((known) => known.table === table);
  }

  /** Joins that the condition itself needs come before the one it stands on. */
  #addJoinCondition(alias: string, filter: FilteredRelation, reuse: ReadonlySet<string> | null): void {
    const condition = this.joinCondition(filter, reuse && new Set([...reuse, alias]));
    const join = this.tables.get(alias);
    if (!join || join.type === null) return;
    this.tables.delete(alias);
    this.tables.set(alias, { ...join, condition });
  }

  protected abstract joinCondition(filter: FilteredRelation, reuse: Set<string> | null): WhereNode | null;

  /** Adds another query's join, or finds an equal one among `reuse`. `isInner` tells whether it drops rows without a match. */
  adoptJoin(join: JoinedTable, reuse: ReadonlySet<string>): { readonly alias: string; readonly isInner: boolean } {
    const same = [...this.tables.values()].findLast(
      (known) => reuse.has(known.alias) && sameJoin(known, join.table, join.parent, join.step),
    );
    if (same) {
      this.counts.set(same.alias, (this.counts.get(same.alias) ?? 0) + 1);
      return { alias: same.alias, isInner: join.type === "INNER" };
    }
    const alias = this.#newAlias(join.table);
    const isInner = !join.nullable && this.tables.get(join.parent)?.type !== "LEFT";
    this.tables.set(alias, { ...join, alias, type: isInner ? "INNER" : "LEFT" });
    this.counts.set(alias, 1);
    return { alias, isInner };
  }

  unreference(alias: string): void {
    this.counts.set(alias, (this.counts.get(alias) ?? 0) - 1);
  }

  referenceCounts(): ReadonlyMap<string, number> {
    return new Map(this.counts);
  }

  aliasesUsedSince(before: ReadonlyMap<string, number>): string[] {
    return [...this.counts].filter(([alias, count]) => count > (before.get(alias) ?? 0)).map(([alias]) => alias);
  }

  innerAliases(): Set<string> {
    return new Set([...this.tables.values()].filter((table) => table.type === "INNER").map((table) => table.alias));
  }

  joinedAliases(): Set<string> {
    return new Set([...this.tables.values()].filter((table) => table.type !== null).map((table) => table.alias));
  }

  /** Makes joins keep rows without a match, and with them what is joined to them. */
  promoteJoins(aliases: Iterable<string>): void {
    const queue = [...aliases];
    while (queue.length > 0) {
      const alias = queue.shift() as string;
      const table = this.tables.get(alias);
      if (!table || table.type === null) continue;
      const parentLeft = this.tables.get(table.parent)?.type === "LEFT";
      if ((!table.nullable && !parentLeft) || table.type === "LEFT") continue;
      this.tables.set(alias, { ...table, type: "LEFT" });
      for (const child of this.tables.values())
        if (child.parent === alias && !queue.includes(child.alias)) queue.push(child.alias);
    }
  }

  /** Makes joins drop rows without a match again; the joins they hang on are voted for by themselves. */
  demoteJoins(aliases: Iterable<string>): void {
    for (const alias of aliases) {
      const table = this.tables.get(alias);
      if (table?.type === "LEFT") this.tables.set(alias, { ...table, type: "INNER" });
    }
  }

  /** The first table still needed becomes the one that FROM starts with. */
  rebase(): void {
    for (const [alias, table] of this.tables) {
      if ((this.counts.get(alias) ?? 0) <= 0) continue;
      this.tables.set(alias, { table: table.table, alias, parent: null, type: null });
      this.baseAlias = alias;
      break;
    }
  }

  /** Renames every alias to a prefix that `outer` and the queries in it do not use. */
  bumpPrefix(outer: AliasTable): void {
    if (this.aliasPrefix !== outer.aliasPrefix) return;
    let prefix = this.aliasPrefix;
    do prefix = next(prefix);
    while (this.subqueryPrefixes.has(prefix) || outer.subqueryPrefixes.has(prefix));
    this.aliasPrefix = prefix;
    this.subqueryPrefixes.add(prefix);
    for (const known of this.subqueryPrefixes) outer.subqueryPrefixes.add(known);
    for (const known of outer.subqueryPrefixes) this.subqueryPrefixes.add(known);
    this.changeAliases(new Map([...this.tables.keys()].map((alias, i) => [alias, `${prefix}${i}`])));
  }

  changeAliases(changes: ReadonlyMap<string, string>): void {
    const tables = [...this.tables.values()];
    const counts = new Map(this.counts);
    this.tables.clear();
    this.counts.clear();
    for (const table of tables) {
      const alias = changes.get(table.alias) ?? table.alias;
      const moved: TableReference =
        table.type === null
          ? { ...table, alias }
          : {
              ...table,
              alias,
              parent: changes.get(table.parent) ?? table.parent,
              condition: table.condition && (table.condition.relabel(changes) as WhereNode),
            };
      this.tables.set(alias, moved);
      this.counts.set(alias, counts.get(table.alias) ?? 0);
    }
    if (this.baseAlias !== null) this.baseAlias = changes.get(this.baseAlias) ?? this.baseAlias;
    this.relabelExpressions(changes);
  }

  protected abstract relabelExpressions(changes: ReadonlyMap<string, string>): void;

  pkColumns(alias: string, pk: Field): Expression {
    return pk.isComposite
      ? new ColumnTuple(
          pk,
          pk.parts.map((part) => new Column(alias, part)),
        )
      : new Column(alias, pk);
  }

  /** The condition that a generic relation's rows name the right model. */
  genericRestriction(generic: NonNullable<JoinStep["generic"]>, left: string, right: string): Expression {
    return new GenericRestriction(
      new Column(generic.side === "left" ? left : right, generic.contentType),
      generic.model,
    );
  }
}

/** T, U, V … Z, AA, AB … */
function next(prefix: string): string {
  if (prefix.length === 1 && prefix < "Z") return String.fromCharCode(prefix.charCodeAt(0) + 1);
  if (prefix.length === 1) return "AA";
  const last = prefix.charAt(prefix.length - 1);
  return last < "Z" ? prefix.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1) : `${prefix.slice(0, -1)}AA`;
}
