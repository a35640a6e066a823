import { RemoteError } from "../../../src/protocol/channel";
import type {
  ObjectNode,
  ObjectRef,
  ObjectRelation,
  ObjectsApi,
  ObjectView,
  RelatedPage,
} from "../../../src/protocol/objects";
import type { RowTotal } from "../../../src/protocol/results";

type Related = Parameters<ObjectsApi["related"]>[0];

const album = (key: number): ObjectNode => ({ model: "music.Album", key: [String(key)], text: `Album ${key}` });
const song = (key: number): ObjectNode => ({ model: "music.Song", key: [String(key)], text: `Song ${key}` });
const artist: ObjectNode = { model: "music.Artist", key: ["7"], text: "The Beatles" };

const songs: ObjectRelation = {
  id: "music.Song.album",
  name: "song_set",
  model: "music.Song",
  backwards: true,
  many: true,
  onDelete: "CASCADE",
};
const awards: ObjectRelation = {
  id: "music.Award.album",
  name: "awards",
  model: "music.Award",
  backwards: true,
  many: true,
};
const albums: ObjectRelation = { ...songs, id: "music.Album.artist", name: "albums", model: "music.Album" };

/** A made-up record shop: an artist with albums, and albums with `count` songs each. */
export function shop(count = 120) {
  return {
    object: (ref: ObjectRef): ObjectView => {
      const key = Number(ref.key[0]);
      if (key === 404)
        throw new RemoteError({ code: "DoesNotExist", message: "music.Album has no row with the key 404." });
      const id = {
        column: { name: "id", type: "BigAutoField" },
        cell: { kind: "int", text: ref.key[0] ?? "" },
      } as const;
      if (ref.model === "music.Artist") return { ...artist, fields: [id], relations: [albums] };
      if (ref.model === "music.Song") {
        const field = {
          model: "music.Song",
          name: "album",
          attname: "album_id",
          null: false,
          primaryKey: false,
          related: "music.Album",
        };
        return {
          ...song(key),
          fields: [id, { column: { name: "album_id", field }, cell: { kind: "int", text: "2" } }],
          relations: [
            { id: "album", name: "album", model: "music.Album", backwards: false, many: false, one: album(2) },
          ],
        };
      }
      return {
        ...album(key),
        fields: [id, { column: { name: "title" }, cell: { kind: "str", text: `Album ${key}` } }],
        relations: [
          { id: "artist", name: "artist", model: "music.Artist", backwards: false, many: false, one: artist },
          { id: "label", name: "label", model: "music.Label", backwards: false, many: false, one: null },
          songs,
          awards,
        ],
      };
    },
    related: ({ relation, start, count: wanted }: Related): RelatedPage => {
      const all =
        relation === songs.id
          ? Array.from({ length: count }, (_, n) => song(n + 1))
          : relation === albums.id
            ? [album(2), album(3)]
            : [];
      return { rows: all.slice(start, start + wanted), more: all.length > start + wanted };
    },
    relatedCount: ({ relation }: { readonly relation: string }): RowTotal => ({
      rows: relation === songs.id ? count : relation === albums.id ? 2 : 0,
    }),
  };
}

/** A tree that begins with albums. */
export function begins(...keys: readonly number[]) {
  return { roots: keys.map((key) => ({ model: "music.Album", key: [String(key)] })), database: "db.sqlite3" };
}
