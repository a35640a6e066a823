import type { Session, SqlValue } from "../../database/backend";
import type { Field } from "../../orm/fields";
import type { Conversion } from "../../orm/fieldTypes";
import type { Model } from "../../orm/meta";
import type { Registry } from "../../orm/registry";
import type { RowLoad } from "../../preview/loading";
import { QuerysetError } from "../../protocol/errors";
import type { ImportFault } from "../../protocol/scratch";
import { defaultFor } from "./defaults";
import { Gathered } from "./gathered";
import { exact, groupText, Pools } from "./sample/pools";

/** Faults that are kept; the others are only counted. */
const KEPT_FAULTS = 100;

/** A file on its way in: rows and faults are gathered, and come to a load where there are no faults. */
export class Import {
  readonly faults: ImportFault[] = [];
  readonly #gathered = new Gathered();
  readonly #notes: string[] = [];
  readonly #pools: Pools;
  readonly #links = new Map<Model, Map<string, SqlValue>>();
  /** Seconds since 1970, for fields that hold when a row was made. */
  readonly #now: number;
  #faults = 0;

  constructor(
    readonly registry: Registry,
    readonly conversion: Conversion,
    readonly session: Session,
    now: number,
  ) {
    this.#pools = new Pools(session, conversion.dialect);
    this.#now = now;
  }

  get faultCount(): number {
    return this.#faults;
  }

  fault(line: number, message: string, column?: string): void {
    this.#faults++;
    if (this.faults.length < KEPT_FAULTS) this.faults.push({ line, message, ...(column !== undefined && { column }) });
  }

  note(message: string): void {
    if (!this.#notes.includes(message)) this.#notes.push(message);
  }

  nextKey(field: Field): Promise<bigint> {
    return this.#pools.nextKey(field);
  }

  /** The key of a many-to-many row: that of the one which is there already, else a new one. */
  async linkKey(through: NonNullable<Field["through"]>, from: SqlValue, to: SqlValue): Promise<SqlValue> {
    const known = await this.#linksOf(through);
    const text = groupText([from, to]) ?? "";
    const key = known.get(text) ?? (await this.nextKey(through.model.pk));
    known.set(text, key);
    return key;
  }

  async #linksOf({ model, from, to }: NonNullable<Field["through"]>): Promise<Map<string, SqlValue>> {
    const known = this.#links.get(model);
    if (known !== undefined) return known;
    const q = (name: string): string => this.conversion.dialect.quote(name);
    const columns = [model.pk, from, to].map((field, i) => `${q(field.column)} AS c${i}`).join(", ");
    const rows = await this.session.all(`SELECT ${columns} FROM ${q(model.table)}`);
    const links = new Map(
      rows.map((row) => [groupText([row.c1 ?? null, row.c2 ?? null]) ?? "", exact(row.c0 ?? null)]),
    );
    this.#links.set(model, links);
    return links;
  }

  /** The value of a field that was left out; undefined where the database has to know it. */
  defaultOf(field: Field): SqlValue | undefined {
    const value = defaultFor(field, this.conversion, this.#now);
    return value === undefined && field.isNullable ? null : value;
  }

  /** Adds a row of a model's own table, as it is. */
  add(model: Model, values: ReadonlyMap<Field, SqlValue>): void {
    this.#gathered.add(model.concrete, values);
  }

  /** Adds a row with its parents' rows; what was not given is filled in as Django would. */
  async addWhole(model: Model, given: ReadonlyMap<Field, SqlValue>, line: number): Promise<void> {
    const values = new Map(given);
    const { concrete } = model;
    for (const field of concrete.fields) {
      if (values.has(field) || field.isGenerated || field.isComposite || field.isParentLink) continue;
      // A parent's key is the child's too, so it has to be known.
      if (field.type.isAuto && concrete.ancestors.length > 0) values.set(field, await this.nextKey(field));
      if (field.type.isAuto) continue;
      const value = this.defaultOf(field);
      if (value !== undefined) values.set(field, value);
      else if (field.info.dbDefault === undefined && field.info.databaseDefault === undefined) {
        this.fault(
          line,
          `${field.name} needs a value: it may not be NULL, and has no default that is known without running code.`,
          field.name,
        );
        return;
      }
    }
    for (const field of [...concrete.fields].reverse()) {
      if (field.isParentLink && field.targetField !== null) values.set(field, values.get(field.targetField) ?? null);
    }
    for (const owner of [...[...concrete.ancestors].reverse(), concrete]) {
      const own = new Map(
        owner.localFields.flatMap((field) => (values.has(field) ? [[field, values.get(field) ?? null] as const] : [])),
      );
      this.#gathered.add(owner, own);
    }
  }

  /** What was gathered, as a load. Throws `LookupError` where there is nothing. */
  load(title: string): RowLoad {
    const counts = this.#gathered.counts();
    if (counts.length === 0)
      throw new QuerysetError(
        "LookupError",
        `${title} has no rows for this project's models.`,
        this.#notes.length > 0 ? { hint: this.#notes.join(" ") } : {},
      );
    const rows = counts.map(({ model, rows: count }) => `${count} of ${model.label}`).join(", ");
    const plain = "Rows are written as they are: save() methods and signal receivers are not called.";
    const sequences =
      this.conversion.dialect.name === "postgres"
        ? ["PostgreSQL's sequences stay where they are: where keys are given, set them to the highest one afterwards."]
        : [];
    const notes = [...this.#notes, plain, ...sequences];
    return { source: `# ${title}: ${rows}`, tables: this.#gathered.tables(), notes };
  }
}
