import { describe, expect, it } from "vitest";
import { LanguageService } from "../../../src/language/service";
import { cursor, language } from "./cursor";
import { music } from "./music";

/** The models with a place for each class and field. */
const placed = new LanguageService();
placed.setModels(
  music.map((model, i) => ({
    ...model,
    place: { file: "music/models.py", line: 10 * (i + 1) },
    fields: model.fields.map((field, j) => ({ ...field, source: { file: "music/models.py", line: 10 * (i + 1) + j } })),
  })),
);

/** What stands at spans of a text, with where they begin. */
function shown(text: string, spans: readonly { readonly from: number; readonly to: number }[]): string[] {
  return spans.map(({ from, to }) => `${text.slice(from, to)}@${from}`);
}

describe("go to definition", () => {
  const file = (marked: string): string | undefined => {
    const { text, offset } = cursor(marked);
    const found = placed.definition(text, offset);
    return found && "file" in found ? `${found.file.file}:${found.file.line}` : undefined;
  };
  const here = (marked: string): string | undefined => {
    const { text, offset } = cursor(marked);
    const found = placed.definition(text, offset);
    return found && "here" in found ? `${text.slice(found.here.from, found.here.to)}@${found.here.from}` : undefined;
  };

  it.each([
    ["Alb|um.objects.all()", "music/models.py:20"],
    ["Album.objects.filter(ti|tle='x')", "music/models.py:21"],
    ["Song.objects.filter(album__art|ist__name='x')", "music/models.py:23"],
    ["Song.objects.filter(album__artist__na|me='x')", "music/models.py:11"],
    ["Album.objects.order_by('-ti|tle')", "music/models.py:21"],
    ["Album.objects.first().gen|re", "music/models.py:22"],
    ["Album.objects.first().song_|set", "music/models.py:32"],
    ["Album.objects.update(title=F('gen|re'))", "music/models.py:22"],
    ["Album.objects.bulk_update(x, ['gen|re'])", "music/models.py:22"],
    ["Album.objects.with_|songs()", "music/models.py:1"],
    ["Album.objects.first().first_|song()", "music/models.py:1"],
  ])("leads from %s to %s", (marked, wanted) => expect(file(marked)).toBe(wanted));

  it("leads from a variable to where it got its value last, and from a call to its function", () => {
    expect(here("a = 1\na = 2\nprint(|a)\na = 3")).toBe("a@6");
    expect(here("def f(count):\n    return coun|t\n")).toBe("count@6");
    expect(here("def f():\n    pass\nf|()")).toBe("f@4");
    expect(here("[x for x in y if |x]")).toBe("x@7");
    expect(here("try:\n    pass\nexcept ValueError as error:\n    print(err|or)")).toBe("error@35");
    expect(here("nobo|dy")).toBeUndefined();
  });
});

describe("what is the same", () => {
  const same = (marked: string): string[] => {
    const { text, offset } = cursor(marked);
    return shown(text, language.meantAt(text, offset)?.places ?? []);
  };

  it("is found for models and fields in every form", () => {
    const text =
      "Album.objects.filter(tit|le='x').order_by('-title')\nfor a in Album.objects.all():\n    a.title\n    Song(name='title')";
    expect(same(text)).toEqual(["title@21", "title@43", "title@87"]);
    expect(same("Al|bum.objects.all()\nx = Album()")).toEqual(["Album@0", "Album@24"]);
  });

  it("keeps names of functions and comprehensions apart", () => {
    const text = "x = 1\ndef f(x):\n    return |x\nprint(x)\n[x for x in y]";
    expect(same(text)).toEqual(["x@12", "x@27"]);
    expect(same("x| = 1\ndef f(x):\n    return x\nprint(x)\n[x for x in y]")).toEqual(["x@0", "x@35"]);
    expect(same("n = 1\ndef f():\n    global n\n    n| = 2\nprint(n)")).toEqual(["n@0", "n@32", "n@44"]);
  });
});

describe("rename", () => {
  const places = (marked: string): string[] | undefined => {
    const { text, offset } = cursor(marked);
    const found = language.renamePlaces(text, offset);
    return found && shown(text, found);
  };

  it("changes a variable, a function, and a parameter with the calls that name it", () => {
    expect(places("albu|ms = Album.objects.all()\nalbums.count()")).toEqual(["albums@0", "albums@29"]);
    expect(places("def f|(a):\n    return a\nf(1)")).toEqual(["f@4", "f@23"]);
    expect(places("def f(a|):\n    return a\nf(a=1)")).toEqual(["a@6", "a@21", "a@25"]);
  });

  it("leaves models, fields and imports alone", () => {
    expect(places("Alb|um.objects.all()")).toBeUndefined();
    expect(places("Album.objects.filter(tit|le='x')")).toBeUndefined();
    expect(places("import json as |j\nj.dumps(1)")).toBeUndefined();
  });
});

describe("the structure of a script", () => {
  const text = [
    "# one",
    "# two",
    "import json",
    "import re",
    "def latest(count):",
    "    if count:",
    "        return 1",
    "",
    "albums = Album.objects.filter(",
    "    title='x',",
    ")",
    "albums.count()",
  ].join("\n");

  it("is told as an outline", () => {
    expect(language.outline(text).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      "function latest",
      "variable albums",
      "statement albums.count()",
    ]);
  });

  it("can be folded", () => {
    expect(language.folds(text)).toEqual([
      { startLine: 0, endLine: 1, kind: "comment" },
      { startLine: 2, endLine: 3, kind: "imports" },
      { startLine: 4, endLine: 6 },
      { startLine: 5, endLine: 6 },
      { startLine: 8, endLine: 10 },
    ]);
  });

  it("widens a selection from the word to the script", () => {
    const { text: plain, offset } = cursor("x = f(ab|c)\ny = 1");
    const spans = language.selections(plain, offset).map(({ from, to }) => plain.slice(from, to));
    expect(spans).toEqual(["abc", "f(abc)", "x = f(abc)", "x = f(abc)\ny = 1"]);
  });

  it("is coloured by what words are", () => {
    const line = "def f(a):\n    return Album.objects.filter(title=a).delete()";
    const kinds = language
      .tokens(line)
      .map(({ from, to, type, modifiers }) => [line.slice(from, to), type, ...modifiers].join(" "));
    expect(kinds).toEqual([
      "f function declaration",
      "a parameter declaration",
      "Album class",
      "objects property defaultLibrary",
      "filter method defaultLibrary",
      "title property",
      "a parameter",
      "delete method modification defaultLibrary",
    ]);
  });

  it("has a hint for each variable that holds rows", () => {
    const code = "a = Album.objects.all()\nn = 1\nfor s in Song.objects.all():\n    b = s.album";
    expect(language.hints(code).map(({ at, text: hint }) => code.slice(at - 1, at) + hint)).toEqual([
      "a: QuerySet[Album]",
      "s: Song",
      "b: Album",
    ]);
  });

  it("is found by the name of a model or of what it has", () => {
    expect(placed.modelSymbols("abm").map(({ name }) => name)).toEqual(["Album"]);
    expect(placed.modelSymbols("Album.titl").map(({ name, container }) => `${container}.${name}`)).toEqual([
      "music.Album.title",
      "music.Album.titles",
    ]);
    expect(placed.modelSymbols("seconds").map(({ name }) => name)).toEqual(["seconds"]);
  });
});

describe("actions", () => {
  const fixed = (marked: string, title: string): string => {
    const { text, offset } = cursor(marked);
    const action = language.actions(text, { from: offset, to: offset }).find((one) => one.title === title);
    if (!action) throw new Error(`'${title}' is not offered.`);
    const edits = [...action.edits].sort((a, b) => b.from - a.from);
    return edits.reduce((sofar, { from, to, text: put }) => sofar.slice(0, from) + put + sofar.slice(to), text);
  };

  it("change get() to what gives None", () => {
    const title = "Change get(…) to filter(…).first()";
    expect(fixed("Album.objects.g|et(pk=1)", title)).toBe("Album.objects.filter(pk=1).first()");
  });

  it("put a loop into a transaction", () => {
    const title = "Wrap in transaction.atomic()";
    expect(fixed("for a in Album.objects.all():\n    a.sa|ve()", title)).toBe(
      "with transaction.atomic():\n    for a in Album.objects.all():\n        a.save()",
    );
  });
});

describe("querysets in Python files", () => {
  const text = [
    "from music.models import Album, Song",
    "",
    "",
    "class View:",
    "    def get(self, request, pk):",
    "        albums = Album.objects.filter(artist_id=pk).order_by('title')",
    "        names = [a.title for a in albums]",
    "        return render(request, Song.objects.filter(",
    "            album__in=albums, seconds__gt=len(names)",
    "        ))",
    "",
    "TOTAL = Album.objects.count()",
    "MANAGER = Album.objects",
  ].join("\n");

  it("are found with their lines and the names that only the program knows", () => {
    expect(language.pythonExpressions(text)).toEqual([
      { startLine: 5, endLine: 5, source: "Album.objects.filter(artist_id=pk).order_by('title')", free: ["pk"] },
      {
        startLine: 7,
        endLine: 9,
        source: "Song.objects.filter(\n            album__in=albums, seconds__gt=len(names)\n        )",
        free: ["albums", "names"],
      },
      { startLine: 11, endLine: 11, source: "Album.objects.count()", free: [] },
    ]);
  });

  it("are completed, and nothing else of the program is", () => {
    const labels = (marked: string): string[] => {
      const { text: plain, offset } = cursor(marked);
      return language.completeInPython(plain, offset).map(({ label }) => label);
    };
    expect(labels("def f():\n    return Album.objects.filter(tit|)")).toContain("title");
    expect(labels("def f():\n    pri|")).toEqual([]);
  });

  it("have free names in any piece of a program", () => {
    expect(
      language.freeNames("albums = Album.objects.filter(artist=artist)\n[a for a in albums if a.pk > low]"),
    ).toEqual(["artist", "low"]);
  });
});
