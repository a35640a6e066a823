/** Long enough for a tool that writes many files to get through most of them, too short to be noticed. */
const debounce = 50;

const folders =
  /(^|\/)(\.git|\.hg|node_modules|__pycache__|site-packages|\.venv|venv|\.tox|\.mypy_cache|\.ruff_cache)(\/|$)/;
const files = /(\.py|\.[cm]?ts|\.[cm]?js|(^|\/)\.env(\.[\w-]+)?)$/;

/** Whether a path (relative to the workspace) can hold models or settings. One that came or went may be a folder. */
export function isWorthReading(path: string, cameOrWent: boolean): boolean {
  if (folders.test(path)) return false;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return files.test(path) || (cameOrWent && !name.includes("."));
}

/** Gathers what changed and has it read a moment later: one reading at a time, and what comes meanwhile in the next. */
export class Changes {
  readonly #read: (paths: readonly string[]) => Promise<void>;
  readonly #paths = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = false;
  #wanted = false;
  #disposed = false;

  constructor(read: (paths: readonly string[]) => Promise<void>) {
    this.#read = read;
  }

  /** A file or folder changed; without a path, what the database holds. */
  add(path?: string): void {
    if (path !== undefined) this.#paths.add(path);
    this.#wanted = true;
    // Not put off again by each change, so that a tool which keeps on writing does not keep the view waiting.
    if (this.#reading || this.#disposed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#start(), debounce);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #start(): Promise<void> {
    this.#timer = undefined;
    const paths = [...this.#paths];
    this.#paths.clear();
    this.#wanted = false;
    this.#reading = true;
    try {
      await this.#read(paths);
    } finally {
      this.#reading = false;
      if (this.#wanted) this.add();
    }
  }
}
