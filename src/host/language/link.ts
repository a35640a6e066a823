import type { ProjectInfo } from "../../protocol/models";
import type { Closable } from "../store";

/** The lines of one top-level statement, zero-based, both included. */
export interface StatementRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** The host's line to the language server, apart from what the editor asks it itself. */
export interface LanguageLink extends Closable {
  statements(uri: string): Promise<readonly StatementRange[]>;
  models(models: ProjectInfo["models"]): void;
}

/** The names both ends of the line use. */
export const statementsRequest = "queryset/statements";
export const modelsNotification = "queryset/models";
