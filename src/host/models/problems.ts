import * as vscode from "vscode";
import type { ConnectionState } from "../engine/connection";

/** Tells in the Problems panel what of the project's code could not be read, each at its place. */
export class CodeProblems {
  readonly #collection = vscode.languages.createDiagnosticCollection("querysetExplorer.models");

  /** Shows the problems of what is open now, and no others. */
  update(state: ConnectionState): void {
    if (state.kind === "opening") return;
    this.#collection.clear();
    if (state.kind !== "open") return;
    const { folder, result } = state;
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { place, message } of result.project.problems) {
      const start = new vscode.Position(Math.max(0, place.line - 1), place.column ?? 0);
      const range = new vscode.Range(start, start.translate(0, 1));
      const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
      diagnostic.source = "Queryset Explorer";
      byFile.set(place.file, [...(byFile.get(place.file) ?? []), diagnostic]);
    }
    for (const [file, diagnostics] of byFile) {
      this.#collection.set(vscode.Uri.joinPath(folder, file), diagnostics);
    }
  }

  dispose(): void {
    this.#collection.dispose();
  }
}
