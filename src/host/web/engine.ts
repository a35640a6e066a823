import * as vscode from "vscode";
import { type FromWebEngine, type ToWebEngine, webWasm } from "../../protocol/web";
import type { EngineProcess } from "../platform";
import { readAll, readChanged, readFolder, readOne } from "./files";
import { type BrowserWorker, startWorker } from "./worker";

/** A call of the host as it goes over the channel, as far as it says which files the engine will read. */
interface Call {
  readonly name?: string;
  readonly argument?: {
    readonly workspace?: string;
    readonly storage?: string;
    readonly database?: string;
    readonly changed?: readonly string[];
  };
}

/** An engine in a worker of its own. It reads no disk: the files that a call is about go ahead of the call. */
export function startEngineWorker(extension: vscode.Uri, storage: vscode.Uri): EngineProcess {
  let receive: (message: unknown) => void = () => undefined;
  let onExit: (cause: string) => void = () => undefined;
  let onOutput: (text: string) => void = () => undefined;
  let worker: BrowserWorker | undefined;
  let gone = false;
  let folder: vscode.Uri | undefined;
  const end = (cause: string): void => {
    if (gone) return;
    gone = true;
    worker?.terminate();
    onExit(cause);
  };
  const send = (message: ToWebEngine): void => worker?.postMessage(message);
  const keep = async ({ id, path, content }: Extract<FromWebEngine, { kind: "keep" }>): Promise<void> => {
    try {
      const uri = vscode.Uri.joinPath(storage, path.slice(storage.path.length));
      if (content === null) await vscode.workspace.fs.delete(uri);
      else await vscode.workspace.fs.writeFile(uri, content);
      send({ kind: "kept", id });
    } catch (error) {
      // What was never there need not go.
      if (content === null) send({ kind: "kept", id });
      else send({ kind: "kept", id, failure: error instanceof Error ? error.message : String(error) });
    }
  };
  const start = async (): Promise<void> => {
    const started = await startWorker(extension, "engine.web.js");
    if (gone) {
      started.terminate();
      return;
    }
    worker = started;
    started.onmessage = ({ data }) => {
      const message = data as FromWebEngine;
      if (message.kind === "channel") receive(message.message);
      else void keep(message);
    };
    started.onerror = ({ message = "an error in the worker" }) => {
      onOutput(message);
      end(message);
    };
    const wasm = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "dist", "sql-wasm.wasm"));
    send({ kind: "files", files: [{ path: webWasm, bytes: wasm, time: 0 }] });
    send({ kind: "storage", folder: storage.path });
    send({ kind: "files", files: await readAll(storage) });
  };
  const prepare = async ({ name, argument = {} }: Call): Promise<void> => {
    const { workspace, database, changed } = argument;
    if (name === "refresh" && folder !== undefined) {
      const files = changed === undefined ? await readFolder(folder) : await readChanged(folder, changed);
      send({ kind: "files", files });
    }
    if ((name !== "open" && name !== "projects") || workspace === undefined) return;
    folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.path === workspace)?.uri;
    if (folder === undefined) return;
    send({ kind: "files", files: await readFolder(folder) });
    if (database?.startsWith("/") === true)
      send({ kind: "files", files: [await readOne(folder.with({ path: database }))] });
  };
  // In the order in which they were sent, each behind the files that it needs.
  let line = start();
  line.catch((error: unknown) => end(error instanceof Error ? error.message : String(error)));
  return {
    port: {
      post: (message) => {
        line = line.then(async () => {
          await prepare(message as Call);
          send({ kind: "channel", message });
        });
        line.catch((error: unknown) => end(error instanceof Error ? error.message : String(error)));
      },
      onMessage: (receiver) => {
        receive = receiver;
      },
    },
    kill: () => {
      gone = true;
      worker?.terminate();
    },
    onExit: (listener) => {
      onExit = listener;
    },
    onOutput: (listener) => {
      onOutput = listener;
    },
  };
}
