/** The workspace's files as the readers see them, whatever they lie on. Paths are relative to it, with `/`. */
export interface WorkspaceFiles {
  /** The workspace folder's own name: the app's label where `models.py` lies in it directly. */
  readonly name: string;
  list(): Promise<readonly string[]>;
  /**
   * Folders of installed packages (`.venv/lib/python3.12/site-packages`), which `list` passes over: single files of theirs
   * are read by name.
   */
  environments?(): Promise<readonly string[]>;
  /** The text of a file; rejects where it cannot be read or is too large to be source text. */
  read(path: string): Promise<string>;
}
