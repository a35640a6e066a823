import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { music } from "../language/music";
import { longScript, manyModels } from "./large";
import { StdioServer } from "./stdio";

/** Another editor's view: the built server over stdio, a workspace on disk, and nothing of ours between. */
describe("the language server over stdio", () => {
  let folder: string | null = null;
  let server: StdioServer | null = null;
  let root = "";

  const made = (): StdioServer => {
    if (server === null) throw new Error("The server was not started.");
    return server;
  };
  const ask = <T>(method: string, params: object): Promise<T> => made().connection.sendRequest<T>(method, params);
  const open = async (name: string, text: string): Promise<string> => {
    const uri = `${root}/${name}`;
    const textDocument = { uri, languageId: "queryset", version: 1, text };
    await made().connection.sendNotification("textDocument/didOpen", { textDocument });
    return uri;
  };
  const at = (uri: string, line: number, character: number): object => ({
    textDocument: { uri },
    position: { line, character },
  });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "queryset-workspace-"));
    root = pathToFileURL(folder).href;
    mkdirSync(join(folder, "music"));
    writeFileSync(
      join(folder, "music", "views.py"),
      "from music.models import Album\n\n\ndef f():\n    return Album.objects.filter(title='x')\n",
    );
    writeFileSync(join(folder, "other.queryset"), 'Album.objects.order_by("-title")\n');
    const placed = music.map((model) => ({ ...model, place: { file: `${model.app}/models.py`, line: 4 } }));
    writeFileSync(join(folder, "models.json"), JSON.stringify({ models: placed }));
    server = await StdioServer.start();
    await server.initialize({ models: "models.json", docs: "https://example.com/diagnostics" }, root);
  });
  afterAll(async () => {
    await server?.stop();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });

  it("reads the models that an option names, and publishes what is wrong with a link to its page", async () => {
    const uri = await open("wrong.queryset", "Album.objects.filter(titel='x')\n");
    const [first] = await made().diagnostics(uri, 1);
    expect(first).toMatchObject({
      code: "unknown-field",
      severity: 1,
      codeDescription: { href: "https://example.com/diagnostics#unknown-field" },
      range: { start: { line: 0, character: 21 }, end: { line: 0, character: 26 } },
    });
    const actions = await ask<{ title: string; edit: object }[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: first?.range,
      context: { diagnostics: [first] },
    });
    expect(actions.map(({ title }) => title)).toEqual(["Change to 'title'"]);
    expect(JSON.stringify(actions[0]?.edit)).toContain('"newText":"title"');
  });

  it("completes, with snippets for the writes", async () => {
    const uri = await open("complete.queryset", "Album.objects.\n");
    const { items } = await ask<{ items: { label: string; insertTextFormat?: number }[] }>(
      "textDocument/completion",
      at(uri, 0, 14),
    );
    expect(items.map(({ label }) => label)).toContain("filter");
    expect(items.find(({ label }) => label === "create(…)")?.insertTextFormat).toBe(2);
  });

  it("goes to a model's file, and finds a field in scripts and Python", async () => {
    const uri = await open("go.queryset", 'Album.objects.values("title")\n');
    expect(await ask("textDocument/definition", at(uri, 0, 2))).toMatchObject({
      uri: `${root}/music/models.py`,
      range: { start: { line: 3 } },
    });
    const context = { context: { includeDeclaration: true } };
    const found = await ask<{ uri: string }[]>("textDocument/references", { ...at(uri, 0, 24), ...context });
    const files = found.map((one) => one.uri.slice(root.length + 1)).sort();
    expect(files).toEqual(expect.arrayContaining(["go.queryset", "music/views.py", "other.queryset"]));
  });

  it("renames, formats, folds, and tells symbols, colours and types", async () => {
    const text = "albums=Album.objects.filter( genre = 'Pop' )\nfor album in albums:\n    album.title\n";
    const uri = await open("edit.queryset", text);
    const renamed = await ask<{ changes: Record<string, object[]> }>("textDocument/rename", {
      ...at(uri, 0, 2),
      newName: "pop",
    });
    expect(renamed.changes[uri]).toHaveLength(2);
    await expect(ask("textDocument/rename", { ...at(uri, 0, 2), newName: "for" })).rejects.toThrow(/cannot be a name/);
    const options = { tabSize: 4, insertSpaces: true };
    const [edit] = await ask<{ newText: string }[]>("textDocument/formatting", { textDocument: { uri }, options });
    expect(edit?.newText).toBe('albums = Album.objects.filter(genre="Pop")\nfor album in albums:\n    album.title\n');
    const document = { textDocument: { uri } };
    expect(await ask("textDocument/foldingRange", document)).toEqual([{ startLine: 1, endLine: 2 }]);
    expect(await ask("textDocument/documentSymbol", document)).toMatchObject([{ name: "albums", kind: 13 }]);
    expect(await ask("textDocument/documentHighlight", at(uri, 0, 1))).toHaveLength(2);
    expect(await ask("workspace/symbol", { query: "Alb" })).toMatchObject([{ name: "Album" }]);
    const { data } = await ask<{ data: number[] }>("textDocument/semanticTokens/full", document);
    expect(data.length % 5).toBe(0);
    const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    const hints = await ask<{ label: string }[]>("textDocument/inlayHint", { ...document, range });
    expect(hints.map(({ label }) => label)).toEqual([": QuerySet[Album]", ": Album"]);
    const positions = [{ line: 2, character: 6 }];
    expect(await ask("textDocument/selectionRange", { ...document, positions })).toHaveLength(1);
  });

  it("says that a request was cancelled", async () => {
    const uri = await open("cancel.queryset", "Album.objects.\n");
    const { connection } = made();
    const source = await import("vscode-languageserver-protocol").then(
      ({ CancellationTokenSource }) => new CancellationTokenSource(),
    );
    const answer = connection.sendRequest("textDocument/completion", at(uri, 0, 14), source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it("keeps up with a script of 2,000 lines and 500 models", async () => {
    await made().connection.sendNotification("queryset/models", manyModels(500));
    const uri = await open("long.queryset", longScript(2004));
    const before = await made().diagnostics(uri, 1);
    expect(before.filter(({ severity }) => severity === 1)).toEqual([]);
    await made().connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [
        {
          range: { start: { line: 996, character: 0 }, end: { line: 996, character: 0 } },
          text: "Thing7.objects.filter(nmae=1)\n",
        },
      ],
    });
    const after = await made().diagnostics(uri, 2);
    const added = after.filter(({ code }) => code === "unknown-field");
    expect(added.map(({ range }) => range.start)).toEqual([{ line: 996, character: 22 }]);
    expect(after.length).toBe(before.length + 1);
  });
});
