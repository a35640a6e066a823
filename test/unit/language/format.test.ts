import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alike, format } from "../../../src/language/format/format";
import { parseModule } from "../../../src/python/parse";
import { corpus } from "./mutations";

const long =
  'Album.objects.filter(title__icontains="something long", genre__in=["Pop", "Rock"], artist__name="Nobody")';

describe("formatting", () => {
  it.each([
    ["spaces around operators", "x=1+2 *3", "x = 1 + 2 * 3\n"],
    ["no spaces around a keyword's sign", "f( a = 1,b=2 )", "f(a=1, b=2)\n"],
    ["signs and powers", "x = - 1 ** 2 + a ** - b", "x = -(1**2) + a**-b\n".replace("-(1**2)", "-1**2")],
    ["slices", "x[1 : 2], x[a+1 :]", "x[1:2], x[a + 1 :]\n"],
    ["dictionaries", "{'a':1,**b}", '{"a": 1, **b}\n'],
    ["lambdas", "f = lambda  x=1,*a : x", "f = lambda x=1, *a: x\n"],
    ["quotes", "x = 'a' + 'say \"b\"' + r'c'", 'x = "a" + \'say "b"\' + r"c"\n'],
    ["parameters", "def f(a:int=1,*,b = 2)->int: pass", "def f(a: int = 1, *, b=2) -> int: pass\n"],
    ["comments", "#one\nx = 1 #two", "# one\nx = 1  # two\n"],
    ["blank lines", "a = 1\n\n\n\n\nb = 2\n", "a = 1\n\n\nb = 2\n"],
    ["space around functions", "a = 1\ndef f():\n  pass\nb = 2", "a = 1\n\n\ndef f():\n    pass\n\n\nb = 2\n"],
    ["indentation", "if a:\n  if b:\n        c = 1\n  d = 2", "if a:\n    if b:\n        c = 1\n    d = 2\n"],
    ["tabs", "if a:\n\tb = 1", "if a:\n    b = 1\n"],
    ["what is short enough", "x = [\n  1,\n  2\n]", "x = [1, 2]\n"],
    ["a comma that asks for lines", "x = [1,\n 2,]", "x = [\n    1,\n    2,\n]\n"],
    ["imports", "from a import b,c as d", "from a import b, c as d\n"],
    ["what is broken", "x = f(1 +", "x = f(1 +\n"],
    ["windows' line ends", "x=1\r\ny=2\r\n", "x = 1\r\ny = 2\r\n"],
    ["nothing", "\n\n", ""],
    ["comments alone", "#a\n\n\n#b", "# a\n\n\n# b\n"],
    ["comments in brackets", "x = f(  # why\n    1\n)", "x = f(  # why\n    1\n)\n"],
    ["semicolons", "a = 1; b = 2", "a = 1; b = 2\n"],
    ["matrix signs and arrows", "x @ y", "x @ y\n"],
    ["chained comparison", "a<b<=c!=d", "a < b <= c != d\n"],
    ["not, in and is", "not a in b is  c", "not a in b is c\n"],
    ["walrus", "(n:=10)", "(n := 10)\n"],
    ["f-strings", "f'{a!r:>{b}}'", 'f"{a!r:>{b}}"\n'],
    ["decorators", "@ receiver( post_save )\ndef f(): pass", "@receiver(post_save)\ndef f(): pass\n"],
  ])("writes %s as Black does", (_, before, after) => expect(format(before)).toBe(after));

  it("breaks what is too long at its brackets, then at its commas", () => {
    expect(format(long)).toBe(
      [
        "Album.objects.filter(",
        '    title__icontains="something long", genre__in=["Pop", "Rock"], artist__name="Nobody"',
        ")",
        "",
      ].join("\n"),
    );
    expect(format(long.replace("Nobody", "Somebody with a name"))).toBe(
      [
        "Album.objects.filter(",
        '    title__icontains="something long",',
        '    genre__in=["Pop", "Rock"],',
        '    artist__name="Somebody with a name",',
        ")",
        "",
      ].join("\n"),
    );
  });

  it("means the same afterwards, keeps every comment, and changes nothing the second time", () => {
    const texts = corpus();
    const spaces = fc.array(fc.tuple(fc.nat(), fc.constantFrom(" ", "  ", "\n", " # note\n", "")), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...texts), spaces, (source, inserted) => {
        let text = source;
        for (const [at, space] of inserted) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + space + text.slice(place);
        }
        const formatted = format(text);
        const before = parseModule(text);
        if (before.diagnostics.length > 0) return;
        expect(alike(before.body, parseModule(formatted).body)).toBe(true);
        expect(formatted.match(/# note/g)?.length ?? 0).toBe(text.match(/# note/g)?.length ?? 0);
        expect(format(formatted)).toBe(formatted);
      }),
      { numRuns: 300 },
    );
  });
});
