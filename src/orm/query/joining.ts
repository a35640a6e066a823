import type { Expression } from "../expressions/base";
import { Column } from "../expressions/columns";
import type { Field } from "../fields";
import { tryTransform } from "./filters";
import { followNames, type NamesPath, type PathStep, unknownName } from "./paths";
import type { Query } from "./query";

export interface JoinOptions {
  /** Aliases of multi-valued joins that may be shared; null for any. */
  readonly reuse: Set<string> | null;
  readonly allowMany?: boolean;
  readonly alias?: string;
}

export interface SetUpJoins {
  readonly path: NamesPath;
  /** Aliases from the first table to the last. */
  readonly joins: string[];
  /** Names behind the last field. */
  readonly transforms: readonly string[];
}

export interface TrimmedJoins {
  readonly targets: readonly Field[];
  readonly alias: string;
  readonly joins: readonly string[];
}

/** The names of a lookup with the hops each stands for. */
export type NamedSteps = readonly { readonly name: string; readonly steps: readonly PathStep[] }[];

export interface TrimmedStart {
  /** The lookup that leads from the outer model to the column. */
  readonly prefix: string;
  readonly containsLeft: boolean;
  readonly column: Column;
}

/** Joins the tables that the names go through. `transforms` are names behind the last field. */
export function setupJoins(query: Query, names: readonly string[], options: JoinOptions): SetUpJoins {
  const allowMany = options.allowMany ?? true;
  let path: NamesPath | null = null;
  let transforms: readonly string[] = [];
  let failure: unknown = null;
  for (let n = names.length; n > 0 && !path; n--) {
    try {
      path = followNames(names.slice(0, n), query.model, {
        allowMany,
        failOnMissing: true,
        annotations: query.addedNames(),
        filtered: query.filteredRelations,
      });
      transforms = names.slice(n);
    } catch (error) {
      if (n === 1 || !(error instanceof Error) || error.name !== "FieldError") throw error;
      failure ??= error;
    }
  }
  if (!path) throw failure ?? unknownName(names[0] ?? "", query.model, query.addedNames());
  const joins = [options.alias ?? query.initialAlias()];
  for (const step of path.steps)
    joins.push(query.joinStep(joins.at(-1) as string, step, step.many ? options.reuse : null));
  if (transforms.length > 0 && failure) checkTransforms(path, joins, transforms, failure);
  return { path, joins, transforms };
}

/** A name behind a field that is no transform either is told as the unknown field it was first taken for. */
function checkTransforms(
  path: NamesPath,
  joins: readonly string[],
  transforms: readonly string[],
  failure: unknown,
): void {
  let at: Expression = new Column(joins.at(-1) as string, path.targets[0] as Field);
  for (const name of transforms) {
    try {
      at = tryTransform(at, name);
    } catch {
      throw failure;
    }
  }
}

/** Drops joins at the end whose only use is a key that the table before has too (Django's `trim_joins`). */
export function trimJoins(query: Query, path: NamesPath, joins: readonly string[]): TrimmedJoins {
  const kept = [...joins];
  let targets = path.targets;
  for (const step of [...path.steps].reverse()) {
    if (kept.length === 1 || !step.direct || step.join.filter) break;
    const pairs = targets.map((target) => step.join.pairs.find((pair) => pair.right === target));
    if (pairs.some((pair) => !pair)) break;
    targets = pairs.map((pair) => (pair as PathStep["join"]["pairs"][number]).left);
    query.unreference(kept.pop() as string);
  }
  return { targets, alias: kept.at(-1) as string, joins: kept };
}

/** Cuts an inner query loose at its first multi-valued join, for `exclude()` (Django's `trim_start`). */
export function trimStart(query: Query, names: NamedSteps): TrimmedStart {
  const steps = names.flatMap((entry) => entry.steps);
  const tables = [...query.tables.keys()].filter(
    (alias) => query.lastLookupJoins.includes(alias) || alias === query.baseAlias,
  );
  let containsLeft = false;
  let trimmed = 0;
  let step: PathStep | null = null;
  for (const [i, candidate] of steps.entries()) {
    trimmed = i;
    step = candidate;
    if (candidate.many) break;
    if (query.table(tables[i + 1] as string)?.type === "LEFT") containsLeft = true;
    query.unreference(tables[i] as string);
  }
  const pair = step?.join.pairs[0];
  if (!step || !pair) throw new Error("exclude() met a join without columns");
  const prefixNames: string[] = [];
  let left = trimmed;
  for (const entry of names) {
    if (left - entry.steps.length < 0) break;
    prefixNames.push(entry.name);
    left -= entry.steps.length;
  }
  prefixNames.push(pair.left.name);
  const firstJoin = query.table(tables[trimmed + 1] as string);
  let alias: string;
  let field: Field;
  if (firstJoin && firstJoin.type !== "LEFT" && !(firstJoin.type === "INNER" && firstJoin.condition)) {
    alias = tables[trimmed + 1] as string;
    field = pair.right;
    query.unreference(tables[trimmed] as string);
    if (step.join.generic)
      query.addCondition(query.genericRestriction(step.join.generic, tables[trimmed] as string, alias));
  } else {
    alias = tables[trimmed] as string;
    field = pair.left;
  }
  query.rebase();
  const column = new Column(alias, field);
  query.setSelect([column]);
  return { prefix: prefixNames.join("__"), containsLeft, column };
}
