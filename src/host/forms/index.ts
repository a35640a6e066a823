import * as vscode from "vscode";
import type { OpenResult } from "../../protocol/engine";
import type { FormKind } from "../../protocol/form";
import type { ModelInfo } from "../../protocol/models";
import { type App, staying } from "../app";
import { readOnlyModel } from "../errors";
import { commands, formType } from "../ids";
import { pickModel } from "../models/find";
import { appNodes, type MethodNode, type ModelNode } from "../models/nodes";
import { Store } from "../store";
import { type Asked, keyName } from "./form";
import { literalOf } from "./literal";
import { FormPanels } from "./panels";
import { parameterFields } from "./parameters";

/** The commands that open a form, by what it is for. */
const forms: readonly (readonly [command: string, kind: FormKind, title: () => string])[] = [
  [commands.insertRow, "insert", () => vscode.l10n.t("Insert Row")],
  [commands.forceInsertRow, "forceInsert", () => vscode.l10n.t("Force Insert Row")],
  [commands.forceUpdateRow, "forceUpdate", () => vscode.l10n.t("Force Update Row")],
  [commands.upsertRow, "upsert", () => vscode.l10n.t("Upsert Row")],
  [commands.bulkCreate, "bulkCreate", () => vscode.l10n.t("Bulk Create")],
  [commands.bulkUpdate, "bulkUpdate", () => vscode.l10n.t("Bulk Update")],
  [commands.deleteRows, "delete", () => vscode.l10n.t("Delete Rows")],
];

/** Forms for the writes that people do by hand. Each makes a statement, which is previewed as any other. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const { connection, report } = app;
  const panels = store.add(new FormPanels(app));
  store.add(app.connections.onDidList(() => panels.closeLeft()));
  let shown: OpenResult | undefined;
  store.add(
    connection.onDidChange((state) => {
      if (state.kind !== "open" || state.result === shown) return;
      shown = state.result;
      panels.update();
    }),
  );
  store.add(
    vscode.window.registerWebviewPanelSerializer(formType, {
      deserializeWebviewPanel: async (restored, state: unknown) => {
        panels.restore(restored, state);
        // The page shows what it remembers when the models are there again.
        void report.guard(async () => void (await connection.ensureOpen()));
      },
    }),
  );
  for (const [command, kind, title] of forms) {
    store.add(
      vscode.commands.registerCommand(command, (argument: unknown) =>
        report.guard(async () => {
          // Rows of a panel are of its own database.
          const own = staying(
            app,
            placeOf(argument)?.kind === "rows"
              ? app.runners.meant(({ runner }) => runner.result !== undefined)
              : undefined,
          );
          const asked = await askedFor(own, kind, title(), argument);
          if (asked !== undefined) panels.show(asked, own);
        }),
      ),
    );
  }
  store.add(
    vscode.commands.registerCommand(commands.runMethod, (node?: MethodNode) =>
      report.guard(async () => {
        if (node === undefined) return;
        const { model, manager, method } = node;
        const asked: Asked = {
          kind: "method",
          label: model.label,
          call: { manager: manager.name, method: method.name },
        };
        // What needs nothing is run at once; it is previewed as anything else.
        if (parameterFields(method).length > 0) panels.show(asked, staying(app));
        else await panels.run(asked);
      }),
    ),
  );
  return store;
}

/** The form for a model of the tree, for rows of the results, or for a model that the person picks now. */
async function askedFor(app: App, kind: FormKind, title: string, argument: unknown): Promise<Asked | undefined> {
  const { project } = await app.connection.ensureOpen();
  const place = placeOf(argument);
  if (place?.kind === "rows") {
    const model = project.models.find(({ label }) => label === place.model);
    if (model === undefined) return undefined;
    if (!isWritable(model)) throw readOnlyModel(model.label);
    return { kind, label: model.label, ...(await givenBy(app, kind, model, place)) };
  }
  const nodes = appNodes(project.models).flatMap(({ models }) => models);
  const node =
    place?.node ??
    (await pickModel(
      nodes.filter(({ model }) => isWritable(model)),
      title,
    ));
  if (node === undefined) return undefined;
  if (!isWritable(node.model)) throw readOnlyModel(node.model.label);
  return { kind, label: node.model.label };
}

function isWritable({ readOnly, swapped }: ModelInfo): boolean {
  return readOnly === undefined && swapped === undefined;
}

interface Rows {
  readonly kind: "rows";
  readonly model: string;
  readonly result: string;
  /** Their numbers in the result, from 0, in order. */
  readonly rows: readonly number[];
  readonly columns: readonly string[];
}

/** Where a command was chosen: a model of the tree, or rows of the results page. */
function placeOf(argument: unknown): Rows | { readonly kind: "node"; readonly node: ModelNode } | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  if ("kind" in argument && argument.kind === "model") return { kind: "node", node: argument as ModelNode };
  const { model, result, rows, columns } = argument as { readonly [name: string]: unknown };
  if (typeof model !== "string" || typeof result !== "string" || !Array.isArray(rows) || !Array.isArray(columns))
    return undefined;
  const numbers = rows.filter((row): row is number => Number.isSafeInteger(row) && row >= 0);
  return numbers.length === 0
    ? undefined
    : { kind: "rows", model, result, rows: numbers, columns: columns.map(String) };
}

/** What a form for chosen rows begins with: their keys, as the engine has them. */
async function givenBy(app: App, kind: FormKind, model: ModelInfo, place: Rows): Promise<Pick<Asked, "given">> {
  if (kind !== "delete" && kind !== "bulkUpdate" && kind !== "forceUpdate") return {};
  const key = model.fields.find(({ primaryKey }) => primaryKey);
  const at = place.columns.findIndex((name) => name === key?.name || name === key?.attname);
  const texts = key === undefined || at < 0 ? [] : await cellsOf(app, place, at);
  const [text] = texts;
  if (key === undefined || text === undefined) return {};
  if (kind === "forceUpdate") {
    return { given: { values: { [keyName(model) ?? key.name]: { kind: "value", text } } } };
  }
  const keys = texts.flatMap((each) => {
    const literal = literalOf({ editor: "relation" }, each);
    return "python" in literal ? [literal.python] : [];
  });
  if (keys.length === 0) return {};
  return { given: { filter: keys.length === 1 ? `pk=${keys[0]}` : `pk__in=[${keys.join(", ")}]` } };
}

/** One column's texts for the rows of a place; rows that follow each other are read at once. */
async function cellsOf(app: App, { result, rows }: Rows, column: number): Promise<string[]> {
  const starts = rows.filter((row) => !rows.includes(row - 1));
  const pages = starts.map(async (start) => {
    let count = 1;
    while (rows.includes(start + count)) count++;
    const page = await app.connection.call("page", { id: result, start, count });
    return page.rows.map((cells) => cells[column]?.text ?? "");
  });
  return (await Promise.all(pages)).flat();
}
