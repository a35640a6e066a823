import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface CliRequest {
  readonly command: "models" | "run" | "history" | "undo" | "help";
  readonly workspace: string;
  /** The project's folder, where the workspace has several. */
  readonly project: string | undefined;
  readonly database: string | undefined;
  readonly backend: "auto" | "native" | "sqljs";
  readonly apply: boolean;
  readonly keepGoing: boolean;
  readonly json: boolean;
  /** The models whole, as the language server takes them. */
  readonly full: boolean;
  readonly now: string | undefined;
  /** The text of `-e`, or the name of a file (`-` for standard input). */
  readonly source: { readonly text: string } | { readonly file: string } | null;
  readonly id: string | undefined;
}

/** A command line that says nothing that could be done. */
export class UsageError extends Error {}

export const USAGE = `queryset models  [--workspace DIR] [--project DIR] [--database URL] [--json [--full]]
queryset run     [--workspace DIR] [--project DIR] [--database URL] [--apply] [--keep-going] [--json] [--now ISO] [-e SOURCE | FILE | -]
queryset history [--workspace DIR] [--project DIR] [--database URL] [--json]
queryset undo    [ID] [--apply] [--workspace DIR] [--project DIR] [--database URL] [--json]

Without --apply every write is rehearsed and rolled back: nothing changes.
--database is a path, sqlite:///…, or "scratch"; without it, the workspace's own database is used.
--project is the folder, in the workspace, of one of its several projects; without it, the first one is used.
--full prints each model whole, for the language server in other editors.
--backend is auto, native (Node's SQLite) or sqljs.
Exit codes: 0 done, 1 a statement failed, 2 usage, 3 no connection, 4 apply refused because the data changed.
`;

const COMMANDS = ["models", "run", "history", "undo", "help"] as const;
const BACKENDS = ["auto", "native", "sqljs"] as const;

/** Reads the command line. Throws UsageError with what is wrong. */
export function readArguments(argv: readonly string[]): CliRequest {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [word, ...rest] = positionals;
  const command = values.help ? "help" : COMMANDS.find((known) => known === word);
  if (!command) throw new UsageError(word === undefined ? "Say what to do." : `There is no command '${word}'.`);
  const backend = BACKENDS.find((known) => known === (values.backend ?? "auto"));
  if (!backend)
    throw new UsageError(`--full prints each model whole, for the language server in other editors.
--backend is auto, native or sqljs, not '${values.backend}'.`);
  if (rest.length > 1 || (rest.length > 0 && (command === "models" || command === "history")))
    throw new UsageError(`Unexpected '${rest.at(-1)}'.`);
  const source =
    values.e !== undefined ? { text: values.e } : rest[0] !== undefined && command === "run" ? { file: rest[0] } : null;
  if (values.e !== undefined && rest.length > 0) throw new UsageError("Give -e SOURCE or a file, not both.");
  if (command === "run" && !source) throw new UsageError("run needs -e SOURCE, a FILE, or - for standard input.");
  return {
    command,
    workspace: values.workspace ?? ".",
    project: values.project,
    database: values.database,
    backend,
    apply: values.apply ?? false,
    keepGoing: values["keep-going"] ?? false,
    json: values.json ?? false,
    full: values.full ?? false,
    now: values.now,
    source,
    id: command === "undo" ? rest[0] : undefined,
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      workspace: { type: "string" },
      project: { type: "string" },
      database: { type: "string" },
      backend: { type: "string" },
      apply: { type: "boolean" },
      "keep-going": { type: "boolean" },
      json: { type: "boolean" },
      full: { type: "boolean" },
      now: { type: "string" },
      e: { type: "string", short: "e" },
      help: { type: "boolean", short: "h" },
    },
  });
}
