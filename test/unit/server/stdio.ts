import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

/** The language server as another editor starts it: its bundle in a process of its own, spoken to over stdio. */
export class StdioServer {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly #folder: string;
  readonly #published = new Map<string, { readonly version: number | undefined; readonly diagnostics: Diagnostic[] }>();
  readonly #waiting: (() => void)[] = [];

  private constructor(process: ChildProcess, folder: string) {
    const { stdin, stdout } = process;
    if (!stdin || !stdout) throw new Error("The server has no streams.");
    this.process = process;
    this.#folder = folder;
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification(
      "textDocument/publishDiagnostics",
      ({ uri, ...published }: { uri: string; version?: number; diagnostics: Diagnostic[] }) => {
        this.#published.set(uri, { version: published.version, diagnostics: published.diagnostics });
        for (const go of this.#waiting.splice(0)) go();
      },
    );
    this.connection.listen();
  }

  /** Builds the bundle as the package has it, and starts it. */
  static async start(): Promise<StdioServer> {
    const folder = mkdtempSync(join(tmpdir(), "queryset-server-"));
    const outfile = join(folder, "server.js");
    await build({
      entryPoints: ["src/server/main.ts"],
      outfile,
      bundle: true,
      platform: "node",
      format: "cjs",
      minify: true,
      logLevel: "error",
    });
    return new StdioServer(
      spawn(process.execPath, [outfile, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] }),
      folder,
    );
  }

  async initialize(options: object, folder: string | null = null): Promise<InitializeResult> {
    const workspaceFolders = folder === null ? null : [{ uri: folder, name: "workspace" }];
    const result = await this.connection.sendRequest<InitializeResult>("initialize", {
      processId: process.pid,
      rootUri: folder,
      workspaceFolders,
      capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
      initializationOptions: options,
    });
    await this.connection.sendNotification("initialized", {});
    return result;
  }

  /** What was published for a version of a document, once it is there. */
  async diagnostics(uri: string, version: number): Promise<Diagnostic[]> {
    for (;;) {
      const found = this.#published.get(uri);
      if (found && (found.version ?? 0) >= version) return found.diagnostics;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    this.connection.dispose();
    this.process.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
