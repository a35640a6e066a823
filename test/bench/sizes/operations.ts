/** What is done to a database of songs, by everybody who is measured. */
export interface Operation {
  readonly name: string;
  /** For ours and for Django. The last statement is the one that is measured. */
  readonly python: readonly string[];
  /** The same for the driver, and where it only reads for the `sqlite3` program. */
  readonly sql: readonly string[];
  /** Ours asks for this page of the queryset; else the statement's value is its work. */
  readonly page?: number;
  readonly writes?: true;
}

export const PAGE = 200;
/** Rows that a write touches: the same few in a file of any size. */
export const TOUCHED = 1000;
/** The albums behind these have few songs, so that deleting them touches as many rows in any file. */
export const LARGE_ALBUMS = 1000;
const SMALL_ALBUMS = 100;

const columns = "id, album_id, title, plays, rating, released";

/** Reads of a table of `rows` songs. */
export function reads(rows: number): readonly Operation[] {
  const deep = Math.floor((rows * 0.9) / PAGE) * PAGE;
  const paged = (name: string, queryset: string, where: string, start = 0): Operation => ({
    name,
    python: [`rows = list(${queryset}[${start}:${start + PAGE}])`],
    sql: [`SELECT ${columns} FROM music_song ${where} LIMIT ${PAGE} OFFSET ${start}`],
    page: start,
  });
  return [
    paged("first page", "Song.objects.all()", ""),
    paged("first page, filtered on an index", "Song.objects.filter(album=7)", "WHERE album_id = 7"),
    paged("page at 90 %", "Song.objects.all()", "", deep),
    { name: "count", python: ["n = Song.objects.count()"], sql: ["SELECT count(*) FROM music_song"] },
    {
      name: "filter without an index",
      python: ['n = Song.objects.filter(title="Song 77").count()'],
      sql: ["SELECT count(*) FROM music_song WHERE title = 'Song 77'"],
    },
    {
      name: "read 100,000 rows",
      python: ['rows = list(Song.objects.values_list("id", "title", "plays", "rating")[:100000])'],
      sql: ["SELECT id, title, plays, rating FROM music_song LIMIT 100000"],
    },
  ];
}

const values = (row: (n: number) => string): string => Array.from({ length: TOUCHED }, (_, n) => row(n)).join(", ");

/** Writes of a thousand rows. */
export const writes: readonly Operation[] = [
  {
    name: "insert 1,000 rows",
    python: [
      `songs = [Song(title=f"New {i}", plays=i, album_id=i % 1000 + 1) for i in range(${TOUCHED})]`,
      "made = Song.objects.bulk_create(songs)",
    ],
    sql: [
      `INSERT INTO music_song (title, plays, album_id) VALUES ${values((n) => `('New ${n}', ${n}, ${(n % 1000) + 1})`)}`,
    ],
    writes: true,
  },
  {
    name: "update 1,000 rows",
    python: [`n = Song.objects.filter(id__lte=${TOUCHED}).update(plays=F("plays") + 1)`],
    sql: [`UPDATE music_song SET plays = plays + 1 WHERE id <= ${TOUCHED}`],
    writes: true,
  },
  {
    name: "upsert 1,000 rows",
    python: [
      `songs = [Song(id=i + 1, title=f"Other {i}", plays=i, album_id=i % 1000 + 1) for i in range(${TOUCHED})]`,
      'made = Song.objects.bulk_create(songs, update_conflicts=True, update_fields=["title", "plays"], unique_fields=["id"])',
    ],
    sql: [
      `INSERT INTO music_song (id, title, plays, album_id) VALUES ${values((n) => `(${n + 1}, 'Other ${n}', ${n}, ${(n % 1000) + 1})`)}
       ON CONFLICT (id) DO UPDATE SET title = excluded.title, plays = excluded.plays`,
    ],
    writes: true,
  },
  {
    name: "bulk_update 1,000 rows",
    python: [
      `songs = list(Song.objects.filter(id__lte=${TOUCHED}))`,
      'for song in songs:\n    song.title = song.title + " (live)"',
      'n = Song.objects.bulk_update(songs, ["title"])',
    ],
    sql: [`UPDATE music_song SET title = title || ' (live)' WHERE id <= ${TOUCHED}`],
    writes: true,
  },
  {
    name: "delete 100 albums with 1,000 songs",
    python: [`gone = Album.objects.filter(id__gt=${LARGE_ALBUMS}).delete()`],
    sql: [
      `DELETE FROM music_song WHERE album_id > ${LARGE_ALBUMS}`,
      `DELETE FROM music_album WHERE id > ${LARGE_ALBUMS}`,
    ],
    writes: true,
  },
];

/** Fills the tables with `rows` songs on a thousand albums, and a thousand more on a hundred small ones. */
export function filling(rows: number): readonly string[] {
  const counted = (n: number): string =>
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})`;
  return [
    `${counted(LARGE_ALBUMS + SMALL_ALBUMS)}
     INSERT INTO music_album SELECT i, 'Album ' || i, 'Artist ' || (i % 50), 1950 + i % 70 FROM n`,
    `${counted(rows)}
     INSERT INTO music_song (id, title, plays, rating, released, album_id)
     SELECT i, 'Song ' || i, i * 7919 % 1000003, i / 8.0, '1969-09-26', i % ${LARGE_ALBUMS} + 1 FROM n`,
    `${counted(TOUCHED)}
     INSERT INTO music_song (title, plays, album_id) SELECT 'Small ' || i, i, ${LARGE_ALBUMS + 1} + i % ${SMALL_ALBUMS} FROM n`,
  ];
}
