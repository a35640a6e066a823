import { describe, expect, it, vi } from "vitest";
import type { App } from "../../../src/host/app";
import { treeHandlers } from "../../../src/host/objects/handlers";
import { RemoteError } from "../../../src/protocol/channel";
import type { ObjectView } from "../../../src/protocol/objects";

vi.mock("vscode", () => import("./vscode"));

const album = { model: "music.Album", key: ["2"] } as const;
const view: ObjectView = { ...album, text: "Abbey Road", fields: [], relations: [] };
const cancelled = new RemoteError({ code: "Cancelled", message: "Cancelled" });

function handlersOver(call: (name: string, request: unknown, signal?: AbortSignal) => Promise<unknown>) {
  const run = vi.fn(async () => undefined);
  const guard = async (work: () => Promise<void> | void): Promise<void> => await work();
  const report = { guard, words: (error: Error) => ({ message: `told: ${error.message}` }) };
  const app = { connection: { call }, runner: { run }, report } as unknown as App;
  return { handlers: treeHandlers(app, () => undefined), run };
}

describe("what the tree's page may ask", () => {
  it("is asked for again where another cancel took it along, and is given up with its own", async () => {
    const answers = [Promise.reject(cancelled), Promise.resolve(view)];
    const call = vi.fn(async () => await answers.shift());
    const { handlers } = handlersOver(call);
    expect(await handlers.object(album, new AbortController().signal)).toEqual(view);
    expect(call).toHaveBeenCalledTimes(2);
    const own = new AbortController();
    own.abort();
    const givenUp = handlersOver(() => Promise.reject(cancelled)).handlers;
    await expect(givenUp.object(album, own.signal)).rejects.toMatchObject({ code: "Cancelled" });
  });

  it("fails in the words that a message would have, under its code", async () => {
    const gone = new RemoteError({ code: "DoesNotExist", message: "music.Album has no row with the key 2." });
    const { handlers } = handlersOver(() => Promise.reject(gone));
    await expect(handlers.object(album, new AbortController().signal)).rejects.toMatchObject({
      code: "DoesNotExist",
      message: "told: music.Album has no row with the key 2.",
    });
  });

  it("deletes a row by the engine's statement, which is run like any other and so previewed", async () => {
    const source = "Album.objects.get(pk=2).delete()";
    const call = vi.fn(async () => ({ source }));
    const { handlers, run } = handlersOver(call);
    await handlers.remove(album, new AbortController().signal);
    await vi.waitFor(() => expect(run).toHaveBeenCalledWith({ source }));
    expect(call).toHaveBeenCalledWith("objectStatement", { ...album, purpose: "delete" });
  });

  it("names rows and relations, and nothing else passes", async () => {
    const call = vi.fn(async () => view);
    const { handlers } = handlersOver(call);
    const { signal } = new AbortController();
    const sent =
      (request: unknown): (() => unknown) =>
      () =>
        handlers.object(request as typeof album, signal);
    for (const request of [undefined, {}, { model: "music.Album" }, { model: 1, key: ["2"] }, { ...album, key: [2] }])
      expect(sent(request)).toThrow(TypeError);
    const wrong = { ...album, relation: "music.Song.album", start: -1, count: 10 };
    expect(() => handlers.related(wrong, signal)).toThrow(TypeError);
    expect(call).not.toHaveBeenCalled();
  });
});
