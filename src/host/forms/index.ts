import * as vscode from "vscode";
import type { OpenResult } from "../../protocol/engine";
import type { FormKind } from "../../protocol/form";
import type { ModelInfo } from "../../protocol/models";
import type { App } from "../app";
import { readOnlyModel } from "../errors";
import { commands } from "../ids";
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
  let shown: OpenResult | undefined;
  store.add(
    connection.onDidChange((state) => {
      if (state.kind !== "open" || state.result === shown) return;
      shown = state.result;
      panels.update();
    }),
  );
  for (const [command, kind, title] of forms) {
    store.add(
      vscode.commands.registerCommand(command, (argument: unknown) =>
        report.guard(async () => {
          const asked = await askedFor(app, kind, title(), argument);
          if (asked !== undefined) panels.show(asked);
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
        if (parameterFields(method).length > 0) panels.show(asked);
        else await panels.run(asked);
      }),
    ),
  );
  return store;
}

/** The form for a model of the tree, for a row of the results, or for a model that the person picks now. */
async function askedFor(app: App, kind: FormKind, title: string, argument: unknown): Promise<Asked | undefined> {
  const { project } = await app.connection.ensureOpen();
  const place = placeOf(argument);
  if (place?.kind === "row") {
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

interface Row {
  readonly kind: "row";
  readonly model: string;
  readonly result: string;
  readonly row: number;
  readonly columns: readonly string[];
}

/** Where a command was chosen: a model of the tree, or a row of the results page. */
function placeOf(argument: unknown): Row | { readonly kind: "node"; readonly node: ModelNode } | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  if ("kind" in argument && argument.kind === "model") return { kind: "node", node: argument as ModelNode };
  const { model, result, row, columns } = argument as { readonly [name: string]: unknown };
  return typeof model === "string" && typeof result === "string" && typeof row === "number" && Array.isArray(columns)
    ? { kind: "row", model, result, row, columns: columns.map(String) }
    : undefined;
}

/** What a form for one row begins with: its key, as the engine has it. */
async function givenBy(app: App, kind: FormKind, model: ModelInfo, place: Row): Promise<Pick<Asked, "given">> {
  if (kind !== "delete" && kind !== "bulkUpdate" && kind !== "forceUpdate") return {};
  const key = model.fields.find(({ primaryKey }) => primaryKey);
  const page = await app.connection.call("page", { id: place.result, start: place.row, count: 1 });
  const at = place.columns.findIndex((name) => name === key?.name || name === key?.attname);
  const text = page.rows[0]?.[at]?.text;
  if (key === undefined || text === undefined) return {};
  if (kind === "forceUpdate") {
    return { given: { values: { [keyName(model) ?? key.name]: { kind: "value", text } } } };
  }
  const literal = literalOf({ editor: "relation" }, text);
  return "python" in literal ? { given: { filter: `pk=${literal.python}` } } : {};
}
