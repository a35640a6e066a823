import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import {
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type FoldingRange,
  type InitializeResult,
  type Location,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { serve } from "../../../src/server/serve";
import { music } from "../language/music";

const notebook = "file:///music/try.qsnb";
const cell = (name: string): string => `vscode-notebook-cell:/music/try.qsnb#${name}`;
const texts: Readonly<Record<string, string>> = {
  a: 'rock = Album.objects.filter(genre="Rock")\nrock.count()',
  b: 'rock.filter(titel="x")\nfor album in rock:\n    print(album.title)',
  c: "rock.count()\nrock.",
};

/** The cells of a notebook, as the protocol of the language server syncs them. */
describe("the language server in a notebook", () => {
  let client: ProtocolConnection;
  let capabilities: InitializeResult["capabilities"];
  const published = new Map<string, readonly Diagnostic[]>();
  const codes = (name: string): unknown[] => published.get(cell(name))?.map(({ code }) => code) ?? [];
  const at = (name: string, line: number, character: number) => ({
    textDocument: { uri: cell(name) },
    position: { line, character },
  });

  beforeAll(async () => {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    serve(createConnection(ProposedFeatures.all, toServer, toClient));
    client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    client.onNotification("textDocument/publishDiagnostics", (params: { uri: string; diagnostics: Diagnostic[] }) => {
      published.set(params.uri, params.diagnostics);
    });
    client.listen();
    const answer = await client.sendRequest<InitializeResult>("initialize", {
      processId: null,
      rootUri: null,
      capabilities: {},
    });
    capabilities = answer.capabilities;
    await client.sendNotification("initialized", {});
    await client.sendNotification("queryset/models", music);
    await client.sendNotification("notebookDocument/didOpen", {
      notebookDocument: {
        uri: notebook,
        notebookType: "queryset-notebook",
        version: 1,
        cells: Object.keys(texts).map((name) => ({ kind: 2, document: cell(name) })),
      },
      cellTextDocuments: Object.entries(texts).map(([name, text]) => ({
        uri: cell(name),
        languageId: "queryset",
        version: 1,
        text,
      })),
    });
  });
  afterAll(() => client?.dispose());

  it("asks for our notebooks", () => {
    expect(JSON.stringify(capabilities.notebookDocumentSync)).toContain("queryset-notebook");
  });

  it("finds faults in each cell, and knows names of the cells above", async () => {
    await expect.poll(() => codes("c")).toEqual(["syntax"]);
    expect(codes("a")).toEqual([]);
    expect(codes("b")).toEqual(["unknown-field"]);
    expect(published.get(cell("b"))?.[0]?.range.start).toEqual({ line: 0, character: 12 });
  });

  it("completes what a cell above bound", async () => {
    const list = await client.sendRequest<CompletionList>("textDocument/completion", at("c", 1, 5));
    expect(list.items.map(({ label }) => label)).toContain("filter");
    expect(list.items[0]?.textEdit).toMatchObject({ range: { start: { line: 1, character: 5 } } });
  });

  it("goes to a name's definition in another cell, and renames it in all", async () => {
    const found = await client.sendRequest<Location>("textDocument/definition", at("b", 0, 1));
    expect(found).toMatchObject({ uri: cell("a"), range: { start: { line: 0, character: 0 } } });
    const edit = await client.sendRequest<WorkspaceEdit>("textDocument/rename", { ...at("b", 0, 1), newName: "loud" });
    expect(Object.entries(edit.changes ?? {}).map(([uri, edits]) => [uri, edits.length])).toEqual([
      [cell("a"), 2],
      [cell("b"), 2],
      [cell("c"), 2],
    ]);
  });

  it("counts lines from each cell's own first", async () => {
    expect(await client.sendRequest("queryset/statements", { uri: cell("b") })).toEqual([
      { startLine: 0, endLine: 0 },
      { startLine: 1, endLine: 2 },
    ]);
    const folds = await client.sendRequest<FoldingRange[]>("textDocument/foldingRange", {
      textDocument: { uri: cell("b") },
    });
    expect(folds).toMatchObject([{ startLine: 1, endLine: 2 }]);
  });

  it("formats a cell by itself", async () => {
    const edits = await client.sendRequest<{ newText: string }[]>("textDocument/formatting", {
      textDocument: { uri: cell("a") },
      options: { tabSize: 4, insertSpaces: true },
    });
    expect(edits.map(({ newText }) => newText).join("")).not.toContain("titel");
  });

  it("checks the cells below anew when one above changes or goes", async () => {
    const change = (version: number, cells: object): Promise<void> =>
      client.sendNotification("notebookDocument/didChange", {
        notebookDocument: { uri: notebook, version },
        change: { cells },
      });
    const rename = (version: number, text: string): Promise<void> => {
      const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } };
      const document = { uri: cell("a"), version };
      return change(version, { textContent: [{ document, changes: [{ range, text }] }] });
    };
    await rename(2, "jazz");
    await expect.poll(() => codes("b")).toEqual([]);
    await rename(3, "rock");
    await expect.poll(() => codes("b")).toEqual(["unknown-field"]);
    const gone = { array: { start: 0, deleteCount: 1 }, didClose: [{ uri: cell("a") }] };
    await change(4, { structure: gone });
    await expect.poll(() => codes("b")).toEqual([]);
  });
});
