/** What a database is for. Production asks for more than a click. */
export type DatabaseRole = "development" | "staging" | "production";

/**
 * What keeps a person from writing by mistake. A pattern is matched with a database's name, location and host, in any
 * case; `*` stands for any text and `?` for one character.
 */
export interface GuardSettings {
  /** Roles by pattern; of several that match, the strictest. */
  readonly roles: { readonly [pattern: string]: DatabaseRole };
  /** Databases that are only read: all, none, or those a pattern matches. */
  readonly readOnly: boolean | readonly string[];
}

/** What a person confirms before a preview is applied; nothing in it: nothing. */
export interface Guards {
  /** The model's name is typed, as the database is in production. */
  readonly type?: string;
  /** So many rows that a person says yes to it once more: a sentence for each reason. */
  readonly many?: readonly string[];
}

/** What a person has confirmed. */
export interface Confirmation {
  readonly typed?: string;
  readonly many?: boolean;
}

/** True where everything that is asked for has been confirmed. */
export function isConfirmed({ type, many = [] }: Guards, { typed = "", many: yes = false }: Confirmation): boolean {
  return (type === undefined || isTyped(type, typed)) && (many.length === 0 || yes);
}

/** True where the name is typed, with its app or without. */
export function isTyped(type: string, typed: string): boolean {
  const text = typed.trim();
  return text === type || text === type.slice(type.lastIndexOf(".") + 1);
}
