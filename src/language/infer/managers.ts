import type { FieldInfo, ManagerInfo, ModelInfo } from "../../protocol/models";
import type { Manager } from "../types";

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
export function relatedManager(model: ModelInfo, by: FieldInfo): Manager {
  return { kind: "manager", model, info: defaultManager(model), related: true, by };
}
