import { posix } from "node:path";
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

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    this.start = new Position(startLine, startCharacter);
    this.end = new Position(endLine, endCharacter);
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
  bundle: undefined as { readonly [message: string]: string } | undefined,
  t: (message: string, ...values: readonly unknown[]): string =>
    message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
};

interface InputBoxOptions {
  readonly prompt: string;
  validateInput(text: string): string | null;
}

export const env = { language: "en", clipboard: { writeText: vi.fn(async (_text: string) => undefined) } };
export const commands = { executeCommand: vi.fn(async () => undefined) };
export const window = {
  showErrorMessage: vi.fn(async () => undefined as string | undefined),
  showInformationMessage: vi.fn(async () => undefined as string | undefined),
  showWarningMessage: vi.fn(async () => undefined as string | undefined),
  showInputBox: vi.fn(async (_options: InputBoxOptions) => undefined as string | undefined),
};

export const FileType = { File: 1, Directory: 2 } as const;

interface Path {
  readonly path: string;
}

export const Uri = {
  file: (path: string): Path => ({ path }),
  joinPath: (base: Path | string, ...parts: readonly string[]): Path & { toString(): string } => {
    const path = posix.join(typeof base === "string" ? base : base.path, ...parts);
    return { path, toString: () => path };
  },
};

/** A file system in memory: whole paths and their texts. */
class MemoryFiles {
  files = new Map<string, string>();

  async stat({ path }: Path): Promise<void> {
    if (![...this.files.keys()].some((file) => file === path || file.startsWith(`${path}/`)))
      throw new Error("not found");
  }

  async createDirectory(): Promise<void> {}

  async delete({ path }: Path): Promise<void> {
    for (const file of [...this.files.keys()]) if (file.startsWith(`${path}/`)) this.files.delete(file);
  }

  async copy(from: Path, to: Path): Promise<void> {
    for (const [file, text] of [...this.files]) {
      if (file.startsWith(`${from.path}/`)) this.files.set(to.path + file.slice(from.path.length), text);
    }
  }

  async readDirectory({ path }: Path): Promise<[string, number][]> {
    const inside = [...this.files.keys()].filter((file) => file.startsWith(`${path}/`));
    const names = new Map<string, number>();
    for (const file of inside) {
      const [name = "", ...rest] = file.slice(path.length + 1).split("/");
      names.set(name, rest.length > 0 ? FileType.Directory : FileType.File);
    }
    return [...names];
  }

  async readFile({ path }: Path): Promise<Uint8Array> {
    return new TextEncoder().encode(this.files.get(path) ?? "");
  }
}

export const workspace = {
  fs: new MemoryFiles(),
  notebookDocuments: [],
  asRelativePath: ({ path }: Path): string => path.slice(path.lastIndexOf("/") + 1),
};
