import * as vscode from "vscode";
import type { ComparisonView } from "../../protocol/compare";
import type { App } from "../app";
import { comparisonType } from "../ids";
import { PanelPage } from "../panel/panelPage";
import { openTab, tabSurface } from "../panel/surface";
import type { Candidate } from "./candidates";
import { waitingFor } from "./waiting";

/** Compares two results and shows how the second differs from the first, in a tab of its own. */
export async function compare(app: App, before: Candidate, after: Candidate): Promise<void> {
  const { connection, context, runner } = app;
  const { job } = await connection.call("compareStart", { before: before.id, after: after.id });
  const release = (): void => {
    if (connection.state.kind === "open") connection.call("release", { id: job }).catch(() => undefined);
  };
  let view: ComparisonView | undefined;
  try {
    view = await compared(app, job);
  } catch (error) {
    release();
    throw error;
  }
  if (view === undefined) {
    release();
    return;
  }
  const title = vscode.l10n.t(
    "Compare: {0}",
    before.name === after.name ? after.name : `${before.name} ↔ ${after.name}`,
  );
  const tab = openTab(context.extensionUri, title, comparisonType);
  const parts = app.pageParts(() => runner.board);
  const page = new PanelPage(tabSurface(context.extensionUri, tab), parts, { kind: "comparison", view, before, after });
  tab.onDidDispose(() => {
    page.leave();
    release();
  });
}

/** Reads step by step, so that a cancel needs no engine to end; undefined where it was cancelled. */
function compared({ connection }: App, job: string): Promise<ComparisonView | undefined> {
  return waitingFor(vscode.l10n.t("Comparing results"), async (signal, tell) => {
    while (!signal.aborted) {
      const { rows, view } = await connection.call("compareStep", { job });
      if (view !== undefined) return view;
      tell(vscode.l10n.t("{0} rows", rows.toLocaleString(vscode.env.language)));
    }
    return undefined;
  });
}
