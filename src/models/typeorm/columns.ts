import type { ColumnDraft, EmbeddedDraft, GenerationStrategy, MemberDraft, RelationDraft } from "./drafts";
import type { Evaluator } from "./evaluate";
import type { NamingStrategy } from "./naming";
import { type FieldShape, shapeOf } from "./types";
import { FunctionValue, isList, isObject, numberOf, textOf, UNKNOWN, type Value } from "./values";

/** A column of an entity's table. */
export interface Column {
  /** Property names from the entity inward; one, unless it lies in an embedded object. */
  readonly path: readonly string[];
  readonly name: string;
  /** The name without the prefixes of embedded objects, by which `@JoinColumn` finds a declared column. */
  readonly bare: string;
  /** Absent for columns that TypeORM adds by itself. */
  readonly draft?: ColumnDraft;
  readonly shape: FieldShape | null;
  readonly primary: boolean;
  readonly nullable: boolean;
  readonly strategy?: GenerationStrategy;
  /** The default as SQL. */
  readonly default?: string;
}

/** A relation as declared, with where it lies. */
export interface Relation {
  readonly path: readonly string[];
  readonly prefixes: readonly string[];
  readonly draft: RelationDraft;
}

export type Part =
  | { readonly kind: "column"; readonly column: Column }
  | { readonly kind: "relation"; readonly relation: Relation };

/** How columns are made for one data source. */
export interface ColumnContext {
  readonly naming: NamingStrategy;
  readonly evaluator: Evaluator;
  /** Whether the entity at hand makes a column of this owner nullable: single-table inheritance's children do. */
  readonly nullableOwner: (owner: object) => boolean;
  /** Columns in embedded objects take NULL too: those of a table that several entities share. */
  readonly nullableEmbedded: boolean;
}

/** Columns and relations in order, embedded objects opened up. */
export function partsOf(
  members: readonly MemberDraft[],
  context: ColumnContext,
  path: readonly string[] = [],
  prefixes: readonly string[] = [],
): Part[] {
  return members.flatMap((member): Part[] => {
    const inner = [...path, member.property];
    if (member.kind === "relation") return [{ kind: "relation", relation: { path: inner, prefixes, draft: member } }];
    if (member.kind === "embedded") return partsOf(member.members, context, inner, [...prefixes, ...prefixOf(member)]);
    const column = columnOf(member, context, inner, prefixes);
    return column === null ? [] : [{ kind: "column", column }];
  });
}

function prefixOf(embedded: EmbeddedDraft): string[] {
  const { prefix } = embedded;
  if (prefix === undefined || prefix === true || prefix === null) return [embedded.property];
  return typeof prefix === "string" && prefix !== "" ? [prefix] : [];
}

/** Types of the columns that TypeORM fills in, where their options name none. */
const STANDARD: Readonly<Record<string, string>> = {
  createDate: "datetime",
  updateDate: "datetime",
  deleteDate: "datetime",
  version: "integer",
  treeLevel: "integer",
};

function columnOf(
  draft: ColumnDraft,
  context: ColumnContext,
  path: readonly string[],
  prefixes: readonly string[],
): Column | null {
  // A virtual column is a query, and an object id MongoDB's.
  if (draft.mode === "virtualProperty" || draft.mode === "objectId") return null;
  const { options, mode, strategy } = draft;
  const given = textOf(options.get("name"));
  const { naming } = context;
  const said = options.get("nullable");
  const nullable =
    context.nullableOwner(draft.owner) ||
    (context.nullableEmbedded && path.length > 1) ||
    mode === "deleteDate" ||
    (said === undefined ? options.get("default") === null : said === true);
  const isStamp = mode === "createDate" || mode === "updateDate";
  const sql = defaultSql(options.get("default"), context.evaluator) ?? (isStamp ? "datetime('now')" : undefined);
  const type = draft.type ?? STANDARD[mode] ?? (strategy === undefined ? undefined : "integer");
  const shape = strategy === "uuid" ? { type: "UUIDField" } : shapeOf(type === undefined ? draft : { ...draft, type });
  return {
    path,
    name: naming.columnName(draft.property, given, prefixes),
    bare: naming.columnName(draft.property, given, []),
    draft,
    shape,
    primary: options.get("primary") === true,
    nullable,
    ...(strategy === undefined ? {} : { strategy }),
    ...(sql === undefined ? {} : { default: sql }),
  };
}

/** A default as SQL text. TypeORM's functions give SQL; undefined where there is none or it is not known. */
export function defaultSql(value: Value, evaluator: Evaluator): string | undefined {
  if (value === undefined || value === null || value === UNKNOWN) return undefined;
  if (value instanceof FunctionValue) return textOf(evaluator.result(value));
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string") return quoted(value);
  if (isList(value) && value.every((each) => typeof each === "string")) return quoted(value.join(","));
  const json = jsonOf(value);
  return json === undefined ? undefined : quoted(JSON.stringify(json));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function jsonOf(value: Value): unknown {
  if (isObject(value)) return Object.fromEntries([...value].map(([key, each]) => [key, jsonOf(each)]));
  if (isList(value)) return value.map(jsonOf);
  return typeof value === "string" || typeof value === "boolean" || value === null ? value : numberOf(value);
}
