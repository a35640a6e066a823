import * as vscode from "vscode";
import { RemoteError } from "../../protocol/channel";
import type { EngineApi, OpenResult, ProjectChoice } from "../../protocol/engine";
import { databaseClosed, engineKeepsStopping, engineNotStarted, isEngineStopped } from "../errors";
import type { Platform } from "../platform";
import { whileWanted } from "../signal";
import { Store } from "../store";
import { EngineClient, type EngineStop } from "./engineClient";
import type { Project } from "./projects";
import { Spare } from "./spare";
import type { ListProjects, Target } from "./target";

export type ConnectionState =
  | { readonly kind: "closed" }
  | { readonly kind: "opening" }
  | OpenState
  | { readonly kind: "failed"; readonly error: unknown };

export interface OpenState {
  readonly kind: "open";
  readonly result: OpenResult;
  readonly folder: vscode.Uri;
}

/** The project that is open. */
export function openProject(state: ConnectionState): Project | undefined {
  return state.kind === "open" ? { folder: state.folder, root: state.result.project.root } : undefined;
}

interface Hooks {
  /** Finds what to open; throws where nothing can be. */
  readonly target: (projects: ListProjects) => Promise<Target>;
  /** Opens a target, asking for its password as long as the server refuses it. */
  readonly withPassword?: (
    target: Target,
    attempt: (target: Target) => Promise<OpenResult>,
  ) => Promise<{ readonly result: OpenResult; readonly target: Target }>;
  readonly onEngineLost: (stop: EngineStop, error: unknown) => void;
}

/** What features ask of a database, open or about to be: one of its own (`EngineConnection`), or whichever is in use. */
export type Connection = Pick<
  EngineConnection,
  | "state"
  | "reachesDisk"
  | "onDidChange"
  | "onProgress"
  | "onDidRestart"
  | "onDidChangeData"
  | "ensureOpen"
  | "reopen"
  | "refresh"
  | "adopt"
  | "projects"
  | "ask"
  | "call"
  | "cancelOpening"
  | "close"
>;

/** One database: one engine process, opened when first needed and again when it dies. */
export class EngineConnection {
  readonly #platform: Platform;
  readonly #log: vscode.LogOutputChannel;
  readonly #hooks: Hooks;
  readonly #store = new Store();
  readonly #changed = this.#store.add(new vscode.EventEmitter<ConnectionState>());
  readonly #progressed = this.#store.add(new vscode.EventEmitter<string>());
  readonly #restarted = this.#store.add(new vscode.EventEmitter<void>());
  readonly #dataChanged = this.#store.add(new vscode.EventEmitter<void>());
  readonly #spare: Spare;
  #state: ConnectionState = { kind: "closed" };
  /** What is open, to open it again in another engine. */
  #target: Target | undefined;
  #client: EngineClient | undefined;
  #opening: Promise<OpenResult> | undefined;
  /** Counts opens and closes: of several at a time, the last one has the say. */
  #turn = 0;
  #deaths: number[] = [];
  #known: OpenState | undefined;
  #calls = 0;
  #used = 0;

  /** The state changed, or the models were read again; the same result says that at most rows have changed. */
  readonly onDidChange = this.#changed.event;
  readonly onProgress = this.#progressed.event;
  /** The engine was ended to cancel what it did; another one takes over, which holds nothing yet. */
  readonly onDidRestart = this.#restarted.event;
  /** Another program wrote to the open database. */
  readonly onDidChangeData = this.#dataChanged.event;

  constructor(platform: Platform, log: vscode.LogOutputChannel, hooks: Hooks) {
    this.#platform = platform;
    this.#log = log;
    this.#hooks = hooks;
    this.#spare = this.#store.add(new Spare(() => platform.startEngine()));
  }

  /** The engine reads and writes the local disk itself. */
  get reachesDisk(): boolean {
    return this.#platform.opensVirtual !== true;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What was known of the database when it was open last. */
  get known(): OpenState | undefined {
    return this.#known;
  }

  /** There is an engine, which something may be under way in. */
  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  /** Ending the engine now would interrupt somebody, or lose what is nowhere else. */
  get isNeeded(): boolean {
    return this.#calls > 0 || this.#opening !== undefined || this.#client?.isIrreplaceable === true;
  }

  /** When it was last asked for something, as `performance.now()` tells it. */
  get used(): number {
    return this.#used;
  }

  /** The open result, opening the database first where none is open. */
  ensureOpen(): Promise<OpenResult> {
    // What still shows something of it must not start an engine that nobody would end.
    if (this.#store.disposed) return Promise.reject(databaseClosed());
    if (this.#opening !== undefined) return this.#opening;
    return this.#state.kind === "open" ? Promise.resolve(this.#state.result) : this.reopen();
  }

  /** Closes what is open and opens the target anew. */
  reopen(): Promise<OpenResult> {
    const opening = this.#open().finally(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    this.#opening = opening;
    return opening;
  }

  /**
   * Reads again what changed: the named files and folders, and the database's tables; without names, everything. Does
   * nothing while no database is open. Listeners are told in any case, as rows may have changed.
   */
  async refresh(changed?: readonly string[]): Promise<void> {
    const { state } = this;
    const client = this.#client;
    // An engine that is only just taking over reads everything anyway.
    if (state.kind !== "open" || client === undefined || this.#opening !== undefined) return;
    const request = changed === undefined ? {} : { changed };
    const result = await client.call("refresh", request, undefined, vscode.l10n.t("reading the models"));
    if (client === this.#client) this.#take(result);
  }

  /** Goes on with what the engine made of the open database, or put in its place. */
  adopt(result: OpenResult): void {
    this.#take(result);
  }

  /** The projects in a folder; needs no open database. */
  async projects(workspace: string): Promise<readonly ProjectChoice[]> {
    const client = this.#client ?? this.#start();
    return await client.call("projects", { workspace }, undefined, vscode.l10n.t("looking for projects"));
  }

  /** What can be asked of the engine while nothing is open. */
  async ask<K extends "databases" | "test">(
    name: K,
    argument: Parameters<EngineApi[K]>[0],
    what: string,
  ): Promise<ReturnType<EngineApi[K]>> {
    const client = this.#client ?? this.#start();
    return await client.call(name, argument as never, undefined, what);
  }

  /** Calls the engine, opening the database first where that is needed. */
  async call<K extends keyof EngineApi & string>(
    name: K,
    argument: Parameters<EngineApi[K]> extends [infer A] ? A : undefined,
    signal?: AbortSignal,
    what?: string,
  ): Promise<ReturnType<EngineApi[K]>> {
    this.#calls++;
    try {
      await whileWanted(this.ensureOpen(), signal);
      const client = this.#client;
      if (client === undefined) throw new Error("The engine is not running.");
      return await (signal === undefined
        ? client.call(name, argument, signal, what)
        : this.#spare.during(client.call(name, argument, signal, what)));
    } finally {
      this.#calls--;
      this.#used = performance.now();
    }
  }

  /** Stops an opening that takes too long; does nothing to a database that is open. */
  cancelOpening(): void {
    if (this.#state.kind === "opening") this.close();
  }

  close(): void {
    this.#leave();
    this.#opening = undefined;
    this.#set({ kind: "closed" });
  }

  dispose(): void {
    this.#leave();
    this.#store.dispose();
  }

  async #open(): Promise<OpenResult> {
    const turn = this.#leave();
    this.#set({ kind: "opening" });
    try {
      const target = await this.#hooks.target((workspace) => this.projects(workspace));
      if (turn !== this.#turn) throw overtaken();
      const client = this.#client ?? this.#start();
      const { result, target: opened } = await this.#openAsking(client, target);
      this.#used = performance.now();
      if (turn === this.#turn) {
        this.#target = opened;
        this.#set({ kind: "open", result, folder: target.folder });
      }
      return result;
    } catch (failure) {
      const error = isEngineStopped(failure) ? engineNotStarted(failure.message) : failure;
      // Where a later open has taken over, the state is no longer ours to change.
      if (turn === this.#turn) {
        this.#leave();
        this.#set({ kind: "failed", error });
      }
      throw error;
    }
  }

  async #openAsking(client: EngineClient, target: Target): Promise<{ result: OpenResult; target: Target }> {
    const { withPassword } = this.#hooks;
    if (withPassword === undefined) return { result: await openWith(client, target), target };
    return withPassword(target, (asked) => openWith(client, asked));
  }

  /** Ends the engine that is there, and the claim of whoever is opening. */
  #leave(): number {
    this.#client?.dispose();
    this.#client = undefined;
    return ++this.#turn;
  }

  #start(process = this.#platform.startEngine()): EngineClient {
    process.onOutput((text) => this.#log.info(`engine: ${text.trimEnd()}`));
    const client: EngineClient = new EngineClient(
      process,
      {
        progress: ({ message }) => this.#progressed.fire(message),
        dataChanged: () => {
          if (client === this.#client) this.#dataChanged.fire();
        },
        log: ({ level, text }) => this.#log[level](text),
        models: (result) => {
          if (client === this.#client) this.#take(result);
        },
      },
      (stop) => void this.#lost(client, stop),
    );
    this.#client = client;
    return client;
  }

  async #lost(client: EngineClient, stop: EngineStop): Promise<void> {
    if (client !== this.#client) return;
    this.#log.warn(`The engine stopped (${stop.reason}): ${stop.cause}`);
    // While it is opening, the failed open says so itself and nothing is started again.
    if (this.#state.kind !== "open") return;
    this.#client = undefined;
    let failure: unknown;
    if (stop.reason === "cancel" && this.#target !== undefined) {
      failure = await this.#restart(this.#target);
    } else if (this.#diesTooOften()) {
      failure = engineKeepsStopping(stop.cause);
      this.#set({ kind: "failed", error: failure });
    } else {
      failure = await this.reopen().then(
        () => undefined,
        (error: unknown) => error,
      );
    }
    this.#hooks.onEngineLost(stop, failure);
  }

  /** Opens the same target in another engine. Until then everything stays as it is shown, and calls wait. */
  async #restart(target: Target): Promise<unknown> {
    const turn = ++this.#turn;
    const client = this.#start(this.#spare.take());
    const opening = openWith(client, target)
      .then((result) => {
        if (turn === this.#turn) this.#set({ kind: "open", result, folder: target.folder });
        return result;
      })
      .finally(() => {
        if (this.#opening === opening) this.#opening = undefined;
      });
    this.#opening = opening;
    this.#restarted.fire();
    try {
      await opening;
      return undefined;
    } catch (error) {
      // Where a later open has taken over, it tells of its own end.
      if (turn !== this.#turn) return undefined;
      this.#leave();
      this.#set({ kind: "failed", error });
      return error;
    }
  }

  #diesTooOften(): boolean {
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < 60_000), now];
    return this.#deaths.length >= 3;
  }

  /** Shows what was read again; null says that models and tables are as they were. */
  #take(result: OpenResult | null): void {
    const { state } = this;
    if (state.kind === "open") this.#set(result === null ? state : { ...state, result });
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    if (state.kind === "open") this.#known = state;
    this.#changed.fire(state);
  }
}

/** Opens a target. Where all is in the engine's memory, losing it is to be put off. */
async function openWith(client: EngineClient, { request }: Target): Promise<OpenResult> {
  const result = await client.call("open", request, undefined, vscode.l10n.t("opening the database"));
  client.isIrreplaceable = result.database.scratch;
  return result;
}

function overtaken(): RemoteError {
  return new RemoteError({ code: "Disposed", message: "Another database was opened meanwhile." });
}
