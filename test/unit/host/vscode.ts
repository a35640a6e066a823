import { vi } from "vitest";

/** As much of the `vscode` module as the host's tests need. Use: `vi.mock("vscode", () => import("./vscode"))`. */
export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export const Disposable = {
  from: (...items: readonly { dispose(): unknown }[]) => ({
    dispose: () => {
      for (const item of items) item.dispose();
    },
  }),
};

export const l10n = {
  t: (message: string, ...values: readonly unknown[]): string =>
    message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
};

export const env = { language: "en" };
export const commands = { executeCommand: vi.fn(async () => undefined) };
export const window = {
  showErrorMessage: vi.fn(async () => undefined as string | undefined),
  showInformationMessage: vi.fn(async () => undefined as string | undefined),
};
