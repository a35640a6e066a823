import type { PanelView } from "../../../src/protocol/webview";
import { cascading, conflicting, entry } from "./effects";
import { database, preview, songs, statement } from "./samples";

const rows = statement({ source: "Song.objects.all()", result: songs, sql: ["SELECT 1"] });
const production = { ...database, role: "production" as const };

/** Every view that the results panel has, by name. */
export const panelViews: Readonly<Record<string, PanelView>> = {
  empty: { kind: "empty" },
  busy: { kind: "busy", source: "Song.objects.all()", progress: "Reading 1,000 rows…" },
  rows: { kind: "results", source: "", database, statements: [rows] },
  "rows that are outdated": {
    kind: "results",
    source: "",
    database,
    statements: [rows],
    outdated: "offer",
    showSql: true,
  },
  "several results": {
    kind: "results",
    source: "",
    database,
    statements: [
      rows,
      statement({ line: 2, source: "Album.objects.count()", value: 3, valueType: "int", sql: ["SELECT 1"] }),
      statement({
        line: 3,
        source: "Album.objects.get(pk=2)",
        value: { model: "music.Album", pk: 2, fields: { id: 2, title: "Abbey Road", genre: null } },
      }),
      statement({ line: 4, source: "print('a')", printed: "a\n" }),
      statement({ line: 5, source: "Song.objects.all()", plan: "SCAN music_song" }),
      statement({
        line: 6,
        source: "x",
        error: { type: "NameError", message: "name 'x' is not defined", line: 1, column: 0, hint: "Write y." },
      }),
    ],
  },
  "no rows": {
    kind: "results",
    source: "",
    database,
    statements: [statement({ source: "Song.objects.none()", result: { ...songs, id: "r0", rowCount: 0, first: [] } })],
  },
  preview: { kind: "preview", preview, database, conflict: "It changed since." },
  "a preview to be confirmed": {
    kind: "preview",
    preview: {
      ...preview,
      guards: { type: "music.Album", many: ["Every row of music.Album is updated: 2,000,000 rows."] },
    },
    database: production,
    outdated: "offer",
  },
  "a preview with cascades": { kind: "preview", preview: { ...cascading, id: "p2" }, database },
  "a preview of an undo": { kind: "preview", preview: { ...conflicting, id: "p3" }, database },
  "an apply under way": { kind: "preview", preview, database, busy: "Applying…" },
  "an entry of the history": { kind: "entry", view: entry, database },
  outcome: { kind: "outcome", message: "2 rows updated", canUndo: true, hasRows: true, source: preview.source },
  "an outcome to run again": {
    kind: "outcome",
    message: "The rows that were pinned here are gone.",
    canUndo: false,
    canRunAgain: true,
    source: "Song.objects.all()",
  },
  unconnected: { kind: "unconnected", name: "music on 127.0.0.1", source: "Song.objects.all()" },
  "unconnected, with what went wrong": {
    kind: "unconnected",
    name: "music on 127.0.0.1",
    source: "Song.objects.all()",
    message: "Nothing answers at 127.0.0.1:5432. Is the server running?",
  },
  error: { kind: "error", message: "The database is locked by another program.", source: "Song.objects.all()" },
};
