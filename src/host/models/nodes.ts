import type { FieldInfo, ManagerInfo, MethodInfo, ModelInfo, ProjectInfo, SourcePlace } from "../../protocol/models";
import { type ReverseEnd, reverseEnds } from "./relations";

export interface AppNode {
  readonly kind: "app";
  readonly id: string;
  readonly name: string;
  readonly models: readonly ModelNode[];
  /** Whose it is: the project's own, one that only the database knows, one that comes with Django. */
  readonly rank: "own" | "database" | "contrib";
  /** Models of the app with drift or problems. */
  readonly troubled: number;
}

export interface ModelNode {
  readonly kind: "model";
  readonly id: string;
  readonly model: ModelInfo;
  /** The name alone says which model is meant. */
  readonly unique: boolean;
  readonly problems: readonly Problem[];
  /** Worked out when they are first looked at. */
  children(): readonly MemberNode[];
}

export interface FieldNode {
  readonly kind: "field";
  readonly id: string;
  readonly model: ModelInfo;
  readonly field: FieldInfo;
}

/** A relation as it looks from its target: `song_set`, which is `music.Song.album`. */
export interface ReverseNode extends ReverseEnd {
  readonly kind: "reverse";
  readonly id: string;
}

export interface ManagerNode {
  readonly kind: "manager";
  readonly id: string;
  readonly model: ModelInfo;
  readonly manager: ManagerInfo;
}

export interface MethodNode {
  readonly kind: "method";
  readonly id: string;
  readonly model: ModelInfo;
  readonly manager: ManagerInfo;
  readonly method: MethodInfo;
}

/** Something about a model that is not as it should be. */
export interface ProblemNode {
  readonly kind: "problem";
  readonly id: string;
  readonly problem: Problem;
}

export interface Problem {
  readonly message: string;
  readonly place?: SourcePlace;
}

export type MemberNode = FieldNode | ReverseNode | ManagerNode | ProblemNode;
export type ModelsNode = AppNode | ModelNode | MemberNode | MethodNode;

const ranks: readonly AppNode["rank"][] = ["own", "database", "contrib"];

/** The tree of the `Models` view: the project's apps first, those that come with Django after them. */
export function appNodes(models: readonly ModelInfo[], problems: ProjectInfo["problems"] = []): readonly AppNode[] {
  const shown = models.filter((model) => model.autoCreated !== true);
  const names = new Map<string, number>();
  for (const { name } of shown) names.set(name, (names.get(name) ?? 0) + 1);
  const reverse = reverseEnds(shown);
  const troubles = problemsByModel(shown, problems);
  const apps = new Map<string, ModelNode[]>();
  for (const model of shown) {
    const ends = reverse.get(model.label) ?? [];
    const node = modelNode(model, names.get(model.name) === 1, ends, troubles.get(model.label) ?? []);
    const members = apps.get(model.app);
    if (members === undefined) apps.set(model.app, [node]);
    else members.push(node);
  }
  const nodes = [...apps].map(([name, members]): AppNode => {
    const sorted = members.sort((a, b) => a.model.name.localeCompare(b.model.name));
    const troubled = sorted.filter(({ problems }) => problems.length > 0).length;
    return { kind: "app", id: `app ${name}`, name, models: sorted, rank: rankOf(sorted), troubled };
  });
  return nodes.sort((a, b) => ranks.indexOf(a.rank) - ranks.indexOf(b.rank) || a.name.localeCompare(b.name));
}

function rankOf(models: readonly ModelNode[]): AppNode["rank"] {
  if (models.every(({ model }) => model.origin === "contrib")) return "contrib";
  return models.every(({ model }) => model.origin === "contrib" || model.origin === "database") ? "database" : "own";
}

/** What hangs under a node. */
export function childrenOf(node: ModelsNode): readonly ModelsNode[] {
  if (node.kind === "app") return node.models;
  if (node.kind === "model") return node.children();
  if (node.kind !== "manager") return [];
  const { id, model, manager } = node;
  return manager.methods.map((method) => ({ kind: "method", id: `${id} ${method.name}`, model, manager, method }));
}

/** Where a node's code is, for those that have any. */
export function placeOf(node: ModelsNode): SourcePlace | undefined {
  switch (node.kind) {
    case "app":
      return undefined;
    case "model":
      return node.model.place;
    case "manager":
      return node.manager.source ?? node.manager.managerClass ?? node.manager.querysetClass;
    case "method":
      return node.method.code;
    case "problem":
      return node.problem.place;
    default:
      return node.field.source;
  }
}

/** The text that names a node in a queryset or in Python. */
export function nameOf(node: ModelsNode): string {
  switch (node.kind) {
    case "app":
      return node.name;
    case "model":
      return node.model.name;
    case "field":
      return node.field.name;
    case "reverse":
      return node.accessor;
    case "manager":
      return node.manager.name;
    case "method":
      return node.method.name;
    case "problem":
      return node.problem.message;
  }
}

/** The label of the model that a relation leads to, at either of its ends. */
export function otherEnd(node: ModelsNode): string | undefined {
  if (node.kind === "reverse") return node.from.label;
  return node.kind === "field" ? node.field.relation?.model : undefined;
}

/** A queryset of all of a model's rows; a name that two apps share is imported. */
export function allRows(node: Pick<ModelNode, "model" | "unique">): string {
  return `${importOf(node)}${node.model.name}.${managerOf(node.model)}.all()`;
}

/** The import that a model's name needs, and its line's end; nothing where the name alone is enough. */
export function importOf({ model, unique }: Pick<ModelNode, "model" | "unique">): string {
  return unique ? "" : `from ${model.app}.models import ${model.name}\n`;
}

/** `objects`, or the name a model has for it where it declares managers of its own. */
export function managerOf({ managers }: ModelInfo): string {
  const names = managers.map(({ name }) => name);
  return names.length === 0 || names.includes("objects") ? "objects" : (names[0] ?? "objects");
}

function modelNode(
  model: ModelInfo,
  unique: boolean,
  ends: readonly ReverseEnd[],
  problems: readonly Problem[],
): ModelNode {
  const id = `model ${model.label}`;
  let children: readonly MemberNode[] | undefined;
  const make = (): MemberNode[] => [
    ...problems.map((problem): ProblemNode => ({ kind: "problem", id: `${id} ! ${problem.message}`, problem })),
    ...model.fields.map((field): FieldNode => ({ kind: "field", id: `${id} ${field.name}`, model, field })),
    ...ends.map((end): ReverseNode => {
      return { kind: "reverse", id: `${id} ${end.accessor} ${end.from.label} ${end.field.name}`, ...end };
    }),
    ...model.managers
      // Django's own `objects` says nothing about a model.
      .filter(({ name, className, methods }) => name !== "objects" || className !== "Manager" || methods.length > 0)
      .map((manager): ManagerNode => ({ kind: "manager", id: `${id} manager ${manager.name}`, model, manager })),
  ];
  return {
    kind: "model",
    id,
    model,
    unique,
    problems,
    children: () => {
      children ??= make();
      return children;
    },
  };
}

/** Drift, and what could not be read in a model's file: it belongs to the nearest model above it. */
function problemsByModel(
  models: readonly ModelInfo[],
  problems: ProjectInfo["problems"],
): ReadonlyMap<string, readonly Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const { label, drift } of models) if (drift.length > 0) found.set(label, [...drift]);
  for (const problem of problems) {
    const inFile = models.filter(({ place }) => place?.file === problem.place.file);
    const above = inFile.filter(({ place }) => (place?.line ?? 0) <= problem.place.line);
    const nearest = above.sort((a, b) => (b.place?.line ?? 0) - (a.place?.line ?? 0))[0] ?? inFile[0];
    if (nearest !== undefined) found.set(nearest.label, [...(found.get(nearest.label) ?? []), problem]);
  }
  return found;
}
