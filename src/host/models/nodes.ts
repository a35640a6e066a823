import type { FieldInfo, ModelInfo, SourcePlace } from "../../protocol/models";

export interface AppNode {
  readonly kind: "app";
  readonly id: string;
  readonly name: string;
  readonly models: readonly ModelNode[];
  /** Every model comes with Django, not from the project. */
  readonly contrib: boolean;
}

export interface ModelNode {
  readonly kind: "model";
  readonly id: string;
  readonly model: ModelInfo;
  /** The name alone says which model is meant. */
  readonly unique: boolean;
  readonly children: readonly (FieldNode | ReverseNode)[];
}

export interface FieldNode {
  readonly kind: "field";
  readonly id: string;
  readonly model: ModelInfo;
  readonly field: FieldInfo;
}

/** A relation as it looks from its target: `song_set`, which is `music.Song.album`. */
export interface ReverseNode {
  readonly kind: "reverse";
  readonly id: string;
  readonly accessor: string;
  readonly from: ModelInfo;
  readonly field: FieldInfo;
}

export type ModelsNode = AppNode | ModelNode | FieldNode | ReverseNode;

/** The tree of the `Models` view: the project's apps first, those that come with Django after them. */
export function appNodes(models: readonly ModelInfo[]): readonly AppNode[] {
  const shown = models.filter((model) => model.autoCreated !== true && model.swapped === undefined);
  const names = new Map<string, number>();
  for (const { name } of shown) names.set(name, (names.get(name) ?? 0) + 1);
  const apps = new Map<string, ModelInfo[]>();
  for (const model of shown) apps.set(model.app, [...(apps.get(model.app) ?? []), model]);
  const nodes = [...apps].map(([name, members]): AppNode => {
    const sorted = [...members].sort((a, b) => a.name.localeCompare(b.name));
    return {
      kind: "app",
      id: `app ${name}`,
      name,
      contrib: members.every(({ origin }) => origin === "contrib"),
      models: sorted.map((model) => modelNode(model, shown, names.get(model.name) === 1)),
    };
  });
  return nodes.sort((a, b) => Number(a.contrib) - Number(b.contrib) || a.name.localeCompare(b.name));
}

/** Where a node's code is, for those that have any. */
export function placeOf(node: ModelsNode): SourcePlace | undefined {
  if (node.kind === "app") return undefined;
  if (node.kind === "model") return node.model.place;
  return node.field.source;
}

/** The text that names a node in a queryset or in Python. */
export function nameOf(node: ModelsNode): string {
  if (node.kind === "app") return node.name;
  if (node.kind === "model") return node.model.name;
  return node.kind === "field" ? node.field.name : node.accessor;
}

/** A queryset of all of a model's rows; a name that two apps share is imported. */
export function allRows({ model, unique }: ModelNode): string {
  const all = `${model.name}.objects.all()`;
  return unique ? all : `from ${model.app}.models import ${model.name}\n${all}`;
}

function modelNode(model: ModelInfo, models: readonly ModelInfo[], unique: boolean): ModelNode {
  const id = `model ${model.label}`;
  const fields = model.fields.map((field): FieldNode => ({ kind: "field", id: `${id} ${field.name}`, model, field }));
  const reverse = models.flatMap((from) =>
    from.fields.flatMap((field): ReverseNode[] => {
      if (!pointsAt(field, model) || field.inheritedFrom === model.label) return [];
      const accessor = accessorOf(from, field);
      if (accessor === undefined) return [];
      return [{ kind: "reverse", id: `${id} ${accessor} ${from.label} ${field.name}`, accessor, from, field }];
    }),
  );
  return { kind: "model", id, model, unique, children: [...fields, ...reverse] };
}

function pointsAt({ relation }: FieldInfo, model: ModelInfo): boolean {
  return relation !== undefined && relation.model === model.label && relation.kind !== "genericRelation";
}

/** The attribute Django gives the target, or undefined where the relation has none there. */
function accessorOf(from: ModelInfo, { relation }: FieldInfo): string | undefined {
  if (relation === undefined || relation.kind === "generic") return undefined;
  if (relation.relatedName !== undefined) return relation.relatedName.endsWith("+") ? undefined : relation.relatedName;
  if (relation.kind === "m2m" && relation.symmetrical === true) return undefined;
  const name = from.name.toLowerCase();
  return relation.kind === "o2o" ? name : `${name}_set`;
}
