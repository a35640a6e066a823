import { memory } from "./memory";

/** Sends a changed file to the host; resolves when it is kept there. */
export type Keeper = (path: string, content: Uint8Array | null) => Promise<void>;

let waiting: Promise<void> = Promise.resolve();
let failure: unknown = null;
let below: string | null = null;

/** The folder whose files are kept; null while there is none. */
export function keptFolder(): string | null {
  return below;
}

/** Lets the host keep what is written below a folder, in the order in which it is written. */
export function keepBelow(folder: string, keep: Keeper): void {
  below = folder;
  memory.onChange = (path, content) => {
    if (!path.startsWith(`${folder}/`) || path.endsWith(".part") || path.endsWith(".tmp")) return;
    const copy = content?.slice() ?? null;
    waiting = waiting
      .then(() => keep(path, copy))
      .catch((error: unknown) => {
        failure ??= error;
      });
  };
}

/** Resolves when all that was written so far is kept; rejects where any of it could not be. */
export async function kept(): Promise<void> {
  await waiting;
  if (failure === null) return;
  const error = failure;
  failure = null;
  throw error;
}
