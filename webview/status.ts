import type { StatementResult } from "../src/protocol/results";
import type { PanelView } from "../src/protocol/webview";
import { comparisonText } from "./preview/comparison";
import { duration, rows, t } from "./text";

/** The status line's words: what goes on, or what came of it. */
export function statusText(view: PanelView): string {
  switch (view.kind) {
    case "empty":
      return "";
    case "busy":
      return view.progress ?? t("Running…");
    case "outcome":
      return view.message;
    case "unconnected":
      return t("Not connected");
    case "error":
      return t("Failed");
    case "comparison":
      return comparisonText(view);
    case "entry":
      return t("From the history.");
    case "preview":
      return view.busy ?? t("Nothing is written yet.");
    case "results":
      return resultsText(view.statements);
  }
}

function resultsText(statements: readonly StatementResult[]): string {
  const failed = statements.filter(({ error }) => error !== undefined).length;
  const time = duration(statements.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  const handles = statements.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const only = statements.length === 1 ? handles[0] : undefined;
  const facts = [
    ...(statements.length > 1 ? [t("{0} statements", statements.length)] : []),
    ...(only?.rowCount === undefined || only.rowCount === null ? [] : [rows(only.rowCount)]),
    ...(failed > 0 ? [failed === 1 ? t("1 error") : t("{0} errors", failed)] : []),
    time,
  ];
  return facts.join(" · ");
}
