import * as vscode from "vscode";
import type { Handlers } from "../../protocol/channel";
import type { FormDraft, FormFault, FormHostApi } from "../../protocol/form";
import type { ModelInfo } from "../../protocol/models";
import type { StatementResult } from "../../protocol/results";
import type { App } from "../app";
import { noSuchModel } from "../errors";
import { importOf, managerOf } from "../models/nodes";
import { openScript } from "../run";
import { conditionText } from "./conditions";
import { draftOf } from "./draft";
import { faultOf } from "./faults";
import { type Asked, subjectOf, viewOf } from "./form";
import { searchRelated } from "./search";
import { compose, filtered, type Subject } from "./statement";

/** What a form's page may ask. It sends what was entered, and the statement is made of it here. */
export function formHandlers(
  app: App,
  asked: () => Asked,
  onDraft: (draft: FormDraft) => void = () => undefined,
): Handlers<FormHostApi> {
  const models = (): readonly ModelInfo[] => {
    const { state } = app.connection;
    return state.kind === "open" ? state.result.project.models : [];
  };
  const subject = (): Subject => {
    const found = subjectOf(asked(), models());
    if (found === undefined) throw noSuchModel(asked().label);
    return found;
  };
  return {
    ready: () => {
      const found = subjectOf(asked(), models());
      return found === undefined ? null : viewOf(asked(), found);
    },
    compose: (draft) => {
      const sent = draftOf(draft);
      onDraft(sent);
      const composed = compose(subject(), sent);
      const { statement } = composed;
      // Tens of thousands of rows are too much to look at: the page shows where the statement begins.
      const shown = statement.length > shownText ? `${statement.slice(0, shownText)}\n…` : statement;
      return { ...composed, statement: shown };
    },
    preview: async (draft) => {
      const form = subject();
      const { statement, faults } = compose(form, draftOf(draft));
      if (faults.length > 0) return { faults, done: false };
      const answer = await app.runner.run({ source: statement });
      if (answer?.kind !== "failed") return { faults: [], done: answer !== undefined };
      return { faults: faultsIn(answer.statements, form, models()), done: false };
    },
    search: async ({ field, text }, signal) => {
      const { model, fields } = subject();
      const { related } = fields.find(({ name }) => name === words(field)) ?? {};
      const toField = model.fields.find(({ name }) => name === field)?.relation?.toField;
      return await searchRelated(app.connection, { related, toField }, words(text), models(), signal);
    },
    count: async ({ filter }, signal) => {
      const { model, unique } = subject();
      const rows = filtered(`${model.name}.${managerOf(model)}`, { filter: words(filter) });
      const source = `${importOf({ model, unique })}${rows}.count()`;
      const answer = await app.connection.call("run", { source }, signal, vscode.l10n.t("counting rows"));
      const last = answer.kind === "preview" ? undefined : answer.statements.at(-1);
      const found = last?.value;
      if (typeof found === "number" || typeof found === "bigint") return { rows: Number(found) };
      return { error: last?.error?.message ?? vscode.l10n.t("This is no filter.") };
    },
    condition: ({ field, lookup, text }) =>
      conditionText(subject().model, { field: words(field), lookup: words(lookup), text: words(text) }),
    copy: async (draft) => {
      await vscode.env.clipboard.writeText(compose(subject(), draftOf(draft)).statement);
    },
    openScript: (draft) => app.report.guard(() => openScript(`${compose(subject(), draftOf(draft)).statement}\n`)),
    pickFile,
  };
}

function faultsIn(statements: readonly StatementResult[], form: Subject, models: readonly ModelInfo[]): FormFault[] {
  return statements.flatMap(({ error }) =>
    error === undefined ? [] : [faultOf(error, form.model, form.fields, models)],
  );
}

/** Characters of a statement that the page shows; what is copied or run is whole. */
const shownText = 20_000;

/** Bytes of a file that is read whole, at most. */
const largest = 20_000_000;

async function pickFile(): Promise<{ readonly name: string; readonly text: string } | null> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Open Rows"),
      filters: { [vscode.l10n.t("CSV and JSON")]: ["csv", "tsv", "txt", "json", "jsonl", "ndjson"] },
    })) ?? [];
  if (file === undefined) return null;
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > largest) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t("{0} is larger than 20 MB. Split it, and create its rows in several goes.", name),
    );
    return null;
  }
  return { name, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) };
}

function words(sent: unknown): string {
  if (typeof sent !== "string") throw new TypeError("The form's page sent something else than text.");
  return sent;
}
