import type { ManagerInfo, MethodInfo, ModelInfo } from "../protocol/models";
import { instanceMethods } from "./api/instance";
import type { ApiMethod } from "./api/method";
import { managerMethods, querysetMethods, relatedManagerMethods } from "./api/queryset";
import type { ModelGraph } from "./graph";
import { type Manager, type Type, unknown } from "./types";

/** Django's own methods of a type. */
export function apiMethodsOf(type: Type): readonly ApiMethod[] {
  if (type.kind === "queryset") return querysetMethods;
  if (type.kind === "manager") return type.related ? relatedManagerMethods : managerMethods;
  return type.kind === "instance" ? instanceMethods : [];
}

/** The workspace's own methods of a type. */
export function ownMethodsOf(type: Type): readonly MethodInfo[] {
  if (type.kind === "queryset" || type.kind === "manager") return type.info?.methods ?? [];
  if (type.kind === "instance") return type.model.methods;
  return type.kind === "model" ? type.model.methods.filter(({ kind }) => /^(class|static)method$/.test(kind)) : [];
}

/** The managers of a model; Django gives each model that has none one named `objects`. */
export function managersOf(
  model: ModelInfo,
): readonly { readonly name: string; readonly info: ManagerInfo | undefined }[] {
  if (model.managers.length === 0) return [{ name: "objects", info: undefined }];
  return model.managers.map((info) => ({ name: info.name, info }));
}

/** The manager that relations use: the default one. */
export function defaultManager(model: ModelInfo): ManagerInfo | undefined {
  return model.managers.find(({ isDefault }) => isDefault) ?? model.managers[0];
}

/** The manager of the rows that a relation leads to. */
export function relatedManager(model: ModelInfo): Manager {
  return { kind: "manager", model, info: defaultManager(model), related: true };
}

/** What `value.name` is. */
export function member(type: Type, name: string, graph: ModelGraph): Type {
  const method = apiMethodsOf(type).find((entry) => entry.name === name);
  const own = ownMethodsOf(type).find((entry) => entry.name === name);
  if (own) return own.kind.endsWith("property") ? unknown : { kind: "ownMethod", of: type, method: own };
  if (method) return { kind: "method", of: type, method };
  if (type.kind === "model") {
    const manager = managersOf(type.model).find((entry) => entry.name === name);
    return manager ? { kind: "manager", model: type.model, info: manager.info, related: false } : unknown;
  }
  return type.kind === "instance" ? attribute(type.model, name, graph) : unknown;
}

function attribute(model: ModelInfo, name: string, graph: ModelGraph): Type {
  const field = graph.field(model, name);
  if (field) {
    const target = name === field.name ? graph.target(field) : undefined;
    if (target === undefined) return { kind: "value", name: field.type };
    const many = field.relation?.kind === "m2m" || field.relation?.kind === "genericRelation";
    return many ? relatedManager(target) : { kind: "instance", model: target };
  }
  const reverse = graph.reverse(model).find(({ accessor }) => accessor === name);
  if (reverse === undefined) return unknown;
  return reverse.many ? relatedManager(reverse.model) : { kind: "instance", model: reverse.model };
}
