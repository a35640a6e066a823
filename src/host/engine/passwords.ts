import * as vscode from "vscode";
import { RemoteError } from "../../protocol/channel";
import type { Target } from "./target";

/** Names of the passwords that are kept for this workspace: addresses, which hold none. */
const INDEX = "passwords";

/** Passwords of database servers: in the editor's secret storage, by workspace and address, and nowhere else. */
export class Passwords {
  readonly #context: vscode.ExtensionContext;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  get(name: string): Thenable<string | undefined> {
    return this.#context.secrets.get(keyOf(name));
  }

  async keep(name: string, password: string): Promise<void> {
    await this.#context.secrets.store(keyOf(name), password);
    await this.#context.workspaceState.update(INDEX, [...new Set([...this.#names(), name])]);
  }

  /** Forgets every password of this workspace; returns how many there were. */
  async forget(): Promise<number> {
    const names = this.#names();
    for (const name of names) await this.#context.secrets.delete(keyOf(name));
    await this.#context.workspaceState.update(INDEX, undefined);
    return names.length;
  }

  #names(): readonly string[] {
    return this.#context.workspaceState.get<readonly string[]>(INDEX, []);
  }
}

function keyOf(name: string): string {
  return `password ${name}`;
}

/** True where a server wants a password, or refuses the one it got. */
export function isDenied(error: unknown): error is RemoteError {
  return error instanceof RemoteError && error.code === "AccessDenied";
}

/** Asks for a password; `reason` says by whom it is wanted. Undefined where the person gives none. */
export function askPassword(reason: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Database Password"),
    prompt: vscode.l10n.t("{0} It is kept in the editor's secret storage once it was accepted.", reason),
    password: true,
    ignoreFocusOut: true,
  });
}

/** Tries what needs a password until it has the right one, or the person gives none. Keeps what was accepted. */
export async function withPassword<T>(
  target: Target,
  passwords: Passwords,
  attempt: (target: Target) => Promise<T>,
): Promise<{ readonly result: T; readonly target: Target }> {
  let asked = target;
  for (;;) {
    try {
      const result = await attempt(asked);
      const { password } = asked.request;
      if (asked !== target && password !== undefined) await passwords.keep(target.passwordName, password);
      return { result, target: asked };
    } catch (error) {
      if (!isDenied(error)) throw error;
      const password = await askPassword(error.message);
      if (password === undefined) throw error;
      asked = { ...target, request: { ...target.request, password } };
    }
  }
}
