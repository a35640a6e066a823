import { QuerysetError } from "../../protocol/errors";
import type { SqlValue } from "../backend";
import { type Piece, splitText } from "./text";

/** A stretch of a statement with the parameters of its marks. */
export interface Part {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** A statement that writes rows of one table, taken apart. */
export type Write =
  | {
      readonly kind: "insert";
      readonly table: string;
      /** Empty where the statement names none. */
      readonly columns: readonly string[];
      /** The values of each row; null for INSERT … SELECT. */
      readonly rows: readonly (readonly Part[])[] | null;
      readonly conflict: "none" | "ignore" | "update";
    }
  | {
      readonly kind: "update";
      readonly table: string;
      readonly alias: string | null;
      readonly set: readonly { readonly column: string; readonly value: Part }[];
      /** WHERE and what follows it (ORDER BY, LIMIT); empty for every row. */
      readonly rest: Part;
    }
  | { readonly kind: "delete"; readonly table: string; readonly alias: string | null; readonly rest: Part };

/** Takes a write apart. Throws `Unsupported` for a form whose rows could not be told beforehand. */
export function readWrite(sql: string, parameters: readonly SqlValue[]): Write {
  const reader = new Reader(sql, parameters);
  switch (reader.word()) {
    case "insert":
      return readInsert(reader);
    case "update":
      return readUpdate(reader);
    case "delete":
      return readDelete(reader);
    default:
      throw reader.unknown();
  }
}

function readInsert(reader: Reader): Write {
  const isIgnored = reader.skip("ignore");
  reader.skip("into");
  const table = reader.name();
  const columns = reader.peek() === "(" ? reader.group().map((part) => unquoted(part.sql.trim())) : [];
  const word = reader.word();
  if (word !== "values" && word !== "value" && word !== "select") throw reader.unknown();
  const start = reader.place;
  let rows: (readonly Part[])[] | null = null;
  const update = reader.find("on", "duplicate");
  if (reader.find("returning") !== null) throw reader.unknown();
  return {
    kind: "insert",
    table,
    columns,
    /** Only some servers ask for them. */
    get rows() {
      if (word === "select") return null;
      if (rows === null) {
        rows = [];
        reader.place = start;
        do rows.push(reader.group());
        while (reader.comma());
      }
      return rows;
    },
    conflict: update !== null ? "update" : isIgnored ? "ignore" : "none",
  };
}

function readUpdate(reader: Reader): Write {
  const table = reader.name();
  const alias = reader.alias("set");
  if (!reader.skip("set")) throw reader.unknown();
  const set: { column: string; value: Part }[] = [];
  const end = reader.find("where", "order", "limit")?.from ?? reader.length;
  for (const part of reader.list(end)) {
    const equals = part.sql.indexOf("=", part.sql.lastIndexOf("`", part.sql.indexOf("=")));
    const column = unquoted(
      part.sql
        .slice(0, equals)
        .trim()
        .split(/\.(?=`)/)
        .at(-1) ?? "",
    );
    set.push({ column, value: { sql: part.sql.slice(equals + 1).trim(), parameters: part.parameters } });
  }
  return { kind: "update", table, alias, set, rest: reader.part(end, reader.length) };
}

function readDelete(reader: Reader): Write {
  if (!reader.skip("from")) throw reader.unknown();
  const table = reader.name();
  const alias = reader.alias("where", "order", "limit", "using", "join", "inner", "left");
  const next = reader.peek();
  if (next !== "" && !["where", "order", "limit"].includes(next)) throw reader.unknown();
  return { kind: "delete", table, alias, rest: reader.rest() };
}

/** The name inside backticks, or the word as it is. */
export function unquoted(name: string): string {
  return name.startsWith("`") ? name.slice(1, -1).replaceAll("``", "`") : name;
}

class Reader {
  readonly #pieces: readonly Piece[];
  /** How many marks are before each piece. */
  readonly #marks: readonly number[];
  #at = 0;

  /** Where it stands: before which piece. */
  get place(): number {
    return this.#at;
  }

  set place(at: number) {
    this.#at = at;
  }

  constructor(
    readonly sql: string,
    readonly parameters: readonly SqlValue[],
  ) {
    const { pieces, marks } = splitText(sql);
    this.#pieces = pieces;
    this.#marks = marks;
  }

  get length(): number {
    return this.sql.length;
  }

  unknown(): QuerysetError {
    const shown = this.sql.length > 120 ? `${this.sql.slice(0, 119)}…` : this.sql;
    return new QuerysetError("Unsupported", `The rows that this statement writes cannot be told beforehand: ${shown}`, {
      hint: "INSERT … VALUES, UPDATE and DELETE of one table can be run here.",
    });
  }

  /** The next word or bracket in lower case, without passing it. */
  peek(): string {
    return this.#text(this.#at).toLowerCase();
  }

  #text(at: number): string {
    const piece = this.#pieces[at];
    return piece === undefined ? "" : this.sql.slice(piece.from, piece.to);
  }

  word(): string {
    const word = this.peek();
    this.#at++;
    return word;
  }

  skip(word: string): boolean {
    if (this.peek() !== word) return false;
    this.#at++;
    return true;
  }

  comma(): boolean {
    return this.skip(",");
  }

  /** A table's name; one of another database is not ours to write. */
  name(): string {
    const piece = this.#pieces[this.#at];
    if (piece === undefined || (piece.kind !== "name" && piece.kind !== "word")) throw this.unknown();
    const name = unquoted(this.#text(this.#at++));
    if (this.peek() === ".") throw this.unknown();
    return name;
  }

  /** The name after AS, or a bare one that is none of the words that go on. */
  alias(...words: readonly string[]): string | null {
    if (this.skip("as")) return this.name();
    const piece = this.#pieces[this.#at];
    if (piece === undefined || (piece.kind !== "name" && piece.kind !== "word")) return null;
    return piece.kind === "word" && words.includes(this.peek()) ? null : this.name();
  }

  /** The parts between brackets, apart by commas; passes them. */
  group(): readonly Part[] {
    if (this.#pieces[this.#at]?.kind !== "open") throw this.unknown();
    const close = this.#closing(this.#at);
    this.#at++;
    const parts = this.list(this.#pieces[close]?.from ?? this.length);
    this.#at = close + 1;
    return parts;
  }

  #closing(open: number): number {
    let depth = 0;
    for (let i = open; i < this.#pieces.length; i++) {
      const kind = this.#pieces[i]?.kind;
      if (kind === "open") depth++;
      else if (kind === "close" && --depth === 0) return i;
    }
    throw this.unknown();
  }

  /** The parts from here to a place in the text, apart by commas of this level. */
  list(end: number): readonly Part[] {
    const parts: Part[] = [];
    let depth = 0;
    let start = this.#at;
    let i = this.#at;
    for (; i < this.#pieces.length; i++) {
      const piece = this.#pieces[i];
      if (piece === undefined || piece.from >= end) break;
      if (piece.kind === "open") depth++;
      else if (piece.kind === "close") depth--;
      else if (piece.kind === "comma" && depth === 0) {
        parts.push(this.#between(start, i));
        start = i + 1;
      }
    }
    if (i > start) parts.push(this.#between(start, i));
    this.#at = i;
    return parts;
  }

  /** Where one of the words stands on this level, from here on. */
  find(...words: readonly string[]): { readonly from: number; readonly to: number } | null {
    let depth = 0;
    for (let i = this.#at; i < this.#pieces.length; i++) {
      const piece = this.#pieces[i];
      if (piece === undefined) break;
      if (piece.kind === "open") depth++;
      else if (piece.kind === "close") depth--;
      else if (piece.kind === "word" && depth === 0 && words.includes(this.#text(i).toLowerCase())) return piece;
    }
    return null;
  }

  #between(from: number, to: number): Part {
    const first = this.#pieces[from];
    const last = this.#pieces[to - 1];
    return {
      sql: this.sql.slice(first?.from ?? this.length, last?.to ?? this.length),
      parameters: this.parameters.slice(this.#marks[from], this.#marks[to]),
    };
  }

  /** The text between two places, with its parameters. */
  part(from: number, to: number): Part {
    const start = this.#pieces.findIndex((piece) => piece.from >= from);
    const end = this.#pieces.findIndex((piece) => piece.from >= to);
    const first = start < 0 ? this.#pieces.length : start;
    const last = end < 0 ? this.#pieces.length : end;
    return { sql: this.sql.slice(from, to), parameters: this.parameters.slice(this.#marks[first], this.#marks[last]) };
  }

  rest(): Part {
    return this.part(this.#pieces[this.#at]?.from ?? this.length, this.length);
  }
}
