import type { SourcePlace } from "../../protocol/models";
import type { ObjectValue, Value } from "./values";

/** What a column is besides a plain one, in TypeORM's words. */
export type ColumnMode =
  | "regular"
  | "createDate"
  | "updateDate"
  | "deleteDate"
  | "version"
  | "treeLevel"
  | "objectId"
  | "virtualProperty";

export type GenerationStrategy = "increment" | "uuid" | "identity" | "rowid";

interface DraftBase {
  readonly property: string;
  /** Who declares it: a class, or a schema's own node. */
  readonly owner: object;
  readonly ownerName: string;
  readonly place: SourcePlace;
}

export interface ColumnDraft extends DraftBase {
  readonly kind: "column";
  readonly mode: ColumnMode;
  /** TypeORM's column options, by its names. */
  readonly options: ObjectValue;
  /** The type that the options name, else the one of the property's annotation (`String`); absent where nothing tells. */
  readonly type?: string;
  readonly strategy?: GenerationStrategy;
}

/** The entity at a relation's other end: itself where it was found, and the text that names it. */
export interface TargetDraft {
  readonly key?: object;
  readonly name: string;
}

export interface JoinColumnDraft {
  readonly name?: string;
  readonly referenced?: string;
}

export interface JoinTableDraft {
  readonly name?: string;
  readonly joinColumns: readonly JoinColumnDraft[];
  readonly inverseJoinColumns: readonly JoinColumnDraft[];
}

export interface RelationDraft extends DraftBase {
  readonly kind: "relation";
  readonly type: "many-to-one" | "one-to-one" | "one-to-many" | "many-to-many";
  readonly target: TargetDraft;
  /** Property path at the other end, `books` or `meta.author`. */
  readonly inverse?: string;
  readonly options: ObjectValue;
  /** Null where there is no `@JoinColumn`. */
  readonly joinColumns: readonly JoinColumnDraft[] | null;
  readonly joinTable: JoinTableDraft | null;
  readonly tree?: "parent" | "children";
}

export interface EmbeddedDraft extends DraftBase {
  readonly kind: "embedded";
  /** `true`, `false` or text, as given. */
  readonly prefix: Value;
  readonly members: readonly MemberDraft[];
}

export type MemberDraft = ColumnDraft | RelationDraft | EmbeddedDraft;

/** An index or unique constraint over properties; property paths of embedded objects have dots. */
export interface KeyDraft {
  readonly name?: string;
  readonly properties: readonly string[];
  readonly unique: boolean;
  readonly where?: string;
}

/** One entity as its source says it, decorators and `EntitySchema` alike. */
export interface EntityDraft {
  /** The class, or the schema's node. */
  readonly key: object;
  readonly name: string;
  readonly kind: "regular" | "child" | "view";
  readonly tableName?: string;
  readonly schema?: string;
  readonly place: SourcePlace;
  readonly members: readonly MemberDraft[];
  /** `[property, "ASC" or "DESC"]`. */
  readonly orderBy: readonly (readonly [string, string])[];
  /** The classes it extends, nearest first. */
  readonly ancestors: readonly object[];
  /** Base classes that are not in the workspace. */
  readonly unknownBases: readonly string[];
  /** Single-table inheritance starts here: options of the column that tells the rows apart. */
  readonly inheritance?: { readonly column: ObjectValue | null };
  readonly discriminator?: string;
  readonly tree?: { readonly type: string; readonly options: ObjectValue };
  readonly keys: readonly KeyDraft[];
  readonly checks: readonly { readonly name?: string; readonly expression: string }[];
}

/** Something of the workspace that is known of but not done, with its place. */
export interface Problem {
  readonly place: SourcePlace;
  readonly message: string;
}
