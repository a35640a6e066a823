import type { WorkspaceFiles } from "../../../src/models/workspaceFiles";

/** A workspace that exists in memory only. */
export function memoryFiles(files: Readonly<Record<string, string>>, name = "workspace"): WorkspaceFiles {
  return {
    name,
    list: async () => Object.keys(files),
    read: async (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`no file ${path}`);
      return text;
    },
  };
}
