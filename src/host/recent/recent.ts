import type * as vscode from "vscode";

/** A statement that was run, and what it came to. Never a value or a row. */
export interface RecentStatement {
  readonly source: string;
  /** The database's name. */
  readonly database: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly outcome: "read" | "preview" | "failed";
  readonly rows?: number;
  readonly milliseconds?: number;
}

const key = "statements";
/** Statements that are remembered; the oldest go first. */
const kept = 100;
/** Characters of a statement: what is longer is no statement that one looks for in a list. */
const longest = 4_000;

/** The statements that were run lately, newest first. They are kept with the workspace, never in the database. */
export class RecentStatements {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get all(): readonly RecentStatement[] {
    return this.#memory.get<readonly RecentStatement[]>(key, []);
  }

  /** Remembers one, in the place of the same statement before. What seems to hold a secret is not remembered. */
  async add(statement: RecentStatement): Promise<void> {
    const source = statement.source.trim();
    if (source === "" || source.length > longest || holdsSecret(source)) return;
    await this.#memory.update(
      key,
      [{ ...statement, source }, ...this.#without(source, statement.database)].slice(0, kept),
    );
  }

  async forget({ source, database }: RecentStatement): Promise<void> {
    await this.#memory.update(key, this.#without(source, database));
  }

  async clear(): Promise<void> {
    await this.#memory.update(key, undefined);
  }

  #without(source: string, database: string): readonly RecentStatement[] {
    return this.all.filter((each) => each.source !== source || each.database !== database);
  }
}

const secret =
  /(?:pass(?:word|wd|phrase)?|secret|token|api_?key|credential)\w*["']?\s*(?:=|:|__\w+=)|(?:set_password|make_password|check_password)\s*\(/i;

/** Whether a statement names a password, a token or the like together with its value. */
export function holdsSecret(source: string): boolean {
  return secret.test(source);
}
