import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LanguageService } from "../../../src/language/service";
import { cursor, language, told } from "./cursor";

describe("hover", () => {
  it("tells a field's type, column and relation", () => {
    expect(told("Album.objects.filter(ti|tle='x')")).toContain("Album.title: CharField(max_length=30)");
    expect(told("Album.objects.filter(ti|tle='x')")).toContain("`music_album.title`");
    expect(told("Song.objects.first().alb|um")).toContain("music.Album");
    expect(told("Song.objects.filter(album__artist__na|me='x')")).toContain("Artist.name");
    expect(told("Song.objects.filter(album__art|ist__name='x')")).toContain("Album.artist");
    expect(told('Album.objects.order_by("-ti|tle")')).toContain("Album.title");
    expect(told("Album.objects.filter(so|ng__name='x')")).toContain("other end of `music.Song.album`");
  });

  it("tells about models, methods, expressions and variables", () => {
    expect(told("Alb|um.objects")).toMatch(
      /class Album[\s\S]*music_album[\s\S]*music\/models\.py:4[\s\S]*`title`: CharField/,
    );
    expect(told("Album.objects.fil|ter()")).toContain("filter(*args, **lookups)");
    expect(told("Album.objects.upd|ate(title='x')")).toContain("preview");
    expect(told("Album.objects.rec|ent(3)")).toContain("Albums of late.");
    expect(told("Cou|nt('x')")).toContain("How many values");
    expect(told("a = Album.objects.all()\n|a")).toContain("a: QuerySet[Album]");
    expect(told("Album.obj|ects")).toContain("AlbumManager[Album]");
  });

  it("is silent where nothing is known", () => {
    expect(told("nob|ody")).toBeUndefined();
    expect(told("# Alb|um")).toBeUndefined();
    expect(told("print('Alb|um')")).toBeUndefined();
  });
});

describe("signature help", () => {
  const signature = (marked: string): ReturnType<LanguageService["signature"]> => {
    const { text, offset } = cursor(marked);
    return language.signature(text, offset);
  };

  it("shows the call around the cursor and the parameter in it", () => {
    expect(signature("Album.objects.filter(|")?.label).toBe("filter(*args, **lookups)");
    expect(signature("Album.objects.filter(title='x', |)")?.active).toBe(0);
    expect(signature("Album.objects.bulk_update(albums, |)")?.active).toBe(1);
    expect(signature("Album.objects.values_list('title', flat=|)")?.active).toBe(1);
    expect(signature("Album.objects.filter(Q(|))")?.label).toBe("Q(*args, **lookups)");
    expect(signature("Album(|)")?.label).toContain("title=…");
    expect(signature("Album.objects.filter()|")).toBeUndefined();
  });
});

describe("problems", () => {
  const messages = (text: string): string[] =>
    language.problems(text).flatMap(({ message, severity }) => (severity === "hint" ? [] : [message]));

  it("gives what the parser finds", () => {
    expect(language.problems("Album.objects.filter(")).toMatchObject([
      { severity: "error", code: "unclosed", from: 20 },
    ]);
  });

  it("finds fields that do not exist, and what was meant", () => {
    expect(messages("Album.objects.filter(titel='x')")).toEqual([
      "Cannot resolve keyword 'titel' into field. Choices are: artist, artist_id, cover, genre, id, info, labels, song, title. Did you mean 'title'?",
    ]);
    expect(messages("Song.objects.filter(album__artits__name='x')")).toEqual([
      "Unsupported lookup 'artits__name' for ForeignKey or join on the field not permitted. Did you mean 'artist'?",
    ]);
    expect(messages("Album(zzz=1)")).toEqual(["Album() got unexpected keyword arguments: 'zzz'"]);
    expect(messages("x = [a for a in Album.objects.filter(Q(gnre='x'))]")).toHaveLength(1);
  });

  it("finds fields in strings, models and methods that do not exist", () => {
    expect(messages("Album.objects.order_by('-titel')")).toEqual([
      "Cannot resolve keyword 'titel' into field. Choices are: artist, artist_id, cover, genre, id, info, labels, song, title. Did you mean 'title'?",
    ]);
    expect(messages("Song.objects.filter(pk=1).update(name=F('nmae'))")).toHaveLength(1);
    expect(messages("Albun.objects.all()")).toEqual(["There is no model named 'Albun'. Did you mean 'Album'?"]);
    expect(messages("Song.objects.fliter(name='x')")).toEqual([
      "'Manager' object has no attribute 'fliter'. Did you mean 'filter'?",
    ]);
    expect(messages("for a in Album.objects.all():\n    a.song_set.crate(name='x')")).toHaveLength(1);
  });

  it("leaves alone what may be right", () => {
    for (const text of [
      "Album.objects.order_by('?').values('artist__name', 'song__name', 'pk')",
      "Album.objects.annotate(n=Count('*')).order_by('-n').values_list('n')",
      "Album.objects.values('genre').annotate(albums=Count('id')).order_by('-albums')",
      "Album.objects.something_of_their_own()",
      "Song.objects.all().query",
      "class Thing: pass\nThing.objects",
      "from elsewhere import Thing\nThing.objects.all()",
      "Song.objects.dates('album__artist__born', 'year')",
      "Album.objects.prefetch_related('song_set', 'labels')",
      "Album.objects.select_related('artist').aget(pk=1)",
      "Album.objects.filter(info__anything__goes=1, title__icontains='x', pk=1, pk__in=[1], artist_id=2)",
      "Album.objects.annotate(n=Count('song')).filter(n__gt=1)",
      "Album.objects.annotate(Count('song')).filter(song__count__gt=1)",
      "Album.objects.get_or_create(title='x', defaults={'genre': 'Pop'})",
      "somebody.filter(anything=1)",
      "Artist.objects.filter(born__year__gte=1940, albums__song__name='x')",
      "Album.objects.recent(days=3)",
      "Album.objects.filter(title__unaccent='x')",
    ]) {
      expect(messages(text)).toEqual([]);
    }
    expect(new LanguageService().problems("Album.objects.filter(titel=1)")).toEqual([]);
  });
});

describe("statements", () => {
  it("gives their lines from zero", () => {
    const text = "# first\na = 1\n\nfor x in y:\n    f(x)\n\nAlbum.objects.filter(\n    title='x',\n)\n";
    expect(language.statements(text)).toEqual([
      { startLine: 1, endLine: 1 },
      { startLine: 3, endLine: 4 },
      { startLine: 6, endLine: 8 },
    ]);
  });
});

describe("the demo's scripts", () => {
  it("break nothing at any place, whole or cut", () => {
    for (const name of readdirSync("media/demo").filter((file) => file.endsWith(".queryset"))) {
      const text = readFileSync(`media/demo/${name}`, "utf8");
      for (let offset = 0; offset <= text.length; offset += 7) {
        for (const some of [text, text.slice(0, offset)]) {
          language.complete(some, offset);
          language.hover(some, offset);
          language.signature(some, offset);
        }
        language.problems(text.slice(0, offset));
      }
    }
  });
});
