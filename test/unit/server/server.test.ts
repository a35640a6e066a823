import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import {
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { serve } from "../../../src/server/serve";
import { music } from "../language/music";

const uri = "file:///music/try.queryset";
const text = "Album.objects.filter(titel='x')\n\nAlbum.objects.\n";

describe("the language server", () => {
  let client: ProtocolConnection;
  const published: Diagnostic[][] = [];

  beforeAll(async () => {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    serve(createConnection(ProposedFeatures.all, toServer, toClient));
    client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    client.onNotification("textDocument/publishDiagnostics", (params: { readonly diagnostics: Diagnostic[] }) => {
      published.push(params.diagnostics);
    });
    client.listen();
    await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
    await client.sendNotification("initialized", {});
    await client.sendNotification("textDocument/didOpen", {
      textDocument: { uri, languageId: "queryset", version: 1, text },
    });
    await client.sendNotification("queryset/models", music);
  });
  afterAll(() => client?.dispose());

  it("publishes what is wrong", async () => {
    await expect.poll(() => published.at(-1)?.map(({ code }) => code)).toEqual(["unknown-field", "syntax"]);
    expect(published.at(-1)?.[0]?.range).toEqual({
      start: { line: 0, character: 21 },
      end: { line: 0, character: 26 },
    });
  });

  it("completes", async () => {
    const position = { line: 2, character: 14 };
    const list = await client.sendRequest<CompletionList>("textDocument/completion", {
      textDocument: { uri },
      position,
    });
    expect(list.items.map(({ label }) => label)).toContain("filter");
    expect(list.items[0]?.textEdit).toMatchObject({ range: { start: position, end: position } });
  });

  it("tells about a place, and shows the call around it", async () => {
    const at = { textDocument: { uri }, position: { line: 0, character: 2 } };
    expect(await client.sendRequest<Hover>("textDocument/hover", at)).toMatchObject({ contents: { kind: "markdown" } });
    const inside = { textDocument: { uri }, position: { line: 0, character: 22 } };
    expect(await client.sendRequest("textDocument/signatureHelp", inside)).toMatchObject({ activeParameter: 1 });
  });

  it("gives the lines of statements", async () => {
    expect(await client.sendRequest("queryset/statements", { uri })).toEqual([
      { startLine: 0, endLine: 0 },
      { startLine: 2, endLine: 2 },
    ]);
    expect(await client.sendRequest("queryset/statements", { uri: "file:///none" })).toEqual([]);
  });
});
