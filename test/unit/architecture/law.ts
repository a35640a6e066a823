/** What one folder may import, besides its own files. `outside` names packages; a trailing `/` admits a whole scope. */
export interface FolderLaw {
  readonly folders: readonly string[];
  readonly outside: readonly string[];
  readonly node: boolean;
}

const drivers = ["pg", "mysql2", "sql.js"];
const everything = ["python", "models", "database", "orm", "preview", "protocol"];
const entry: FolderLaw = { folders: ["host", "protocol"], outside: ["vscode"], node: true };

/** The import law of DESIGN.md, row by row. Entries are named by their file, everything else by its folder. */
export const law: Readonly<Record<string, FolderLaw>> = {
  protocol: { folders: [], outside: [], node: false },
  python: { folders: [], outside: ["@lezer/python", "@lezer/common", "decimal.js", "temporal-polyfill"], node: false },
  models: { folders: ["python", "protocol"], outside: ["@lezer/"], node: false },
  database: { folders: ["models", "protocol"], outside: ["typeorm", ...drivers], node: true },
  orm: { folders: ["python", "models", "database", "protocol"], outside: ["typeorm"], node: false },
  preview: { folders: ["python", "models", "database", "orm", "protocol"], outside: [], node: false },
  language: { folders: ["python", "models", "protocol"], outside: [], node: false },
  engine: { folders: everything, outside: [], node: true },
  cli: { folders: [...everything, "engine"], outside: [], node: true },
  server: {
    folders: ["models", "language", "protocol"],
    outside: ["vscode-languageserver", "vscode-languageserver-textdocument"],
    node: true,
  },
  host: { folders: ["protocol"], outside: ["vscode", "vscode-languageclient"], node: false },
  webview: {
    folders: ["protocol"],
    outside: [
      "lit",
      "@tanstack/virtual-core",
      "@vscode/webview-ui-toolkit",
      "@vscode-elements/elements",
      "elkjs",
      "chart.js",
    ],
    node: false,
  },
  "extension.ts": entry,
  "extension.web.ts": { ...entry, node: false },
};

/** The name under which a file stands in the law: its folder below `src/`, `webview`, or an entry's file name. */
export function roomOf(file: string): string {
  const parts = file.split("/");
  return (parts[0] === "src" ? parts[1] : parts[0]) ?? "";
}
