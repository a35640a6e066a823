import * as vscode from "vscode";
import type { ImportFault, ImportFormat, ImportRequest } from "../../protocol/scratch";
import type { App } from "../app";
import { notImported } from "../errors";
import { pickModel } from "../models/find";
import { appNodes, type ModelNode } from "../models/nodes";

/** Bytes of a file that are still read whole. */
const mostBytes = 100_000_000;

/** Asks for a file, and for CSV what goes where, and previews its rows. A fixture and a dump name their models themselves. */
export async function importRows(app: App, given: ModelNode | undefined): Promise<void> {
  const { project } = await app.connection.ensureOpen();
  const folder = app.choice.folder();
  const files = await vscode.window.showOpenDialog({
    ...(folder !== undefined && { defaultUri: folder }),
    title: vscode.l10n.t("Import into Model"),
    openLabel: vscode.l10n.t("Import"),
    filters: {
      [vscode.l10n.t("CSV, Django Fixture or SQL Dump")]: ["csv", "tsv", "txt", "json", "sql", "dump"],
      [vscode.l10n.t("All Files")]: ["*"],
    },
  });
  const uri = files?.[0];
  if (uri === undefined) return;
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  const bytes = await vscode.workspace.fs.readFile(uri);
  if (bytes.length > mostBytes) throw notImported(name, vscode.l10n.t("it is larger than 100 MB"));
  const text = new TextDecoder().decode(bytes);
  const format = formatOf(name, text);
  let request: ImportRequest = { format, name, text };
  if (format === "csv") {
    const writable = appNodes(project.models).flatMap(({ models }) =>
      models.filter(({ model }) => model.readOnly === undefined && model.swapped === undefined),
    );
    const node = given ?? (await pickModel(writable, vscode.l10n.t("Import into Model")));
    if (node === undefined) return;
    const columns = await mapColumns(app, node, text, name);
    if (columns === undefined) return;
    request = { ...request, model: node.model.label, columns };
  }
  await previewImport(app, request);
}

/** Previews the rows of a file that was read. */
export async function previewImport(app: App, request: ImportRequest): Promise<void> {
  const title = vscode.l10n.t("Import of {0}", request.name);
  await app.runner.load(title, async (signal) => {
    const read = await app.connection.call("importRows", request, signal, title);
    if (read.kind === "answer") return read.answer;
    await showFaults(request.name, read.faults, read.count);
    const [first] = read.faults;
    const where = first === undefined ? "" : faultText(first);
    throw notImported(request.name, vscode.l10n.t("{0} values or lines do not fit, first {1}", read.count, where));
  });
}

function formatOf(name: string, text: string): ImportFormat {
  if (/\.json$/i.test(name)) return "fixture";
  if (/\.(sql|dump)$/i.test(name)) return "sql";
  if (/\.(csv|tsv)$/i.test(name)) return "csv";
  return /^\s*\[/.test(text) ? "fixture" : /^\s*(INSERT INTO|CREATE TABLE|PRAGMA|COPY)\b/im.test(text) ? "sql" : "csv";
}

/** Asks where the columns go whose names are no fields'. Undefined where that was dismissed. */
async function mapColumns(
  app: App,
  { model }: ModelNode,
  text: string,
  name: string,
): Promise<ImportRequest["columns"] | undefined> {
  const found = await app.connection.call("importColumns", { model: model.label, text });
  const used = new Set(found.columns.map(({ field }) => field));
  const chosen: { [column: string]: string | null } = {};
  for (const { name: column, field, sample } of found.columns) {
    if (field !== null || column === "") continue;
    const free = model.fields.filter(
      (each) => each.column !== null && each.generated === undefined && !used.has(each.name),
    );
    const leave = vscode.l10n.t("Leave This Column Out");
    const items = [
      ...free.map((each) => ({
        label: each.name,
        description: found.missing.includes(each.name) ? `${each.type} · ${vscode.l10n.t("required")}` : each.type,
      })),
      { label: leave, description: "" },
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t("{0}: where does the column {1} go?", name, column),
      placeHolder: sample === "" ? model.label : vscode.l10n.t("{0}, for example {1}", model.label, sample),
      ignoreFocusOut: true,
    });
    if (picked === undefined) return undefined;
    chosen[column] = picked.label === leave ? null : picked.label;
    if (picked.label !== leave) used.add(picked.label);
  }
  return chosen;
}

/** The faults as a text of their own: they are read beside the file. */
async function showFaults(name: string, faults: readonly ImportFault[], count: number): Promise<void> {
  if (count < 2) return;
  const more = count > faults.length ? [vscode.l10n.t("and {0} more", count - faults.length)] : [];
  const lines = [vscode.l10n.t("{0} was not imported:", name), ...faults.map(faultText), ...more];
  const document = await vscode.workspace.openTextDocument({ content: `${lines.join("\n")}\n` });
  await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true });
}

function faultText({ line, column, message }: ImportFault): string {
  return column === undefined
    ? vscode.l10n.t("line {0}: {1}", line, message)
    : vscode.l10n.t("line {0}, {1}: {2}", line, column, message);
}
