import { describe, expect, it } from "vitest";
import { offered, taken } from "./cursor";

describe("names", () => {
  it("offers models, expressions and variables", () => {
    expect(offered("|")).toEqual(expect.arrayContaining(["Album", "Song", "Count", "Q", "len", "for"]));
    expect(offered("Al|")).toContain("Album");
    expect(offered("beatles = Album.objects.all()\nbea|")[0]).toBe("beatles");
    expect(offered("|")).not.toContain("Album_labels");
  });

  it("stays silent in comments, strings and numbers", () => {
    expect(offered("# Alb|")).toEqual([]);
    expect(offered('x = "#"; Alb|')).toContain("Album");
    expect(offered('print("Alb|")')).toEqual([]);
    expect(offered("x = 12|")).toEqual([]);
  });

  it("replaces the word it stands in", () => {
    expect(taken("So|ng.objects", "Song")).toBe("Song.objects");
    expect(taken("len(Al|)", "Album")).toBe("len(Album)");
  });
});

describe("members", () => {
  it("offers a model's managers", () => {
    expect(offered("Album.|").slice(0, 2)).toEqual(["objects", "plain"]);
    expect(offered("Song.|")).toContain("objects");
    expect(offered("Song.|\nAlbum.objects.all()")).toContain("DoesNotExist");
  });

  it("offers queryset methods on managers and querysets", () => {
    expect(offered("Album.objects.|")).toEqual(expect.arrayContaining(["filter", "get", "create", "recent"]));
    expect(offered("Album.objects.|")).not.toContain("delete");
    expect(offered("Album.objects.filter(genre='Pop').|")).toEqual(
      expect.arrayContaining(["delete", "update", "recent"]),
    );
    expect(offered("Album.objects.all()[:5].|")).toContain("order_by");
    expect(offered("(Album.objects.all() | Album.objects.none()).|")).toContain("filter");
    expect(offered("Album.plain.|")).not.toContain("recent");
  });

  it("offers an instance's fields, relations and methods", () => {
    const members = offered("Album.objects.get(pk=1).|");
    expect(members).toEqual(
      expect.arrayContaining([
        "title",
        "artist_id",
        "song_set",
        "cover",
        "save",
        "get_genre_display",
        "running_time",
        "pk",
      ]),
    );
    expect(members).not.toContain("album_labels_set");
    expect(offered("Album.objects.get(pk=1).artist.|")).toContain("albums");
    expect(offered("Artist.objects.first().albums.|")).toEqual(expect.arrayContaining(["filter", "add"]));
    expect(offered("Artist.objects.first().|")).not.toContain("cover_set");
    expect(offered("Album.objects.first().labels.first().|")).toContain("album_set");
  });

  it.each([
    ["a variable", "a = Album.objects.get(pk=1)\na.|"],
    ["a later assignment", "a = Song.objects.all()\na = Album.objects.first()\na.|\na = 3"],
    ["a loop", "for a in Album.objects.filter(genre='Pop'):\n    a.|"],
    ["a comprehension", "[a.| for a in Album.objects.all()]"],
    ["a new instance", "Album(title='x').|"],
    ["an index", "Album.objects.all()[0].|"],
    ["a tuple", "a, made = Album.objects.get_or_create(title='x')\na.|"],
    ["a list", "albums = list(Album.objects.all())\nalbums[0].|"],
    ["an enumeration", "for n, a in enumerate(Album.objects.all()):\n    a.|"],
    ["a relation back", "Song.objects.first().album.|"],
    ["a renamed import", "from music.models import Album as A\nA.objects.first().|"],
    ["a function's inside", "def f():\n    a = Album.objects.first()\n    a.|"],
    ["an own method", "Album.objects.recent(3).first().|"],
  ])("knows the type of %s", (_, marked) => {
    expect(offered(marked)).toContain("song_set");
  });

  it("offers nothing where nothing is known", () => {
    expect(offered("nobody.|")).toEqual([]);
    expect(offered("def f(a):\n    a = Album.objects.first()\nf(1).|")).toEqual([]);
  });
});

describe("keywords", () => {
  it("offers fields, relations both ways, and the method's own options", () => {
    const names = offered("Album.objects.filter(|");
    expect(names).toEqual(expect.arrayContaining(["title", "artist", "artist_id", "song", "cover", "labels", "pk"]));
    expect(names).toContain("Q");
    expect(offered("Album.objects.filter(tit|)")).toContain("title");
    expect(offered("Album.objects.get_or_create(|)")[0]).toBe("defaults");
    expect(offered("Artist.objects.filter(|")).not.toContain("cover");
  });

  it("goes through relations and on to lookups", () => {
    expect(offered("Song.objects.filter(album__|")).toEqual(
      expect.arrayContaining(["album__title", "album__artist", "album__isnull"]),
    );
    expect(offered("Song.objects.filter(album__artist__na|")).toContain("album__artist__name");
    expect(offered("Album.objects.filter(title__ico|")).toContain("title__icontains");
    expect(offered("Artist.objects.filter(born__|")).toEqual(expect.arrayContaining(["born__year", "born__lte"]));
    expect(offered("Artist.objects.filter(albums__song__seconds__|")).toContain("albums__song__seconds__gt");
    expect(offered("Song.objects.filter(seconds__|")).not.toContain("seconds__icontains");
    expect(offered("Album.objects.filter(nonsense__|")).not.toContain("nonsense__title");
  });

  it("inserts the equals sign once", () => {
    expect(taken("Album.objects.filter(tit|)", "title")).toBe("Album.objects.filter(title=)");
    expect(taken("Album.objects.filter(tit|='x')", "title")).toBe("Album.objects.filter(title='x')");
    expect(taken("Album.objects.filter(artist__na|", "artist__name")).toBe("Album.objects.filter(artist__name=");
  });

  it("leaves out what is given already", () => {
    expect(offered("Album.objects.filter(title='x', |)")).not.toContain("title");
  });

  it("offers plain fields to what writes", () => {
    for (const call of ["Album.objects.create(|)", "Album.objects.update(|)", "Album(|)"]) {
      const names = offered(call);
      expect(names).toContain("title");
      expect(names).not.toContain("song");
    }
    expect(offered("Album.objects.create(title__|)")).not.toContain("title__icontains");
  });

  it("knows the model of a Q by the method around it", () => {
    expect(offered("Song.objects.filter(Q(album__|")).toContain("album__title");
    expect(offered("Song.objects.filter(~Q(name='x') | Q(sec|))")).toContain("seconds");
    expect(offered("Song.objects.annotate(n=Case(When(sec|")).toContain("seconds");
    expect(offered('Song.objects.order_by(F("sec|").desc())')).toContain("seconds");
  });

  it("knows what was annotated", () => {
    expect(offered("Album.objects.annotate(songs=Count('song')).filter(|")).toContain("songs");
    expect(offered("Album.objects.annotate(Count('song')).filter(|")).toContain("song__count");
  });
});

describe("strings", () => {
  it("offers fields where a method takes their names", () => {
    expect(offered('Album.objects.order_by("|")')).toContain("title");
    expect(offered('Album.objects.order_by("-ti|')).toContain("title");
    expect(taken('Album.objects.order_by("-ti|")', "title")).toBe('Album.objects.order_by("-title")');
    expect(offered('Song.objects.values_list("album__ti|", flat=True)')).toContain("album__title");
    expect(offered('Song.objects.select_related("|")')).toEqual(["album"]);
    expect(offered('Album.objects.prefetch_related("|")')).toEqual(expect.arrayContaining(["song_set", "labels"]));
    expect(offered('Album.objects.update(title=F("|"))')).toContain("genre");
    expect(offered('Album.objects.annotate(n=Count("so|"))')).toContain("song");
    expect(offered('Album.objects.first().save(update_fields=["|"])')).toContain("title");
  });

  it("offers a field's choices as its value", () => {
    expect(offered('Album.objects.filter(genre="|")')).toEqual(["Pop", "Rock"]);
    expect(offered('Song.objects.filter(album__genre="Po|")')).toEqual(["Pop", "Rock"]);
    expect(taken('Album.objects.filter(genre="Ja|zz")', "Rock")).toBe('Album.objects.filter(genre="Rock")');
  });
});
