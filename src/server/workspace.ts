import type { ModelInfo } from "../protocol/models";

/** The files of the workspace, for what is looked for in all of them. A browser has none. */
export interface WorkspaceFiles {
  /** Addresses of the scripts and Python files below a folder's address. */
  list(folder: string): Promise<readonly string[]>;
  /** A file's text; undefined where it cannot be read, or is too large to be somebody's own. */
  read(uri: string): Promise<string | undefined>;
}

/** What the host or another editor tells at the start. */
export interface Options {
  /** Path of a file made by `queryset models --json --full`, for editors that push no models. */
  readonly models?: string;
  /** Address of the page that explains the diagnostics. */
  readonly docs?: string;
}

/** The models, and the folder that their files are named from. */
export interface PushedModels {
  readonly models: readonly ModelInfo[];
  readonly root?: string;
}

/** The address of a file named relative to a folder's address. */
export function fileUri(root: string, file: string): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return `${root.replace(/\/$/, "")}/${path}`;
}
