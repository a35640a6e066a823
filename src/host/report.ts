import * as vscode from "vscode";
import { isSilent, type Told, told } from "./errors";
import { commands } from "./ids";
import { inMessage } from "./plainText";

/** The one place where errors reach a person. */
export class Reporter {
  readonly #log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** Shows an error as a message; a bug is logged whole and shown with a way to the log. */
  show(error: unknown): void {
    if (isSilent(error)) return;
    this.present(this.words(error));
  }

  /** Logs an error and gives the words for it, for a place that shows them itself. */
  words(error: unknown): Told {
    const known = told(error);
    if (known !== undefined) {
      this.#log.warn(known.message);
      return known;
    }
    this.#log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const reason = error instanceof Error ? error.message : String(error);
    return {
      message: vscode.l10n.t("Something in Queryset Explorer itself failed: {0} The log says where.", sentence(reason)),
      action: { title: vscode.l10n.t("Show Log"), command: commands.showLog },
    };
  }

  /** Runs a command's work and shows what goes wrong. */
  async guard(work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.show(error);
    }
  }

  /** Shows a message with its one action. */
  present({ message, action }: Told): void {
    const buttons = action === undefined ? [] : [action.title];
    void vscode.window.showErrorMessage(inMessage(message), ...buttons).then((picked) => {
      if (action !== undefined && picked === action.title) void vscode.commands.executeCommand(action.command);
    });
  }
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
