import * as vscode from "vscode";

/** What is done within it needs no word. */
const patience = 500;

/**
 * Waits for work. Where it takes more than a moment a notification says so, with how far it is, and can cancel it: the
 * signal then aborts.
 */
export async function waitingFor<T>(
  title: string,
  work: (signal: AbortSignal, tell: (message: string) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let tell = (_message: string): void => undefined;
  const coming = work(controller.signal, (message) => tell(message));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const long = new Promise<"long">((resolve) => {
    timer = setTimeout(() => resolve("long"), patience);
  });
  const first = await Promise.race([coming.then(() => "done" as const), long]).finally(() => clearTimeout(timer));
  if (first === "done") return await coming;
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      tell = (message) => progress.report({ message });
      token.onCancellationRequested(() => controller.abort());
      return coming;
    },
  );
}
