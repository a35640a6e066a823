import AxeBuilder from "@axe-core/playwright";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RemoteError } from "../../../src/protocol/channel";
import { begins, shop } from "./objectSamples";
import { ObjectsPage } from "./objectsPage";
import { hasBrowser } from "./served";
import { themes } from "./themes";

let tree: ObjectsPage | undefined;

afterEach(async () => {
  const complaints = tree?.complaints ?? [];
  await tree?.close();
  tree = undefined;
  // Nothing may be blocked by the policy, and nothing thrown.
  expect(complaints).toEqual([]);
});

/** An album's tree as it is at first. */
const folded = [
  "Album 2, Album 2",
  "  artist → Artist: The Beatles",
  "  label → Label: none",
  "  song_set → Song (120)",
  "  awards → Award (0)",
];

async function opened(
  ...[handlers = {}, theme]: [Parameters<typeof ObjectsPage.open>[1]?, (keyof typeof themes)?]
): Promise<ObjectsPage> {
  tree = await ObjectsPage.open(begins(2), { ...shop(), ...handlers }, theme);
  await tree.page.getByRole("treeitem", { name: "awards → Award (0)" }).waitFor();
  return tree;
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await tree?.page.keyboard.press(key);
}

/** Waits until the item of a name has the focus. */
async function isAt(name: string): Promise<void> {
  await vi.waitFor(async () => expect(await tree?.focused()).toBe(name));
}

describe.skipIf(!hasBrowser)("the object tree", () => {
  it("shows what a row is related to, with numbers of rows, and reads none of them before they are wanted", async () => {
    const related = vi.fn(shop().related);
    const title = vi.fn();
    await opened({ related, title });
    expect(await tree?.lines()).toEqual(folded);
    expect(related).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(title.mock.calls[0]?.[0]).toEqual({ text: "Album: Album 2" }));
  });

  it("is walked with the keys of the editor's trees, which ask for nothing but to read", async () => {
    const [openRows, remove] = [vi.fn(), vi.fn()];
    await opened({ openRows, remove });
    await isAt("Album 2, Album 2");
    await press("ArrowDown", "ArrowDown", "ArrowDown");
    await isAt("song_set → Song (120)");
    await press("ArrowRight");
    await tree?.page.getByRole("treeitem", { name: "Song 1, Song 1" }).waitFor();
    await press("ArrowRight");
    await isAt("Song 1, Song 1");
    await press("ArrowLeft");
    await isAt("song_set → Song (120)");
    await press("ArrowLeft");
    await vi.waitFor(async () => expect(await tree?.lines()).toEqual(folded));
    await press("ArrowLeft");
    await isAt("Album 2, Album 2");
    await press("End");
    await isAt("awards → Award (0)");
    await press("Home");
    await isAt("Album 2, Album 2");
    await press("a", "w");
    await isAt("awards → Award (0)");
    const current = tree?.page.locator('[role="treeitem"][tabindex="0"]');
    expect(await current?.count()).toBe(1);
    expect(await current?.getAttribute("aria-selected")).toBe("true");
    expect([openRows.mock.calls, remove.mock.calls]).toEqual([[], []]);
  });

  it("unfolds everything beside an item with *, and folds with Enter", async () => {
    await opened();
    await press("ArrowDown", "*");
    await tree?.page.getByRole("treeitem", { name: "albums → Album (2)" }).waitFor();
    await tree?.page.getByRole("treeitem", { name: "No rows" }).waitFor();
    const lines = (await tree?.lines()) ?? [];
    expect(lines).toContain("    Song 50, Song 50");
    expect(lines).toContain("    Load more, 70 left");
    await press("Enter");
    await vi.waitFor(async () => expect(await tree?.lines()).not.toContain("    albums → Album (2)"));
  });

  it("reads on where a relation has more rows, and the focus goes on with them", async () => {
    await opened();
    await tree?.page.getByRole("treeitem", { name: "song_set → Song (120)" }).click();
    const more = tree?.page.getByRole("treeitem", { name: "Load more, 70 left" });
    await more?.focus();
    await press("Enter");
    await tree?.page.getByRole("treeitem", { name: "Song 100, Song 100" }).waitFor();
    await tree?.page.getByRole("treeitem", { name: "Load more, 20 left" }).click();
    await tree?.page.getByRole("treeitem", { name: "Song 120, Song 120" }).waitFor();
    expect((await tree?.lines())?.some((line) => line.includes("Load more"))).toBe(false);
  });

  it("shows the fields of what is selected, opens its rows, and asks for its deletion", async () => {
    const [openRows, remove, copy] = [vi.fn(), vi.fn(), vi.fn()];
    await opened({ openRows, remove, copy });
    const details = tree?.page.getByRole("complementary", { name: "Details" });
    await details?.getByText("Album: Album 2").waitFor();
    await details?.getByRole("button", { name: "Delete…" }).click();
    await vi.waitFor(() => expect(remove.mock.calls[0]?.[0]).toEqual({ model: "music.Album", key: ["2"] }));
    await tree?.page.getByRole("treeitem", { name: "song_set → Song (120)" }).click();
    await details?.getByText("CASCADE: they are deleted along with it").waitFor();
    await press("F12");
    const asked = { model: "music.Album", key: ["2"], relation: "music.Song.album" };
    await vi.waitFor(() => expect(openRows.mock.calls[0]?.[0]).toEqual(asked));
    await tree?.page.getByRole("treeitem", { name: "Song 3, Song 3" }).focus();
    await details?.getByText("Album: Album 2").waitFor();
    await press("Delete");
    await vi.waitFor(() => expect(remove.mock.calls[1]?.[0]).toEqual({ model: "music.Song", key: ["3"] }));
    await press("Control+c");
    await vi.waitFor(() => expect(copy.mock.calls[0]?.[0]).toEqual({ text: "Song 3" }));
  });

  it("starts anew with any row, and goes back", async () => {
    await opened();
    await tree?.page.getByRole("treeitem", { name: "artist → Artist: The Beatles" }).focus();
    await tree?.page.getByRole("button", { name: "Start Tree Here" }).click();
    await tree?.page.getByRole("treeitem", { name: "albums → Album (2)" }).waitFor();
    expect((await tree?.lines())?.[0]).toBe("The Beatles, Artist 7");
    await press("End", "ArrowRight");
    await tree?.page.getByRole("treeitem", { name: "Album 3, Album 3" }).focus();
    await press("Shift+F12");
    await tree?.page.getByRole("treeitem", { name: "Album 3, Album 3" }).waitFor();
    await vi.waitFor(async () => expect((await tree?.lines())?.[0]).toBe("Album 3, Album 3"));
    for (let steps = 0; steps < 2; steps++) await tree?.page.getByRole("button", { name: "Back" }).click();
    await vi.waitFor(async () => expect(await tree?.lines()).toEqual(folded));
  });

  it("tells its editor's menu which row or relation it is about", async () => {
    await opened();
    const context = await tree?.page
      .getByRole("treeitem", { name: "song_set → Song (120)" })
      .getAttribute("data-vscode-context");
    expect(JSON.parse(context ?? "{}")).toMatchObject({
      webviewSection: "group",
      model: "music.Album",
      key: ["2"],
      relation: "music.Song.album",
    });
  });

  it("reads again what is in sight after a write, and offers to after another program's", async () => {
    let count = 120;
    const host = () => shop(count);
    await opened({
      object: (ref) => host().object(ref),
      related: (request) => host().related(request),
      relatedCount: (request) => host().relatedCount(request),
    });
    await tree?.page.getByRole("treeitem", { name: "song_set → Song (120)" }).click();
    await tree?.page.getByRole("treeitem", { name: "Song 1, Song 1" }).waitFor();
    count = 3;
    await tree?.changed("here");
    await tree?.page.getByRole("treeitem", { name: "song_set → Song (3)" }).waitFor();
    expect((await tree?.lines())?.filter((line) => line.includes("Song ")).at(-1)).toBe("    Song 3, Song 3");
    count = 4;
    await tree?.changed("elsewhere");
    await tree?.page.getByText("The data changed outside.").waitFor();
    expect(await tree?.lines()).toContain("  song_set → Song (3)");
    await tree?.page.getByRole("alert").getByRole("button", { name: "Refresh" }).click();
    await tree?.page.getByRole("treeitem", { name: "song_set → Song (4)" }).waitFor();
  });

  it("comes back as it was after the page was hidden, and shows another database's rows as none of its own", async () => {
    let view = begins(2);
    await opened({ ready: () => view });
    await tree?.page.getByRole("treeitem", { name: "song_set → Song (120)" }).click();
    await tree?.page.getByRole("treeitem", { name: "Load more, 70 left" }).click();
    await tree?.page.getByRole("treeitem", { name: "Song 100, Song 100" }).focus();
    await tree?.page.waitForTimeout(200);
    view = { roots: [], database: "db.sqlite3" };
    await tree?.page.reload();
    const last = tree?.page.getByRole("treeitem", { name: "Song 100, Song 100" });
    await last?.waitFor();
    expect(await last?.getAttribute("aria-selected")).toBe("true");
    await tree?.show({ roots: [], database: "other.sqlite3" });
    await tree?.page.getByText(/Choose Show Object Tree/).waitFor();
    await tree?.show(null);
    await tree?.page.getByRole("button", { name: "Open Database…" }).waitFor();
  });

  it("says what could not be read, where it belongs, and tries again", async () => {
    let fails = true;
    tree = await ObjectsPage.open(begins(404, 2), {
      ...shop(),
      related: (request) => {
        if (fails) throw new RemoteError({ code: "OperationalError", message: "no such table: music_song" });
        return shop().related(request);
      },
    });
    await tree.page.getByRole("treeitem", { name: "Album 404, Album 404" }).click();
    await tree.page.getByRole("treeitem", { name: "music.Album has no row with the key 404." }).waitFor();
    await tree.page.getByRole("treeitem", { name: "Album 2, Album 2" }).click();
    await tree.page.getByRole("treeitem", { name: "song_set → Song (120)" }).click();
    const note = tree.page.getByRole("treeitem", { name: "no such table: music_song" });
    await note.waitFor();
    fails = false;
    await note.focus();
    await press("Enter");
    await tree.page.getByRole("treeitem", { name: "Song 1, Song 1" }).waitFor();
  });

  it("can be given up while it reads, and read on", async () => {
    const signals: AbortSignal[] = [];
    let hangs = true;
    await opened({
      related: (request, signal) => {
        if (!hangs) return shop().related(request);
        signals.push(signal);
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(new RemoteError({ code: "Cancelled", message: "Cancelled" })));
        });
      },
    });
    await tree?.page.getByRole("treeitem", { name: "song_set → Song (120)" }).click();
    await tree?.page.getByRole("button", { name: "Cancel" }).click();
    await tree?.page.getByRole("treeitem", { name: "Cancelled" }).waitFor();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    hangs = false;
    await tree?.page.getByRole("treeitem", { name: "Cancelled" }).click();
    await tree?.page.getByRole("treeitem", { name: "Song 1, Song 1" }).waitFor();
  });

  it("shows hostile text as text", async () => {
    const text = `<img src=x onerror="window.ran = true">\u202e\u0000${"x".repeat(50_000)}`;
    await opened({ object: (ref) => ({ ...shop().object(ref), text }) });
    await tree?.page.getByText("<img src=x onerror=").first().waitFor();
    expect(await tree?.page.evaluate(() => ("ran" in window ? "ran" : document.images.length))).toBe(0);
    const words = await tree?.page.getByRole("treeitem").first().locator(".words").textContent();
    expect(words).toContain("‹202E›‹0000›");
  });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    it(`has nothing wrong for screen readers in ${theme}`, async () => {
      await opened({}, theme);
      await tree?.page.getByRole("treeitem", { name: "song_set → Song (120)" }).click();
      await tree?.page.getByRole("treeitem", { name: "Song 2, Song 2" }).focus();
      await tree?.page.getByRole("complementary").getByText("album_id").waitFor();
      await tree?.page.screenshot({ path: `test-results/webview-objects-${theme}.png` });
      const axe = new AxeBuilder({ page: (tree as ObjectsPage).page })
        .setLegacyMode()
        .disableRules(["page-has-heading-one"]);
      const { violations } = await axe.analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  }
});
