import type { ModelInfo } from "../../protocol/models";
import type { WorkspaceFiles } from "../workspaceFiles";
import { readTypeOrm, type TypeOrmProject } from "./project";

const RELEVANT = /\.[mc]?[jt]s$|(^|\/)(package\.json|tsconfig[^/]*\.json|ormconfig\.json|\.env[^/]*)$/;

/** Reads a workspace's TypeORM code, and again only what changed. */
export class TypeOrmReader {
  readonly #texts = new Map<string, Promise<string>>();
  readonly #files: WorkspaceFiles;
  #read: Promise<TypeOrmProject> | null = null;

  constructor(files: WorkspaceFiles) {
    this.#files = {
      name: files.name,
      list: () => files.list(),
      read: (path) => {
        const known = this.#texts.get(path) ?? files.read(path);
        this.#texts.set(path, known);
        return known;
      },
    };
  }

  /** Says which files were written, made or deleted. */
  changed(paths: readonly string[]): void {
    const ours = paths.filter((path) => RELEVANT.test(path));
    for (const path of ours) this.#texts.delete(path);
    if (ours.length > 0) this.#read = null;
  }

  /** The project as its files stand now; the same object where nothing changed. */
  read(): Promise<TypeOrmProject> {
    this.#read ??= readTypeOrm(this.#files);
    return this.#read;
  }
}

/**
 * Django's models and TypeORM's side by side. An entity whose label a Django model has moves to an app of its own,
 * `shop_typeorm` beside `shop`.
 */
export function besideDjango(django: readonly ModelInfo[], typeorm: readonly ModelInfo[]): readonly ModelInfo[] {
  const taken = new Set(django.map((model) => model.label.toLowerCase()));
  const moved = new Map(
    typeorm
      .filter((model) => taken.has(model.label.toLowerCase()))
      .map((model) => [model.label, `${model.app}_typeorm.${model.name}`]),
  );
  if (moved.size === 0) return [...django, ...typeorm];
  const label = (old: string): string => moved.get(old) ?? old;
  const renamed = typeorm.map((model): ModelInfo => {
    const own = label(model.label);
    const { sharedTable } = model;
    return {
      ...model,
      label: own,
      app: own.slice(0, own.length - model.name.length - 1),
      fields: model.fields.map((field) => {
        const { relation } = field;
        if (relation === undefined) return field;
        const through = relation.through === undefined ? {} : { through: label(relation.through) };
        return { ...field, relation: { ...relation, model: label(relation.model), ...through } };
      }),
      ...(sharedTable === undefined ? {} : { sharedTable: { ...sharedTable, root: label(sharedTable.root) } }),
    };
  });
  return [...django, ...renamed];
}
