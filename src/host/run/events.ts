import type * as vscode from "vscode";
import type { RunAnswer, RunRequest } from "../../protocol/engine";

/** Something that is run, and the document whose statements it holds, where it is from one. */
export interface Ran {
  readonly request: RunRequest;
  readonly origin?: vscode.Uri | undefined;
}

/** What goes on with it. */
export type RunEvent = Ran &
  (
    | { readonly kind: "started" }
    | { readonly kind: "answered"; readonly answer: RunAnswer }
    /** It did not come to its end; without a message because it was cancelled, or was only to be read and writes. */
    | { readonly kind: "stopped"; readonly message?: string }
    /** Its preview was applied, or discarded. */
    | { readonly kind: "applied"; readonly message: string }
    | { readonly kind: "discarded" }
  );

export interface RunOptions {
  /** Shows the SQL unfolded. */
  readonly showSql?: boolean;
  readonly origin?: vscode.Uri | undefined;
}

/** The statements of a document, each as it is run by itself, and all of them as one text. */
export interface Script {
  readonly statements: readonly RunRequest[];
  readonly whole: RunRequest;
  readonly origin: vscode.Uri;
}
