import * as vscode from "vscode";
import type { DatabaseInfo } from "../../protocol/engine";
import type { PreviewView } from "../../protocol/results";
import type { PanelView } from "../../protocol/webview";
import { isEngineStopped } from "../errors";

/** Something the panel waits for. */
export interface Task {
  readonly source: string;
  /** It may have written when it was cut off. */
  readonly writes: boolean;
}

interface Left {
  /** A preview that was there before, and is still there. */
  readonly preview: PreviewView | undefined;
  /** Undefined where no engine is running. */
  readonly database: DatabaseInfo | undefined;
  /** What to say, for an error that is one. */
  readonly words: string | undefined;
}

/** What the panel shows when a task did not end as it should. */
export function failureView({ source, writes }: Task, error: unknown, { preview, database, words }: Left): PanelView {
  if (isEngineStopped(error) || (writes && database === undefined)) {
    const message = vscode.l10n.t(
      "The database engine stopped before this was done. What was not committed has been rolled back; History says what was.",
    );
    return { kind: "error", message, source };
  }
  if (words !== undefined) return { kind: "error", message: words, source };
  // What was cancelled leaves an earlier preview as it was, if the engine that holds it is still there.
  if (preview !== undefined && database !== undefined) return { kind: "preview", preview, database };
  return { kind: "outcome", message: vscode.l10n.t("Cancelled. Nothing was written."), canUndo: false, source };
}
