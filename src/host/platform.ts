import type * as vscode from "vscode";
import type { Port } from "../protocol/channel";
import type { LanguageLink, LanguageStart } from "./language/link";

/** A running engine process and the line to it. */
export interface EngineProcess {
  readonly port: Port;
  /** Ends it at once, whatever it is doing; the database rolls back what was not committed. */
  kill(): void;
  /** Called once, with what is known of the cause, when the process has gone for whatever reason. */
  onExit(listener: (cause: string) => void): void;
  /** What the process writes outside the channel, for the log. */
  onOutput(listener: (text: string) => void): void;
}

/** What the host needs of the machine it runs on. The entry implements it; a browser has its own. */
export interface Platform {
  startEngine(): EngineProcess;
  /** Starts the language server and a client for it; both come from bundles of their own. */
  startLanguage(log: vscode.LogOutputChannel, start: LanguageStart): Promise<LanguageLink>;
  /** Folders need not be on a disk: the editor reads them for the engine. */
  readonly opensVirtual?: boolean;
}
