import * as vscode from "vscode";
import { type Handlers, RemoteError } from "../../protocol/channel";
import type { ObjectRef, TreeHostApi } from "../../protocol/objects";
import type { App } from "../app";
import { isSilent } from "../errors";
import { commands } from "../ids";

/** Characters of a tab's title. */
const longestTitle = 60;

/** What the tree's page may ask. It names rows and relations, and what is read or written is made of that here. */
export function treeHandlers(app: App, onTitle: (text: string) => void): Omit<Handlers<TreeHostApi>, "ready"> {
  const { connection, report } = app;
  const what = vscode.l10n.t("reading related rows");
  return {
    object: (ref, signal) => {
      const request = refOf(ref);
      return asked(app, signal, () => connection.call("object", request, signal, what));
    },
    related: ({ relation, start, count, ...ref }, signal) => {
      const request = { ...refOf(ref), relation: word(relation), start: number(start), count: number(count) };
      return asked(app, signal, () => connection.call("related", request, signal, what));
    },
    relatedCount: ({ relation, exact, ...ref }, signal) => {
      const request = { ...refOf(ref), relation: word(relation), exact: exact === true };
      return asked(app, signal, () => connection.call("relatedCount", request, signal, what));
    },
    openRows: ({ relation, ...ref }) => void report.guard(() => openRows(app, refOf(ref), relation)),
    remove: (ref) => void report.guard(() => remove(app, refOf(ref))),
    openDatabase: async () => void (await vscode.commands.executeCommand(commands.openDatabase)),
    title: ({ text }) => onTitle(word(text).slice(0, longestTitle)),
    copy: async ({ text }) => vscode.env.clipboard.writeText(word(text)),
  };
}

/** Asks the engine. What goes wrong comes to the page in the words that a message would have. */
async function asked<T>(app: App, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    // What another cancel took along is asked for again.
    if (error instanceof RemoteError && error.code === "Cancelled" && !signal.aborted)
      return await asked(app, signal, ask);
    if (isSilent(error)) throw error;
    const code = error instanceof RemoteError ? error.code : "Bug";
    throw new RemoteError({ code, message: app.report.words(error).message });
  }
}

/** Shows a row, or the rows that a relation leads to from it, in the results grid. */
export async function openRows(app: App, ref: ObjectRef, relation?: string): Promise<void> {
  const named = relation === undefined ? {} : { relation: word(relation) };
  const { source } = await app.connection.call("objectStatement", { ...ref, ...named, purpose: "rows" });
  await app.runner.run({ source });
}

/** Previews the deletion of a row, with all that goes along with it. */
export async function remove(app: App, ref: ObjectRef): Promise<void> {
  const { source } = await app.connection.call("objectStatement", { ...ref, purpose: "delete" });
  await app.runner.run({ source });
}

/** A row as a page named it, its shape checked. */
export function refOf(sent: unknown): ObjectRef {
  const { model, key } = (sent ?? {}) as { readonly [name: string]: unknown };
  if (!Array.isArray(key)) throw new TypeError("The tree's page sent no key.");
  return { model: word(model), key: key.map(word) };
}

function word(sent: unknown): string {
  if (typeof sent !== "string") throw new TypeError("The tree's page sent something else than text.");
  return sent;
}

function number(sent: unknown): number {
  if (typeof sent !== "number" || !Number.isSafeInteger(sent) || sent < 0)
    throw new TypeError("The tree's page sent something else than a number.");
  return sent;
}
