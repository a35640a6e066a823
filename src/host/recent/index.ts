import * as vscode from "vscode";
import type { RunAnswer } from "../../protocol/engine";
import type { App } from "../app";
import { nothingRecent } from "../errors";
import { commands } from "../ids";
import { inLabel } from "../plainText";
import { rows } from "../plural";
import { openScript } from "../run";
import { duration } from "../run/inline/mark";
import { Store } from "../store";
import { type RecentStatement, RecentStatements } from "./recent";

/** Remembers what was run, and offers it again. */
export function register(app: App): vscode.Disposable {
  const store = new Store();
  const recent = new RecentStatements(app.context.workspaceState);
  store.add(
    app.runners.onDidRun((event) => {
      const { state } = event.connection;
      if (event.kind !== "answered" || state.kind !== "open") return;
      const came = cameTo(event.answer);
      const time = new Date().toISOString();
      void recent.add({ source: event.request.source, database: state.result.database.name, time, ...came });
    }),
  );
  store.add(
    vscode.commands.registerCommand(commands.runRecent, () =>
      app.report.guard(async () => {
        if (recent.all.length === 0) throw nothingRecent();
        const picked = await pick(recent);
        if (picked?.how === "run") await app.runner.run({ source: picked.source });
        else if (picked !== undefined) await insert(picked.source);
      }),
    ),
  );
  return store;
}

function cameTo(answer: RunAnswer): Pick<RecentStatement, "outcome" | "rows" | "milliseconds"> {
  const statements = answer.kind === "preview" ? answer.preview.statements : answer.statements;
  const milliseconds = statements.reduce((sum, each) => sum + each.milliseconds, 0);
  const count = statements.findLast(({ result }) => result !== undefined)?.result?.rowCount ?? null;
  return { outcome: answer.kind, milliseconds, ...(answer.kind === "read" && count !== null && { rows: count }) };
}

interface Item extends vscode.QuickPickItem {
  readonly statement: RecentStatement;
}

interface Picked {
  readonly how: "run" | "insert";
  readonly source: string;
}

/** Lets the person choose: Enter runs a statement, its buttons put it into the editor or forget it. */
function pick(recent: RecentStatements): Promise<Picked | undefined> {
  const insertButton = { iconPath: new vscode.ThemeIcon("insert"), tooltip: vscode.l10n.t("Insert into Editor") };
  const forgetButton = { iconPath: new vscode.ThemeIcon("close"), tooltip: vscode.l10n.t("Forget") };
  const clearButton = { iconPath: new vscode.ThemeIcon("clear-all"), tooltip: vscode.l10n.t("Forget All") };
  const quick = vscode.window.createQuickPick<Item>();
  quick.title = vscode.l10n.t("Run Recent Statement");
  quick.placeholder = vscode.l10n.t("Enter runs it. What would write is shown first, and nothing is written.");
  // A page that gets its focus back late must not close the list.
  quick.ignoreFocusOut = true;
  quick.matchOnDescription = true;
  quick.matchOnDetail = true;
  quick.buttons = [clearButton];
  const list = (): void => {
    quick.items = recent.all.map((statement) => ({ ...itemOf(statement), buttons: [insertButton, forgetButton] }));
  };
  list();
  return new Promise((resolve) => {
    const settle = (picked: Picked | undefined): void => {
      resolve(picked);
      quick.dispose();
    };
    quick.onDidAccept(() => {
      const [item] = quick.selectedItems;
      if (item !== undefined) settle({ how: "run", source: item.statement.source });
    });
    quick.onDidTriggerItemButton(({ button, item }) => {
      if (button === insertButton) settle({ how: "insert", source: item.statement.source });
      else void recent.forget(item.statement).then(list);
    });
    quick.onDidTriggerButton(() => void recent.clear().then(list));
    quick.onDidHide(() => settle(undefined));
    quick.show();
  });
}

function itemOf(statement: RecentStatement): Item {
  const { source, database, time, outcome, rows: count, milliseconds } = statement;
  const [first = "", ...more] = source.split("\n");
  const facts = [
    ...(outcome === "preview" ? [vscode.l10n.t("writes")] : outcome === "failed" ? [vscode.l10n.t("failed")] : []),
    ...(count === undefined ? [] : [rows(count)]),
    ...(milliseconds === undefined ? [] : [duration(milliseconds)]),
    momentOf(new Date(time)),
    database,
  ];
  return {
    label: inLabel(first),
    description: inLabel(facts.join(" · ")),
    ...(more.length > 0 && { detail: inLabel(more.map((line) => line.trim()).join(" ")) }),
    statement,
  };
}

/** The time of day, with the date where that is another one. */
function momentOf(time: Date): string {
  const isToday = time.toDateString() === new Date().toDateString();
  return time.toLocaleString(vscode.env.language, { timeStyle: "short", ...(!isToday && { dateStyle: "short" }) });
}

/** Puts a statement where the cursor is, or into a new script where no editor is open. */
async function insert(source: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) await openScript(source);
  else await editor.insertSnippet(new vscode.SnippetString().appendText(source));
}
