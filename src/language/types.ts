import type { FieldInfo, ManagerInfo, MethodInfo, ModelInfo } from "../protocol/models";
import type { Expression, FunctionDefinition, Lambda } from "../python/tree";
import type { ApiFunction } from "./api/functions";
import type { ApiMethod } from "./api/method";

/** What the language knows an expression to be. Only as fine as completion, hover and the checks need it. */
export type Type =
  | ModelClass
  | Manager
  | QuerySet
  | Instance
  | { readonly kind: "method"; readonly of: Type; readonly method: ApiMethod }
  | { readonly kind: "ownMethod"; readonly of: Type; readonly method: MethodInfo }
  | { readonly kind: "function"; readonly function: ApiFunction }
  | ScriptFunction
  | { readonly kind: "exception"; readonly model: ModelInfo | undefined; readonly name: string }
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "expression"; readonly node: Expression; readonly output: Output | undefined }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "tuple"; readonly items: readonly Type[]; readonly names?: readonly string[] }
  | Dictionary
  | Value
  | { readonly kind: "unknown" };

export interface ModelClass {
  readonly kind: "model";
  readonly model: ModelInfo;
}

export interface Manager {
  readonly kind: "manager";
  readonly model: ModelInfo;
  /** The workspace's own methods come from here. */
  readonly info: ManagerInfo | undefined;
  /** The manager of one row's related rows: `album.song_set`. */
  readonly related: boolean;
  /** The foreign key or many-to-many field that a manager of related rows goes by. */
  readonly by?: FieldInfo;
}

export interface QuerySet {
  readonly kind: "queryset";
  readonly model: ModelInfo;
  readonly info: ManagerInfo | undefined;
  readonly rows: "instances" | "dicts" | "tuples" | "values";
  /** The columns of `values()` and its kin, where they are known. */
  readonly columns?: readonly Column[] | undefined;
  /** `values_list(named=True)`. */
  readonly named?: boolean;
  /** What `annotate` and `alias` added. */
  readonly annotations: Annotations;
  /** Attributes that prefetching puts on each row (`to_attr`). */
  readonly attributes: Attributes;
  /** How far the calls narrowed it down; see each check. */
  readonly state: RowState;
}

/** What a queryset's own calls made of it, as far as later calls are refused for it. */
export interface RowState {
  readonly sliced?: boolean;
  readonly filtered?: boolean;
  readonly distinct?: "rows" | "fields";
  /** `union`, `intersection` or `difference`. */
  readonly combined?: string;
  /** A method of the workspace that could not be read may have added names of its own. */
  readonly open?: boolean;
  readonly only?: readonly string[];
  readonly deferred?: readonly string[];
  /** `select_related` by names. */
  readonly related?: readonly string[];
  /** `dates` and `datetimes` allow less. */
  readonly ordered?: boolean;
}

export interface Column {
  readonly name: string;
  readonly type: Type;
}

/** A value as the database has it: what lookups and transforms go by. */
export interface Output {
  /** Django's field class. */
  readonly type: string;
  readonly field?: FieldInfo;
  readonly aggregate?: boolean;
}

export interface Annotation {
  readonly output: Output | undefined;
  /** `alias()`: it can be used and not be fetched. */
  readonly alias?: boolean;
  /** `FilteredRelation`: the relation it stands for. */
  readonly relation?: string;
}

export type Annotations = ReadonlyMap<string, Annotation>;
export type Attributes = ReadonlyMap<string, Type>;

export interface Instance {
  readonly kind: "instance";
  readonly model: ModelInfo;
  /** Annotations, prefetched lists, and what the script itself put there. */
  readonly attributes?: Attributes;
  /** Made by a call of the class: no row in the database yet. */
  readonly fresh?: boolean;
}

/** A function or lambda of the script, with what its names stood for where it was written. */
export interface ScriptFunction {
  readonly kind: "scriptFunction";
  readonly node: FunctionDefinition | Lambda;
  readonly names: Names;
}

export interface Dictionary {
  readonly kind: "dict";
  readonly value: Type;
  readonly keys?: ReadonlyMap<string, Type>;
}

/** A plain Python value by its type's name. */
export interface Value {
  readonly kind: "value";
  readonly name: string;
}

/** What names stand for. */
export interface Names {
  get(name: string): Type | undefined;
  has(name: string): boolean;
  entries(): Iterable<readonly [string, Type]>;
}

export const unknown: Type = { kind: "unknown" };

const values = new Map<string, Value>();

/** The plain value type of this name; always the same object for the same name. */
export function value(name: string): Value {
  const known = values.get(name) ?? { kind: "value", name };
  values.set(name, known);
  return known;
}

/** A queryset of all rows of a model. */
export function allRows(model: ModelInfo, info: ManagerInfo | undefined, state: RowState = {}): QuerySet {
  return { kind: "queryset", model, info, rows: "instances", annotations: noAnnotations, attributes: noTypes, state };
}

export const noAnnotations: Annotations = new Map();
export const noTypes: Attributes = new Map();
export const noNames: Names = new Map<string, Type>();
