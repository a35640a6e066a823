import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => import("../host/vscode"));

import { emptyDraft } from "../../../src/host/forms/draft";
import { type Asked, subjectOf } from "../../../src/host/forms/form";
import { literalOf } from "../../../src/host/forms/literal";
import { searchStatement } from "../../../src/host/forms/search";
import { compose } from "../../../src/host/forms/statement";
import type { FormDraft, FormField, FormValue } from "../../../src/protocol/form";
import { openDemo } from "./demoEngine";
import { readValue, run, short, statementsOf } from "./music";

const typed = (text: string): FormValue => ({ kind: "value", text });

/** What a form's statement comes to in the demo: its effects, or its error. */
async function outcome(asked: Asked, draft: Partial<FormDraft>): Promise<string> {
  const { engine, opened } = await openDemo();
  const subject = subjectOf(asked, opened.project.models);
  if (subject === undefined) throw new Error("There is no such form.");
  const { statement, faults } = compose(subject, { ...emptyDraft(subject.fields), ...draft });
  expect(faults).toEqual([]);
  const answer = await run(engine, statement);
  const error = statementsOf(answer).at(-1)?.error;
  if (error !== undefined) return `${error.type}: ${error.message}`;
  return answer.kind === "preview" ? short(answer.preview.effects).join("; ") : "";
}

describe("a form's statement", () => {
  const album = "music.Album";
  const values = { title: typed("Help!"), artist: typed("The Beatles"), genre: typed("Rock") };

  it.each<[string, Asked, Partial<FormDraft>, string]>([
    ["inserts", { kind: "insert", label: album }, { values }, "insert music.Album statement 1"],
    [
      "overwrites nothing",
      { kind: "forceInsert", label: album },
      { values: { id: typed("1"), ...values } },
      "IntegrityError: UNIQUE constraint failed: music_album.id",
    ],
    [
      "updates a row that is there",
      { kind: "forceUpdate", label: album },
      { values: { id: typed("1"), genre: typed("Folk") } },
      "update music.Album statement 1",
    ],
    [
      "adds none where it should update",
      { kind: "forceUpdate", label: album },
      { values: { id: typed("9999"), genre: typed("Folk") } },
      expect.stringMatching(/^DatabaseError: /) as string,
    ],
    [
      "updates a child through its parent's key",
      { kind: "forceUpdate", label: "accounts.Customer" },
      { values: { pk: typed("1"), name: typed("Ana S."), company: typed("Vinyl") } },
      "update accounts.Person statement 1; update accounts.Customer statement 1",
    ],
    [
      "finds what it upserts",
      { kind: "upsert", label: "accounts.User" },
      { values: { username: typed("ada"), is_premium: typed("True") } },
      "update accounts.User statement 1; update accounts.Profile signal add_points 1",
    ],
    [
      "creates in bulk",
      { kind: "bulkCreate", label: "music.Song" },
      { text: 'name\talbum\nOne\t1\n"Two ""2"""\t2\n' },
      "insert music.Song statement 2",
    ],
    [
      "updates in bulk",
      { kind: "bulkUpdate", label: "accounts.Profile" },
      { filter: "points__lt=50", values: { points: { kind: "expression", text: 'F("points") + 1' } } },
      "update accounts.Profile statement 5",
    ],
    [
      "deletes, and takes along",
      { kind: "delete", label: album },
      { filter: "pk=1" },
      "delete music.Album statement 1; delete music.Song cascade 12",
    ],
  ])("%s", async (_, asked, draft, expected) => {
    expect(await outcome(asked, draft)).toEqual(expected);
  });
});

describe("a form's values", () => {
  it.each<[FormField["editor"], string, unknown]>([
    ["text", `it's "both"\\\n\t\u200b\u2028🎵`, `it's "both"\\\n\t\u200b\u2028🎵`],
    ["integer", "9223372036854775807", 9223372036854775807n],
    ["decimal", "0.10", "0.10"],
    ["datetime", "2026-01-31 14:30:05.25-01:30", "2026-01-31T14:30:05.250000-01:30"],
    ["time", "07:05", "07:05:00"],
    ["date", "2024-02-29", "2024-02-29"],
    ["bytes", "48 65 ff", "hex:4865ff"],
    ["uuid", "C5F0B0A000004000800000000000000A", "c5f0b0a0-0000-4000-8000-00000000000a"],
    ["json", '{"a": [null, true, "\\u00e9"]}', { a: [null, true, "é"] }],
  ])("of %s %j are read by the engine as they were typed", async (editor, text, value) => {
    const literal = literalOf({ editor }, text);
    if ("fault" in literal) throw new Error(literal.fault);
    const { engine } = await openDemo();
    expect(await readValue(engine, literal.python)).toEqual(value);
  });
});

describe("a search for a related row", () => {
  it.each([
    ["accounts.User", "ADA", [["1", "ada"]]],
    ["music.Album", "2", expect.arrayContaining([["2", "Abbey Road"]])],
    // A profile has no text of its own: it is found by its user's.
    ["accounts.Profile", "grace", [["2", "grace: 120 points"]]],
  ])("of %s finds %j", async (label, text, found) => {
    const { engine, opened } = await openDemo();
    const { models } = opened.project;
    const model = models.find((each) => each.label === label);
    if (model === undefined) throw new Error(`There is no ${label}.`);
    expect(await readValue(engine, searchStatement({ model, unique: true }, text, models))).toEqual(found);
  });
});
