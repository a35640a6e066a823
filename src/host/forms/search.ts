import * as vscode from "vscode";
import type { FormMatch } from "../../protocol/form";
import type { FieldInfo, ModelInfo } from "../../protocol/models";
import type { Connection } from "../engine/connection";
import { importOf, managerOf } from "../models/nodes";
import { pythonString } from "./python";

/** Rows that a search offers at most. */
const most = 20;

interface Target {
  readonly model: ModelInfo;
  readonly unique: boolean;
  /** The field that a relation points at. */
  readonly toField?: string;
}

/**
 * A statement that finds rows by a part of their text, or by their key, as `[key, text]` pairs; each row's text is its
 * `__str__`.
 */
export function searchStatement(target: Target, text: string, models: readonly ModelInfo[]): string {
  const { model, toField } = target;
  const typed = text.trim();
  const conditions = typed === "" ? [] : conditionsFor(model, toField, typed, models);
  const manager = `${model.name}.${managerOf(model)}`;
  const rows = conditions.length === 0 ? `${manager}.all()` : `${manager}.filter(${conditions.join(" | ")})`;
  const key = toField === undefined ? "row.pk" : `row.${toField}`;
  return `${importOf(target)}[(str(${key}), str(row)) for row in ${rows}[:${most}]]`;
}

function conditionsFor(
  model: ModelInfo,
  toField: string | undefined,
  text: string,
  models: readonly ModelInfo[],
): string[] {
  const own = textPaths(model);
  // A row's text is often that of what it points at.
  const paths = own.length > 0 ? own : relatedPaths(model, models);
  const literal = pythonString(text);
  const found = paths.slice(0, 4).map((path) => `Q(${path}__icontains=${literal})`);
  const key = model.fields.find(({ name }) => name === (toField ?? model.primaryKey ?? "id"));
  const isNumber = key === undefined || key.relation !== undefined || /(Auto|Integer)Field$/.test(key.type);
  if (isNumber && /^\d{1,18}$/.test(text)) found.unshift(`Q(${toField ?? "pk"}=${BigInt(text)})`);
  else if (key !== undefined && /(Char|Slug|Text)Field$/.test(key.type)) found.unshift(`Q(${key.name}=${literal})`);
  // Nothing can be looked through: the first rows are better than none.
  return found;
}

function textPaths({ fields }: ModelInfo): string[] {
  return fields.filter(isText).map(({ name }) => name);
}

function relatedPaths({ fields }: ModelInfo, models: readonly ModelInfo[]): string[] {
  return fields.flatMap(({ name, relation }) => {
    const target = models.find(({ label }) => label === relation?.model);
    return relation === undefined || relation.kind === "m2m" || target === undefined
      ? []
      : textPaths(target)
          .slice(0, 2)
          .map((path) => `${name}__${path}`);
  });
}

function isText({ type, column, choices }: FieldInfo): boolean {
  return column !== null && (choices ?? []).length === 0 && /^(Char|Text|Slug|Email|URL)Field$/.test(type);
}

/** A relation whose rows are looked for: label of the model it leads to, and the field of it that it holds. */
export interface Relation {
  readonly related: string | undefined;
  readonly toField?: string | undefined;
}

/** Rows that a relation may lead to, by a part of their text or by their key; none where its model is gone. */
export async function searchRelated(
  connection: Connection,
  { related, toField }: Relation,
  text: string,
  models: readonly ModelInfo[],
  signal: AbortSignal,
): Promise<readonly FormMatch[]> {
  const model = models.find(({ label }) => label === related);
  if (model === undefined) return [];
  const unique = models.filter(({ name }) => name === model.name).length === 1;
  const isOwnKey = toField === undefined || toField === model.primaryKey;
  const source = searchStatement({ model, unique, ...(isOwnKey ? {} : { toField }) }, text, models);
  const answer = await connection.call("run", { source }, signal, vscode.l10n.t("looking for rows"));
  const value = answer.kind === "read" ? answer.statements.at(-1)?.value : undefined;
  return Array.isArray(value) ? value.flatMap(matchOf) : [];
}

function matchOf(pair: unknown): FormMatch[] {
  if (!Array.isArray(pair)) return [];
  const [key, label] = pair as readonly unknown[];
  return typeof key === "string" && typeof label === "string" ? [{ key, label }] : [];
}
