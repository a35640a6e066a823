/** What a database says of itself, as its introspection finds it. */
export interface DatabaseSchema {
  readonly tables: readonly TableSchema[];
}

export interface TableSchema {
  readonly name: string;
  /** A server's schema, where it is not the default one. */
  readonly schema?: string;
  readonly kind: "table" | "view" | "virtual";
  readonly columns: readonly ColumnSchema[];
  /** Columns of the primary key, in key order; empty where there is none. */
  readonly primaryKey: readonly string[];
  /** SQLite: the hidden rowid can name a row. The alias that no column shadows, or null. */
  readonly rowid: string | null;
  readonly foreignKeys: readonly ForeignKeySchema[];
  readonly indexes: readonly IndexSchema[];
  readonly triggers: readonly string[];
  readonly checks: readonly string[];
  readonly comment?: string;
  /** Rows as the server's statistics have them, which may be far off. */
  readonly estimate?: number;
}

export interface ColumnSchema {
  readonly name: string;
  /** As declared: `varchar(30)`, `integer unsigned`, `""`. */
  readonly type: string;
  readonly notNull: boolean;
  /** The default as SQL text, or null. */
  readonly default: string | null;
  readonly generated: "stored" | "virtual" | null;
  /** The database fills it in when it is left out (INTEGER PRIMARY KEY, identity, serial, AUTO_INCREMENT). */
  readonly auto: boolean;
  readonly collation?: string;
  readonly comment?: string;
  /** The labels of an enum, in their order. */
  readonly choices?: readonly string[];
}

export interface ForeignKeySchema {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly table: string;
  /** The target's columns, filled in where the declaration leaves them out. */
  readonly references: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferred: boolean;
}

export interface IndexSchema {
  readonly name: string;
  readonly unique: boolean;
  /** Null stands for an expression. */
  readonly columns: readonly (string | null)[];
  readonly partial: boolean;
}
