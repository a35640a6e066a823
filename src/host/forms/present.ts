import * as vscode from "vscode";
import type { FormDraft, FormField, FormValue } from "../../protocol/form";
import type { Cell } from "../../protocol/results";
import type { App } from "../app";
import { importOf, managerOf } from "../models/nodes";
import { keyName, type Present } from "./form";
import { literalOf } from "./literal";
import { pythonString } from "./python";
import { isSameValue, type Subject } from "./statement";

/** What the row of a key holds now; undefined where there is none, or it cannot be read. */
export async function presentRow(
  app: App,
  { model, unique, fields }: Subject,
  key: string,
): Promise<Present | undefined> {
  const literal = literalOf({ editor: "relation" }, key);
  if (!("python" in literal)) return undefined;
  const name = keyName(model);
  const shown = fields.filter((field) => field.name !== name && isShown(field));
  const names = shown.map((field) => attributeOf(model, field));
  const values = names.map(pythonString).join(", ");
  const rows = `${model.name}.${managerOf(model)}.filter(pk=${literal.python}).values(${values})`;
  const source = `${importOf({ model, unique })}${rows}[:2]`;
  const answer = await app.connection.call("run", { source }, undefined, vscode.l10n.t("reading a row"));
  const id = answer.kind === "read" ? answer.statements.at(-1)?.result?.id : undefined;
  if (id === undefined) return undefined;
  const page = await app.connection.call("page", { id, start: 0, count: 2 });
  const [cells, second] = page.rows;
  if (cells === undefined || second !== undefined) return undefined;
  const held = await Promise.all(
    shown.map(async (field, column): Promise<[string, FormValue]> => {
      const cell = cells[column] ?? { kind: "null", text: "" };
      const isCut = cell.length !== undefined && cell.length > cell.text.length;
      const text = isCut ? (await app.connection.call("cell", { id, row: 0, column })).text : cell.text;
      return [field.name, heldValue(field, cell, text)];
    }),
  );
  return { key, values: Object.fromEntries(held) };
}

/** What a form begins with for a row: all it holds, except where something else was entered already. */
export function draftOfRow(
  subject: Subject,
  present: Present,
  draft: Pick<FormDraft, "values">,
  before: Present | undefined,
): Pick<FormDraft, "values"> {
  const values: { [field: string]: FormValue } = {};
  for (const [name, value] of Object.entries(present.values)) {
    const entered = draft.values[name];
    const held = before?.values[name];
    const isUntouched =
      entered === undefined || entered.kind === "unset" || (held !== undefined && isSameValue(held, entered));
    if (isUntouched) values[name] = value;
  }
  const key = keyName(subject.model);
  if (key !== undefined) values[key] = { kind: "value", text: present.key };
  return { values };
}

/** What is entered as text, as it would be entered. */
function isShown({ editor, fixed }: FormField): boolean {
  return fixed === undefined && editor !== "relations" && editor !== "bytes" && editor !== "python";
}

function attributeOf(model: Subject["model"], field: FormField): string {
  return model.fields.find(({ name }) => name === field.name)?.attname ?? field.name;
}

function heldValue({ choices = [] }: FormField, { kind }: Cell, text: string): FormValue {
  if (kind === "null") return { kind: "null" };
  const choice = choices.find((each) => each.text === text || each.text === pythonString(text));
  return { kind: "value", text: choice?.text ?? text };
}
