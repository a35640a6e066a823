import type { Effect, EffectPage, EntryView, PreviewView, RowEffect } from "../../../src/protocol/results";
import { preview } from "./samples";

/** A delete that takes songs along, and their plays, and empties a foreign key. */
const cascades: readonly Effect[] = [
  effect("delete", "music.Album", "statement", 1),
  { ...effect("delete", "music.Song", "cascade", 12), origin: { model: "music.Album", via: "Song.album" } },
  { ...effect("delete", "music.Play", "cascade", 30), origin: { model: "music.Song", via: "Play.song" } },
  { ...effect("update", "music.Chart", "SET_NULL", 2), origin: { model: "music.Song", via: "Chart.top" } },
];

/** A preview of `Album.objects.get(title="Divide").delete()`. */
export const cascading: PreviewView = {
  ...preview,
  id: "p2",
  source: 'Album.objects.get(title="Divide").delete()',
  summary: "1 row to delete, 42 rows to delete by cascade, 2 rows to update by SET_NULL",
  warnings: [],
  effects: cascades,
  statements: [],
};

const manyRows = 100_000;

/** A preview of one update of 100,000 rows, of which the page has the first 100. */
export const many: PreviewView = {
  ...preview,
  id: "p3",
  source: "Play.objects.all().update(count=0)",
  summary: "100,000 rows to update",
  warnings: [
    {
      kind: "wholeTable",
      message: "This changes every row of music.Play: 100,000 rows.",
      model: "music.Play",
      count: manyRows,
    },
  ],
  guards: { many: ["This changes every row of music.Play: 100,000 rows."] },
  effects: [{ ...effect("update", "music.Play", "statement", manyRows), rows: pageOf(0, 100).rows, truncated: true }],
  statements: [],
};

/** Rows of `many`. From the 500th on a second column changes. */
export function pageOf(start: number, count: number): EffectPage {
  const rows = Array.from({ length: Math.max(0, Math.min(count, manyRows - start)) }, (_, offset): RowEffect => {
    const id = start + offset + 1;
    const more = id > 500;
    return {
      pk: id,
      before: { id, count: id % 7, ...(more && { note: "old" }) },
      after: { id, count: 0, ...(more && { note: "new" }) },
    };
  });
  return { rows, count: manyRows };
}

/** The apply of `cascading`, opened again. */
export const entry: EntryView = {
  entry: {
    id: "e1",
    time: "2026-03-05T10:20:00Z",
    source: cascading.source,
    database: "db.sqlite3",
    summary: "1 row deleted, 42 rows deleted by cascade",
    state: "applied",
    effects: cascades.map(({ action, model, count }) => ({ action, model, count })),
  },
  effects: cascades,
};

/** The undo of an apply, of which two rows were changed since. */
export const conflicting: PreviewView = {
  ...preview,
  id: "p4",
  undoOf: "e1",
  summary: "1 row to update",
  warnings: [{ kind: "conflicts", message: "2 rows have changed since and are left alone.", count: 2 }],
  statements: [],
  effects: [effect("update", "music.Album", "statement", 1)],
  conflicts: [
    {
      action: "update",
      model: "music.Album",
      table: "music_album",
      cause: "statement",
      count: 2,
      truncated: false,
      effect: 0,
      rows: [
        {
          place: 1,
          pk: 2,
          label: "Abbey Road",
          before: { id: 2, genre: "Rock" },
          after: { id: 2, genre: "Pop" },
          current: { id: 2, genre: "Soul" },
        },
        {
          place: 2,
          pk: 3,
          label: "Revolver",
          before: { id: 3, genre: "Rock" },
          after: { id: 3, genre: "Pop" },
          current: null,
        },
      ],
    },
  ],
};

function effect(action: Effect["action"], model: string, cause: string, count: number): Effect {
  const table = model.toLowerCase().replace(".", "_");
  const rows = Array.from({ length: Math.min(count, 100) }, (_, index): RowEffect => {
    const before = { id: index + 1, title: `${model} ${index + 1}` };
    return {
      pk: index + 1,
      before: action === "insert" ? null : before,
      after: action === "delete" ? null : { ...before, title: "new" },
    };
  });
  return { action, model, table, cause, count, rows, truncated: rows.length < count };
}
