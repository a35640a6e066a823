import * as vscode from "vscode";
import type { Place } from "./target";

/** A place as it is remembered: the project's folder, and the database's address, which holds no password. */
export interface KeptPlace {
  readonly folder: string;
  readonly root?: string;
  readonly database?: string;
}

/** A database for the window's next time. */
export interface KeptDatabase {
  readonly place: KeptPlace;
  /** As people know it. */
  readonly name: string;
}

/** A place for the window's next time. */
export function keptPlace({ project: { folder, root }, database }: Place): KeptPlace {
  return {
    folder: folder.toString(),
    ...(root !== undefined && { root }),
    ...(database !== undefined && { database }),
  };
}

/** The place again; undefined where its folder is not open any more. */
export function placeOf({ folder, root, database }: KeptPlace): Place | undefined {
  const open = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === folder);
  return open && { project: { folder: open.uri, root }, database };
}

/** Whether both are the same place; a project that was not looked for is the folder's own. */
export function isSamePlace(one: KeptPlace, other: KeptPlace): boolean {
  return one.folder === other.folder && (one.root ?? "") === (other.root ?? "") && one.database === other.database;
}
