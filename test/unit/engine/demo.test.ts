import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../../src/engine/engine";
import { requestForCell } from "../../../src/host/notebook/context";
import { parseNotebook } from "../../../src/host/notebook/format";
import { LanguageService } from "../../../src/language/service";
import type { RunAnswer } from "../../../src/protocol/engine";
import { demo, openDemo } from "./demoEngine";
import { NEVER, preview, run, short, statementsOf } from "./music";

/** Five days after the last login in the demo's database. */
const now = "2026-01-09T12:00:00";

/** What each line of the demo's scripts comes to, run by itself as its lens does: rows read, value, rows changed. */
const expected: Record<string, readonly (readonly [line: string, outcome: string])[]> = {
  "1-reading.queryset": [
    ["Album.objects.all()", ""],
    ['Album.objects.filter(artist="The Beatles")', "2 rows"],
    ['Album.objects.exclude(genre="Rock")', ""],
    ["Album.objects.get(pk=3)", "1 rows"],
    ['Album.objects.filter(title__istartswith="the")', "56 rows"],
    ['Album.objects.order_by("-id")[:5]', "5 rows"],
    ['Album.objects.order_by("artist", "title").values_list("artist", "title")[:10]', "10 rows"],
    ['Album.objects.filter(genre="Jazz").count()', "18"],
    ['Song.objects.filter(album__artist="The Beatles", name__contains="Sun")', "3 rows"],
    ['Album.objects.get(title="Abbey Road").song_set.all()', "17 rows"],
    ['Album.objects.values("genre").annotate(albums=Count("id")).order_by("-albums")', "10 rows"],
  ],
  "2-creating.queryset": [
    [
      'Album.objects.create(title="Let It Be", artist="The Beatles", genre="Rock")',
      "1 rows; insert music.Album statement 1",
    ],
    ['Album(title="Rubber Soul", artist="The Beatles", genre="Rock").save()', "insert music.Album statement 1"],
    [
      'Song.objects.create(name="Bibia Be Ye Ye", album=Album.objects.get(title="Divide"))',
      "1 rows; insert music.Song statement 1",
    ],
    ['Album.objects.get(title="Divide").song_set.create(name="Barcelona")', "1 rows; insert music.Song statement 1"],
    ["Song.objects.bulk_create([", "2 rows; insert music.Song statement 2"],
    [
      'Album.objects.get_or_create(title="Help!", artist="The Beatles", defaults={"genre": "Rock"})',
      "insert music.Album statement 1",
    ],
  ],
  "3-updating.queryset": [
    ['Album.objects.filter(artist="The Beatles").update(genre="Pop")', "update music.Album statement 2"],
    ['for album in Album.objects.filter(artist="The Beatles"):', "update music.Album statement 2"],
    ["album = Album.objects.get(pk=3)", ""],
    ['album.genre = "Psychedelic Rock"', ""],
    ["album.save()", "update music.Album statement 1"],
    [
      'Song.objects.filter(album__title="Revolver").update(name=Concat(F("name"), Value(" (Remastered)")))',
      "update music.Song statement 14",
    ],
    ['Album.objects.update(genre="Music")', "update music.Album statement 303"],
  ],
  "4-deleting.queryset": [
    ['Song.objects.get(name="Galway Girl").delete()', "delete music.Song statement 1"],
    ['Album.objects.get(title="Divide").delete()', "delete music.Album statement 1; delete music.Song cascade 12"],
    ['Album.objects.filter(genre="Blues").delete()', "delete music.Album statement 14; delete music.Song cascade 142"],
  ],
  "5-saving.queryset": [
    ['Album(title="Help!", artist="The Beatles", genre="Rock").save()', "insert music.Album statement 1"],
    ['album = Album(id=1000, title="Let It Be", artist="The Beatles", genre="Rock")', ""],
    ["album.save(force_insert=True)", "insert music.Album statement 1"],
    ["album = Album.objects.get(pk=2)", ""],
    ['album.genre = "Pop Rock"', ""],
    ["album.save(force_update=True)", "update music.Album statement 1"],
    ["album = Album.objects.get(pk=3)", ""],
    ['album.genre = "Psychedelia"', ""],
    ['album.save(update_fields=["genre"])', "update music.Album statement 1"],
    ["Song.objects.update_or_create(", "update music.Song statement 1"],
    [
      'Album.objects.update_or_create(title="Yellow Submarine", defaults={"artist": "The Beatles", "genre": "Rock"})',
      "insert music.Album statement 1",
    ],
  ],
  "6-users.queryset": [
    ["User.objects.filter(last_login__lte=timezone.now() - timedelta(days=30))", "4 rows"],
    [
      "User.objects.filter(last_login__lte=timezone.now() - timedelta(days=30)).update(is_premium=True)",
      "update accounts.User statement 3",
    ],
    ["User.objects.upgrade_inactive_users(30)", "update accounts.User statement 3"],
    ['user = User.objects.get(username="ada")', ""],
    ['user.email = "ada.lovelace@example.org"', ""],
    ["user.save()", "update accounts.User statement 1; update accounts.Profile signal add_points 1"],
    [
      'User.objects.create(username="katherine", email="katherine@example.org")',
      "1 rows; insert accounts.User statement 1; insert accounts.Profile signal add_points 1",
    ],
    ['User.objects.filter(username="guido").update(email="guido@example.com")', "update accounts.User statement 1"],
    ['profiles = list(Profile.objects.order_by("id")[:3])', ""],
    ["for profile in profiles:", ""],
    ['Profile.objects.bulk_update(profiles, ["points"])', "update accounts.Profile statement 3"],
    [
      'Customer.objects.filter(company="Night Radio").update(level="Free", company="Night & Day Radio")',
      "update accounts.Customer statement 1; update accounts.Person statement 1",
    ],
    ["from django.db.models import BulkUpdateMixin", ""],
    ['Customer.objects.bulk_update(["level"], ["Free"], id__in=[1, 2, 3])', "update accounts.Person statement 3"],
    [
      'Customer.objects.filter(level="Free").delete()',
      "delete accounts.Customer statement 1; delete accounts.Person cascade 1",
    ],
    [
      'User.objects.get(username="edsger").delete()',
      "delete accounts.User statement 1; delete accounts.Profile cascade 1",
    ],
  ],
};

function outcome(answer: RunAnswer): string {
  const last = statementsOf(answer).at(-1);
  if (last?.error !== undefined) return `${last.error.type}: ${last.error.message}`;
  const rows = last?.result?.rowCount;
  const effects = answer.kind === "preview" ? short(answer.preview.effects) : [];
  const isCount = typeof last?.value === "number" || typeof last?.value === "bigint";
  const value = isCount && effects.length === 0 ? [String(last.value)] : [];
  return [...(rows === undefined || rows === null ? value : [`${rows} rows`]), ...effects].join("; ");
}

async function outcomes(engine: Engine, file: string): Promise<(readonly [string, string])[]> {
  const text = readFileSync(join(demo, file), "utf8");
  const lines = text.split("\n");
  const found: (readonly [string, string])[] = [];
  for (const { startLine, endLine } of new LanguageService().statements(text)) {
    const source = lines.slice(startLine, endLine + 1).join("\n");
    const before = lines
      .slice(0, startLine)
      .map((line) => `${line}\n`)
      .join("");
    const answer = await engine.run({ source, before, line: startLine + 1, now }, NEVER);
    found.push([lines[startLine] ?? "", outcome(answer)]);
  }
  return found;
}

describe("the demo's scripts", () => {
  const files = readdirSync(demo).filter((name) => name.endsWith(".queryset"));

  it.each(files)("do in %s what they say", async (file) => {
    expect(await outcomes((await openDemo()).engine, file)).toEqual(expected[file]);
  });

  it("do in the notebook what it says, each cell with the names of those above", async () => {
    const { engine } = await openDemo();
    const notebook = parseNotebook(readFileSync(join(demo, "7-notebook.qsnb"), "utf8"));
    const cells = notebook.cells.filter(({ kind }) => kind === "code").map(({ text }) => text);
    const found: string[] = [];
    for (const [i, own] of cells.entries()) {
      const request = requestForCell({ above: cells.slice(0, i), own, file: "7-notebook.qsnb" });
      found.push(outcome(await engine.run({ ...request, now }, NEVER)));
    }
    expect(found).toEqual(["2 rows", "2 rows", "update music.Album statement 2"]);
  });

  it("say where they go beyond Django", async () => {
    const { engine } = await openDemo();
    const { warnings } = await preview(engine, 'Customer.objects.bulk_update(["level"], ["Free"], id__in=[1, 2, 3])');
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("this was run as filter(…).update(…)"),
    ]);
    const answer = await run(engine, 'Customer.objects.bulk_update(["level", "name"], ["Free"], id=1)');
    expect(statementsOf(answer).at(-1)?.error).toMatchObject({
      type: "ValueError",
      message: "bulk_update() got 2 field names and 1 values.",
    });
  });
});
