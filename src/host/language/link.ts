import type { ProjectInfo } from "../../protocol/models";
import type { Closable } from "../store";

/** The lines of one top-level statement, zero-based, both included. */
export interface StatementRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** A queryset in a Python file that can be run by itself. */
export interface QuerysetExpression extends StatementRange {
  readonly source: string;
  /** Names in it that only the program around it knows. */
  readonly free: readonly string[];
}

/** The models, and the address of the folder that their files are named from. */
export interface LanguageModels {
  readonly models: ProjectInfo["models"];
  readonly root?: string;
}

/** The host's line to the language server, apart from what the editor asks it itself. */
export interface LanguageLink extends Closable {
  statements(uri: string): Promise<readonly StatementRange[]>;
  /** The querysets in a Python text. */
  expressions(uri: string, text: string): Promise<readonly QuerysetExpression[]>;
  /** The names in a piece of Python that it does not bind itself, and that no script knows. */
  freeNames(text: string): Promise<readonly string[]>;
  models(models: LanguageModels): void;
}

/** How the server is started. */
export interface LanguageStart {
  /** Address of the page that explains the diagnostics. */
  readonly docs: string;
  /** Completion inside `Model.objects…` in Python files as well. */
  readonly python: boolean;
  /** The server had ended by itself, and runs again. */
  readonly onRestart: () => void;
}

/** The names both ends of the line use. */
export const statementsRequest = "queryset/statements";
export const expressionsRequest = "queryset/expressions";
export const freeNamesRequest = "queryset/freeNames";
export const modelsNotification = "queryset/models";
