import * as vscode from "vscode";

/** The values that a person gave the names of their program, for as long as the window is open. */
export class FreeNames {
  readonly #memory: vscode.Memento;
  readonly #given = new Map<string, string>();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /**
   * Lines that give the names of a file their values. Each is asked for once, with what was given the last time;
   * undefined where the person would not say. `again` asks for all of them.
   */
  async assignments(file: string, names: readonly string[], again = false): Promise<string | undefined> {
    for (const [index, name] of names.entries()) {
      const key = `value ${file} ${name}`;
      if (this.#given.has(key) && !again) continue;
      const value = await vscode.window.showInputBox({
        title:
          names.length > 1
            ? vscode.l10n.t("Value of {0} ({1} of {2})", name, String(index + 1), String(names.length))
            : vscode.l10n.t("Value of {0}", name),
        prompt: vscode.l10n.t('A Python expression, such as 3, "Pop" or Album.objects.first().'),
        value: this.#given.get(key) ?? this.#memory.get<string>(key) ?? "",
        ignoreFocusOut: true,
        validateInput: (text) => (text.trim() === "" ? vscode.l10n.t("Give a value, or press Escape.") : undefined),
      });
      if (value === undefined) return undefined;
      this.#given.set(key, value.trim());
      await this.#memory.update(key, value.trim());
    }
    return names.map((name) => `${name} = ${this.#given.get(`value ${file} ${name}`) ?? "None"}\n`).join("");
  }
}
