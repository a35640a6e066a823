import * as vscode from "vscode";
import { commands } from "../ids";
import type { Reporter } from "../report";
import type { EngineStop } from "./engineClient";

/** One message that the engine went, what it was doing, and what became of that. */
export function tellEngineLost(report: Reporter, stop: EngineStop, failure: unknown): void {
  if (failure !== undefined) {
    report.show(failure);
    return;
  }
  // Whoever cancelled is told where they did; what was not committed is rolled back.
  if (stop.reason === "cancel") return;
  const work = [...new Set(stop.inFlight)].join(", ");
  const message =
    work === ""
      ? vscode.l10n.t("The database engine stopped unexpectedly ({0}) and was started again.", stop.cause)
      : vscode.l10n.t(
          "The database engine stopped unexpectedly ({0}) during: {1}. It was started again, and what was not committed is rolled back.",
          stop.cause,
          work,
        );
  report.present({ message, action: { title: vscode.l10n.t("Show Log"), command: commands.showLog } });
}
