import type { DatabaseInfo } from "../../../src/protocol/engine";
import type { Cell, Effect, Page, PreviewView, ResultHandle, StatementResult } from "../../../src/protocol/results";

export const database: DatabaseInfo = {
  kind: "sqlite",
  name: "db.sqlite3",
  location: "db.sqlite3",
  readOnly: false,
  scratch: false,
};

export function statement(part: Partial<StatementResult> & { source: string }): StatementResult {
  return { line: 1, endLine: 1, sql: [], effects: [], signals: [], notRun: [], milliseconds: 1.24, ...part };
}

export const songs: ResultHandle = {
  id: "r1",
  model: "music.Song",
  rowCount: 5000,
  columns: [
    { name: "id", type: "BigAutoField" },
    { name: "title", type: "CharField" },
    { name: "album", type: "ForeignKey" },
    { name: "length", type: "DurationField" },
    { name: "rating", type: "DecimalField" },
    { name: "notes", type: "TextField" },
  ],
};

const titles = [
  "Come Together",
  "Something",
  "Oh! Darling",
  "Octopus's Garden",
  "Here Comes the Sun",
  "Because",
  "Eraser",
];
const long = "Recorded at EMI Studios between April and July 1969, with overdubs. ".repeat(3);

/** A page of made-up songs; some cells are null, empty, or cut. */
export function songPage({ id, start, count }: { id: string; start: number; count: number }): Page {
  const rows = Array.from({ length: Math.min(count, 5000 - start) }, (_, offset): Cell[] => {
    const index = start + offset;
    const note: Cell =
      index % 4 === 0
        ? { kind: "null", text: "" }
        : index % 4 === 1
          ? { kind: "str", text: "" }
          : { kind: "str", text: long.slice(0, 60), length: long.length };
    return [
      { kind: "int", text: String(9007199254740993n + BigInt(index)) },
      { kind: "str", text: titles[index % titles.length] ?? "" },
      { kind: "relation", text: "Abbey Road" },
      { kind: "duration", text: "0:04:19" },
      { kind: "decimal", text: "4.50" },
      note,
    ];
  });
  return { id, start, rows, rowCount: 5000 };
}

const update: Effect = {
  action: "update",
  model: "music.Album",
  table: "music_album",
  cause: "statement",
  count: 2,
  truncated: false,
  rows: [
    {
      pk: 2,
      label: "Abbey Road",
      before: { id: 2, title: "Abbey Road", artist: "The Beatles", genre: "Rock", rating: null },
      after: { id: 2, title: "Abbey Road", artist: "The Beatles", genre: "Pop", rating: "4.5" },
    },
    {
      pk: 3,
      label: "Revolver",
      before: { id: 3, title: "Revolver", artist: "The Beatles", genre: "Rock", rating: "4" },
      after: { id: 3, title: "Revolver", artist: "The Beatles", genre: "Pop", rating: "4" },
    },
  ],
};

const cascade: Effect = {
  action: "delete",
  model: "music.Song",
  table: "music_song",
  cause: "cascade",
  count: 12,
  truncated: true,
  rows: [
    { pk: 7, before: { id: 7, title: "Shape of You", album_id: 1 }, after: null },
    { pk: 8, before: { id: 8, title: "Perfect", album_id: 1 }, after: null },
  ],
};

const insert: Effect = {
  action: "insert",
  model: "music.Genre",
  table: "music_genre",
  cause: "signal remember_genre",
  count: 1,
  truncated: false,
  rows: [{ pk: 4, before: null, after: { id: 4, name: "Pop", note: "", parent_id: null } }],
};

const source = 'Album.objects.filter(artist="The Beatles").update(genre="Pop")';

export const preview: PreviewView = {
  id: "p1",
  source,
  database: "db.sqlite3",
  summary: "Updates 2 rows, deletes 12 rows and inserts 1 row.",
  fingerprint: "f",
  warnings: [{ kind: "wholeTable", message: "There is no filter: every row of music.Album is updated." }],
  effects: [update, cascade, insert],
  statements: [
    statement({
      source,
      value: 2,
      valueType: "int",
      sql: ["SELECT id FROM music_album WHERE artist = ?", "UPDATE music_album SET genre = ? WHERE id IN (?, ?)"],
      effects: [update, cascade, insert],
      signals: [{ signal: "post_save", sender: "music.Genre", instance: "Pop", pk: 4, created: true }],
      notRun: [{ what: "send_mail", file: "music/signals.py", line: 14, reason: "smtplib is not part of the subset" }],
    }),
  ],
};
