import { keptFolder } from "./kept";

/** A browser keeps what is the extension's own. Other files it could only overwrite blindly, so it does not. */
export function whyNeverSaved(path: string): string | null {
  const folder = keptFolder();
  return folder !== null && path.startsWith(`${folder}/`)
    ? null
    : "VS Code in a browser does not save to database files";
}
