import type { MethodInfo, ModelInfo } from "../../protocol/models";
import { instanceMethods } from "../api/instance";
import type { ApiMethod } from "../api/method";
import { managerMethods, querysetMethods, relatedManagerMethods, requiredManagerMethods } from "../api/queryset";
import { type Type, unknown, value } from "../types";
import { defaultManager, managersOf, relatedManager } from "./managers";
import { moduleMember } from "./modules";
import { fieldValue } from "./outputs";
import { propertyResult } from "./own";
import type { Scope } from "./scope";
import { valueMember } from "./values";

/** Django's own methods of a type. */
export function apiMethodsOf(type: Type): readonly ApiMethod[] {
  if (type.kind === "queryset") return querysetMethods;
  if (type.kind === "manager") {
    if (!type.related) return managerMethods;
    // Rows whose foreign key may not be null cannot be taken out of the relation.
    return type.by?.relation?.kind === "fk" && !type.by.null ? requiredManagerMethods : relatedManagerMethods;
  }
  return type.kind === "instance" ? instanceMethods : [];
}

/** The workspace's own methods of a type. */
export function ownMethodsOf(type: Type): readonly MethodInfo[] {
  if (type.kind === "queryset" || type.kind === "manager") return type.info?.methods ?? [];
  if (type.kind === "instance") return type.model.methods;
  return type.kind === "model" ? type.model.methods.filter(({ kind }) => /^(class|static)method$/.test(kind)) : [];
}

const byName = new Map<readonly ApiMethod[], ReadonlyMap<string, ApiMethod>>();

/** Django's method of this name; `aget` and its kin are the asynchronous forms of the same. */
export function apiMethod(type: Type, name: string): ApiMethod | undefined {
  const methods = apiMethodsOf(type);
  const known = byName.get(methods) ?? new Map(methods.map((method) => [method.name, method]));
  byName.set(methods, known);
  return known.get(name) ?? (name.startsWith("a") ? known.get(name.slice(1)) : undefined);
}

/** What `value.name` is. */
export function member(type: Type, name: string, scope: Scope): Type {
  if (type.kind === "module") return moduleMember(type.name, name, scope);
  if (type.kind === "instance" && type.attributes?.has(name)) return type.attributes.get(name) ?? unknown;
  const own = ownMethodsOf(type).find((entry) => entry.name === name);
  if (own) {
    return own.kind.endsWith("property")
      ? propertyResult(type, own, scope)
      : { kind: "ownMethod", of: type, method: own };
  }
  const method = apiMethod(type, name);
  if (method) return { kind: "method", of: type, method };
  switch (type.kind) {
    case "model":
      return classMember(type.model, name);
    case "manager":
    case "queryset":
      return name === "model" ? { kind: "model", model: type.model } : unknown;
    case "instance":
      return attribute(type.model, name, scope);
    case "tuple":
      return type.items[type.names?.indexOf(name) ?? -1] ?? unknown;
    default:
      return valueMember(type, name);
  }
}

function classMember(model: ModelInfo, name: string): Type {
  const manager = managersOf(model).find((entry) => entry.name === name);
  if (manager) return { kind: "manager", model, info: manager.info, related: false };
  if (name === "_default_manager" || name === "_base_manager") {
    return {
      kind: "manager",
      model,
      info: name === "_base_manager" ? undefined : defaultManager(model),
      related: false,
    };
  }
  if (name === "DoesNotExist" || name === "MultipleObjectsReturned") return { kind: "exception", model, name };
  return unknown;
}

function attribute(model: ModelInfo, name: string, { graph }: Scope): Type {
  const field = graph.field(model, name);
  if (field) {
    const whole = name === field.name || (name === "pk" && field.relation === undefined);
    const target = whole ? graph.target(field) : undefined;
    if (target === undefined) return fieldValue(field, graph);
    const many = field.relation?.kind === "m2m" || field.relation?.kind === "genericRelation";
    return many ? relatedManager(target, field) : { kind: "instance", model: target };
  }
  const reverse = graph.reverse(model).find(({ accessor }) => accessor === name);
  if (reverse)
    return reverse.many ? relatedManager(reverse.model, reverse.field) : { kind: "instance", model: reverse.model };
  if (/^get_\w+_display$/.test(name) && graph.field(model, name.slice(4, -8))) return textMethod(name);
  return name === "__class__" ? { kind: "model", model } : unknown;
}

/** A method without parameters that gives text. */
function textMethod(name: string): Type {
  const doc = "The label of the field's choice.";
  return { kind: "method", of: value("object"), method: { name, parameters: "", doc, returns: "str" } };
}
