import { vi } from "vitest";
import type * as vscode from "vscode";

/** A log that keeps nothing but the calls. */
export function silentLog(): vscode.LogOutputChannel {
  return { info: vi.fn(), warn: vi.fn(), error: vi.fn() } as unknown as vscode.LogOutputChannel;
}
