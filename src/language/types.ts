import type { ManagerInfo, MethodInfo, ModelInfo } from "../protocol/models";
import type { ApiFunction } from "./api/functions";
import type { ApiMethod } from "./api/method";

/** What the language knows an expression to be. Only as fine as completion and hover need it. */
export type Type =
  | ModelClass
  | Manager
  | QuerySet
  | Instance
  | { readonly kind: "method"; readonly of: Type; readonly method: ApiMethod }
  | { readonly kind: "ownMethod"; readonly of: Type; readonly method: MethodInfo }
  | { readonly kind: "function"; readonly function: ApiFunction }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "tuple"; readonly items: readonly Type[] }
  | { readonly kind: "value"; readonly name: string }
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
}

export interface QuerySet {
  readonly kind: "queryset";
  readonly model: ModelInfo;
  readonly info: ManagerInfo | undefined;
  readonly rows: "instances" | "dicts" | "tuples" | "values";
  /** Names that `annotate` and its kin added. */
  readonly annotations: readonly string[];
}

export interface Instance {
  readonly kind: "instance";
  readonly model: ModelInfo;
}

export const unknown: Type = { kind: "unknown" };

/** What one round of a `for` over a type gives. */
export function elementOf(type: Type): Type {
  if (type.kind === "list") return type.of;
  if (type.kind !== "queryset") return unknown;
  if (type.rows === "instances") return { kind: "instance", model: type.model };
  return type.rows === "values" ? unknown : { kind: "value", name: type.rows === "dicts" ? "dict" : "tuple" };
}

/** A type in a few words, for people. */
export function describe(type: Type): string {
  switch (type.kind) {
    case "model":
      return `type[${type.model.name}]`;
    case "manager":
      return `${type.info?.className ?? "Manager"}[${type.model.name}]`;
    case "queryset": {
      const rows = { instances: "", dicts: ", dict", tuples: ", tuple", values: ", value" }[type.rows];
      return `QuerySet[${type.model.name}${rows}]`;
    }
    case "instance":
      return type.model.name;
    case "list":
      return `list[${describe(type.of)}]`;
    case "tuple":
      return `tuple[${type.items.map(describe).join(", ")}]`;
    case "value":
      return type.name;
    case "method":
    case "ownMethod":
      return "method";
    case "function":
      return "function";
    case "unknown":
      return "unknown";
  }
}
